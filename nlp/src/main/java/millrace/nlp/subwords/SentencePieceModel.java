package millrace.nlp.subwords;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import millrace.nlp.subwords.Preparation.Spacing;

/**
 * Models of SentencePiece: a message of Protocol Buffers, of which the fields that encoding needs
 * are read and the others passed over.
 *
 * @see "sentencepiece_model.proto; protobuf.dev, Encoding"
 */
final class SentencePieceModel {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private final FileBytes in;
  private final SentencePieces pieces = new SentencePieces();
  private int modelType = 1;
  private String bos = "<s>";
  private String eos = "</s>";
  private String pad = "<pad>";
  private String unknown = " \u2047 ";
  private byte[] charsmap = {};
  private boolean prefix = true;
  private boolean trim = true;
  private boolean escape = true;

  /** A field's number and type. */
  private int field;

  private int wire;

  private SentencePieceModel(Path file) {
    in = new FileBytes(file);
  }

  static SentencePiece read(Path file) {
    var model = new SentencePieceModel(file);
    model.message();
    return model.tokenizer();
  }

  private void message() {
    while (in.hasMore()) {
      tag();
      switch (field) {
        case 1 -> piece(end());
        case 2 -> trainer(end());
        case 3 -> normalizer(end());
        case 5 -> denormalizer(end());
        default -> skip();
      }
    }
  }

  private void piece(long end) {
    int at = in.at();
    var name = "";
    float score = 0;
    int type = SentencePiece.NORMAL;
    while (in.at() < end) {
      tag();
      switch (field) {
        case 1 -> name = text();
        case 2 -> {
          is(FIXED32);
          score = in.float32();
        }
        case 3 -> type = number();
        default -> skip();
      }
    }
    inside(end);
    var problem = pieces.add(name, score, type);
    if (!problem.isEmpty()) throw in.bad(at, problem);
  }

  private void trainer(long end) {
    while (in.at() < end) {
      tag();
      switch (field) {
        case 3 -> modelType = number();
        case 24 -> {
          int at = in.at();
          if (number() != 0)
            throw in.bad(at, "treat_whitespace_as_suffix is on, which is not supported");
        }
        case 44 -> unknown = text();
        case 46 -> bos = text();
        case 47 -> eos = text();
        case 48 -> pad = text();
        default -> skip();
      }
    }
    inside(end);
  }

  private void normalizer(long end) {
    while (in.at() < end) {
      tag();
      switch (field) {
        case 2 -> charsmap = in.octets((int) (end() - in.at()));
        case 3 -> prefix = number() != 0;
        case 4 -> trim = number() != 0;
        case 5 -> escape = number() != 0;
        default -> skip();
      }
    }
    inside(end);
  }

  private void denormalizer(long end) {
    while (in.at() < end) {
      tag();
      int at = in.at();
      if (field == 2 && end() > in.at())
        throw in.bad(at, "rules of denormalization, which are not supported");
      if (field != 2) skip();
    }
    inside(end);
  }

  private SentencePiece tokenizer() {
    if (pieces.size() == 0) throw in.bad("it has no pieces: it is no model of SentencePiece");
    if (modelType != 1 && modelType != 2)
      throw in.bad(
          "its model_type is %s; UNIGRAM (1) and BPE (2) are supported"
              .formatted(modelType == 3 ? "WORD" : modelType == 4 ? "CHAR" : "" + modelType));
    var algorithm = modelType == 1 ? SentencePiece.Algorithm.UNIGRAM : SentencePiece.Algorithm.BPE;
    if (algorithm == SentencePiece.Algorithm.BPE && pieces.has(SentencePiece.UNUSED))
      throw in.bad("it is a BPE model with unused pieces, which are not supported");
    if (pieces.unknown() < 0) throw in.bad("it has no unknown piece");
    var rules = new ArrayList<TextRule>();
    try {
      if (charsmap.length > 0) rules.add(Charsmap.of(charsmap, false));
      var spacing = trim ? Spacing.TRIM : Spacing.KEEP;
      return pieces.tokenizer(
          algorithm,
          new Preparation(List.copyOf(rules), spacing, prefix, escape ? "▁" : " "),
          false,
          unknown,
          pieces.specials(bos, eos, pad),
          Template.PLAIN);
    } catch (IllegalArgumentException e) {
      throw in.bad(String.valueOf(e.getMessage()));
    }
  }

  private void tag() {
    int at = in.at();
    long tag = varint();
    field = (int) (tag >>> 3);
    wire = (int) tag & 7;
    if (field < 1 || tag >>> 32 != 0)
      throw in.bad(at, "no field begins here: it is no model of SentencePiece, or damaged");
  }

  private long varint() {
    int at = in.at();
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int b = in.next();
      value |= (long) (b & 0x7F) << shift;
      if (b < 0x80) return value;
    }
    throw in.bad(at, "a number of more than 10 bytes: it is damaged");
  }

  private int number() {
    is(VARINT);
    return (int) varint();
  }

  private String text() {
    return in.text((int) (end() - in.at()));
  }

  /** Where the message, text or bytes that begin here end. */
  private long end() {
    is(LENGTH);
    int at = in.at();
    long length = varint();
    if (length < 0 || length > in.left())
      throw in.bad(
          at,
          "%d bytes should follow, but %d do: it is cut short or damaged"
              .formatted(length, in.left()));
    return in.at() + length;
  }

  private void inside(long end) {
    if (in.at() != end) throw in.bad(in.at(), "a message should end at byte %d".formatted(end));
  }

  private void is(int expected) {
    if (wire != expected)
      throw in.bad(
          in.at(),
          "field %d is of the wire type %d, but %d was expected: it is no model of SentencePiece"
              .formatted(field, wire, expected));
  }

  private void skip() {
    switch (wire) {
      case VARINT -> varint();
      case FIXED64 -> in.skip(8);
      case LENGTH -> in.skip(end() - in.at());
      case FIXED32 -> in.skip(4);
      default -> throw in.bad(in.at(), "the wire type %d: it is damaged".formatted(wire));
    }
  }
}
