package millrace.nlp.subwords;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import millrace.data.DataException;
import millrace.data.Vocabulary;
import millrace.readers.Lines;

/** GPT-2's two files: ids of pieces as a JSON object, and merges, two pieces a line. */
final class BpeFiles {
  private static final String HEADER = "#version: 0.2";
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(10).maxNameLength(10_000).build())
          .build();

  private BpeFiles() {}

  static ByteLevelBpe read(Path vocabularyFile, Path mergesFile) {
    var pieces = vocabulary(vocabularyFile);
    for (int b = 0; b < 256; b++)
      if (!pieces.has(String.valueOf(ByteSpelling.of(b))))
        throw new DataException(
            "%s: it has no piece '%s' for byte %d: it is no byte-level vocabulary"
                .formatted(vocabularyFile, ByteSpelling.of(b), b));
    var merges = new Merges(pieces);
    try (var lines = new Lines(mergesFile, StandardCharsets.UTF_8)) {
      for (var line = lines.next(); line != null; line = lines.next()) {
        if (line.isEmpty() || (lines.number() == 1 && line.startsWith("#version"))) continue;
        int blank = line.indexOf(' ');
        if (blank < 1 || blank == line.length() - 1 || line.indexOf(' ', blank + 1) >= 0)
          throw lines.error(
              "'%s', but two pieces with a blank between were expected".formatted(line));
        var problem = merges.add(line.substring(0, blank), line.substring(blank + 1));
        if (!problem.isEmpty()) throw lines.error(problem);
      }
    }
    return merges.tokenizer(false, SpecialTokens.named(special(pieces)), Template.PLAIN);
  }

  /** Merges that are checked as they come. */
  static final class Merges {
    private final Vocabulary pieces;
    private final Ids lefts = new Ids();
    private final Ids rights = new Ids();
    private final Ids results = new Ids();
    private final Set<Long> seen = new HashSet<>();

    Merges(Vocabulary pieces) {
      this.pieces = pieces;
    }

    /** Empty, or what is wrong with this merge. */
    String add(String left, String right) {
      int a = pieces.id(left);
      int b = pieces.id(right);
      int ab = pieces.id(left + right);
      if (a < 0 || b < 0 || ab < 0)
        return "the piece '%s' is not in the vocabulary, which is that of other merges"
            .formatted(a < 0 ? left : b < 0 ? right : left + right);
      if (!seen.add((long) a << 32 | b))
        return "the merge of '%s' and '%s' is there twice".formatted(left, right);
      lefts.add(a);
      rights.add(b);
      results.add(ab);
      return "";
    }

    ByteLevelBpe tokenizer(boolean blankBefore, SpecialTokens specials, Template template) {
      return ByteLevelBpe.of(
          pieces,
          lefts.toArray(),
          rights.toArray(),
          results.toArray(),
          blankBefore,
          specials,
          template);
    }
  }

  /** The well-known special tokens among the pieces. */
  static List<AddedToken> special(Vocabulary pieces) {
    var out = new ArrayList<AddedToken>();
    for (var text : List.of("<|endoftext|>", "<s>", "</s>", "<unk>", "<pad>"))
      if (pieces.has(text)) out.add(AddedToken.special(text, pieces.id(text)));
    if (pieces.has("<mask>")) // which stands for a word and its blank
    out.add(new AddedToken("<mask>", pieces.id("<mask>"), true, true, false));
    return out;
  }

  /** The pieces of a JSON object of ids, which are those from 0 on. */
  private static Vocabulary vocabulary(Path file) {
    var ids = new LinkedHashMap<String, Integer>();
    try (var in = Files.newInputStream(file);
        var json = JSON.createParser(in)) {
      if (json.nextToken() != JsonToken.START_OBJECT)
        throw bad(file, json, "an object of pieces and their ids was expected");
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        var piece = json.currentName();
        if (json.nextToken() != JsonToken.VALUE_NUMBER_INT)
          throw bad(file, json, "'%s' has no id, which is a whole number".formatted(piece));
        if (ids.putIfAbsent(piece, json.getIntValue()) != null)
          throw bad(file, json, "the piece '%s' is there twice".formatted(piece));
      }
      if (json.nextToken() != null) throw bad(file, json, "more follows after the object");
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": there is no such file", e);
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      throw new DataException(
          "%s:%d:%d: %s".formatted(file, at.getLineNr(), at.getColumnNr(), e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new DataException("%s cannot be read: %s".formatted(file, e), e);
    }
    return vocabulary(file.toString(), ids);
  }

  /**
   * The pieces in the order of their ids, which must be all from 0 on.
   *
   * @param where for messages
   */
  static Vocabulary vocabulary(String where, Map<String, Integer> ids) {
    var pieces = new String[ids.size()];
    for (var entry : ids.entrySet()) {
      int id = entry.getValue();
      if (id < 0 || id >= pieces.length)
        throw new DataException(
            "%s: '%s' has the id %d, but with %d pieces all ids from 0 to %d were expected"
                .formatted(where, entry.getKey(), id, pieces.length, pieces.length - 1));
      if (pieces[id] != null)
        throw new DataException(
            "%s: '%s' and '%s' both have the id %d"
                .formatted(where, pieces[id], entry.getKey(), id));
      pieces[id] = entry.getKey();
    }
    if (pieces.length == 0) throw new DataException(where + ": it has no pieces");
    return Vocabulary.ofDistinct(pieces);
  }

  private static DataException bad(Path file, JsonParser json, String message) {
    var at = json.currentLocation();
    return new DataException(
        "%s:%d:%d: %s".formatted(file, at.getLineNr(), at.getColumnNr(), message));
  }

  static void write(ByteLevelBpe bpe, Path vocabularyFile, Path mergesFile) {
    try {
      try (var out = Files.newBufferedWriter(vocabularyFile)) {
        var encoder = JsonStringEncoder.getInstance();
        for (int id = 0; id < bpe.size(); id++) {
          out.append(id == 0 ? "{\"" : ", \"");
          out.append(new String(encoder.quoteAsString(bpe.piece(id))));
          out.append("\": ").append(Integer.toString(id));
        }
        out.append("}");
      }
      try (var out = Files.newBufferedWriter(mergesFile)) {
        out.append(HEADER).append('\n');
        var merges = bpe.merges().byRank();
        for (int i = 0; i < merges.length; i += 2)
          out.append(bpe.piece(merges[i]))
              .append(' ')
              .append(bpe.piece(merges[i + 1]))
              .append('\n');
      }
    } catch (IOException e) {
      throw new DataException(
          "%s or %s cannot be written: %s".formatted(vocabularyFile, mergesFile, e), e);
    }
  }
}
