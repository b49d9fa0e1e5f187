package millrace.nlp.subwords;

import java.nio.file.Path;
import java.util.List;
import millrace.nlp.subwords.Preparation.Spacing;

/** Tokenizers of llama2.c: see {@link SentencePiece#readLlama2c}. */
final class Llama2c {
  private static final int FIRST_BYTE = 3;
  private static final int LONGEST = 1 << 20;

  private Llama2c() {}

  static SentencePiece read(Path file) {
    var in = new FileBytes(file);
    int longest = in.int32();
    if (longest < 1 || longest > LONGEST)
      throw in.bad(0, "%d as the length of the longest piece".formatted(longest));
    var pieces = new SentencePieces();
    while (in.hasMore()) {
      int at = in.at();
      float score = in.float32();
      int length = in.int32();
      if (length < 1 || length > longest)
        throw in.bad(
            at + 4, "a piece of %d bytes, where 1 to %d were expected".formatted(length, longest));
      int id = pieces.size();
      var name = in.text(length);
      if (id < FIRST_BYTE) name = name.strip(); // <s> and </s> stand between ends of lines
      var problem = pieces.add(name, score, type(id));
      if (!problem.isEmpty()) throw in.bad(at, problem);
    }
    if (pieces.size() < FIRST_BYTE + 256)
      throw in.bad(
          "%d pieces, but the 3 special ones and those of 256 bytes were expected"
              .formatted(pieces.size()));
    for (int b = 0; b < 256; b++)
      if (!pieces.name(FIRST_BYTE + b).equals("<0x%02X>".formatted(b)))
        throw in.bad(
            "piece %d is '%s', but that of byte %d was expected"
                .formatted(FIRST_BYTE + b, pieces.name(FIRST_BYTE + b), b));
    var specials = pieces.specials(pieces.name(1), pieces.name(2), "");
    var before = new int[] {1, Template.FIRST};
    return pieces.tokenizer(
        SentencePiece.Algorithm.BPE,
        new Preparation(List.of(), Spacing.KEEP, true, " "),
        false,
        " \u2047 ",
        specials,
        new Template(before, new int[2], new int[0], new int[0]));
  }

  private static int type(int id) {
    if (id == 0) return SentencePiece.UNKNOWN;
    if (id < FIRST_BYTE) return SentencePiece.CONTROL;
    return id < FIRST_BYTE + 256 ? SentencePiece.BYTE : SentencePiece.NORMAL;
  }
}
