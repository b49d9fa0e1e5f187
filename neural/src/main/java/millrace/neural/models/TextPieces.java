package millrace.neural.models;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Vocabulary;
import millrace.nlp.subwords.BpeTraining;
import millrace.nlp.subwords.ByteLevelBpe;
import millrace.run.Run;

/**
 * Texts as numbers of pieces, and back. What was cut from a text makes the same text again, but for
 * pieces that are unknown. A Tokens column is read as its words with a blank between them; where
 * words are pieces, each token is one, whatever it holds.
 */
public sealed interface TextPieces permits TextPieces.Named, TextPieces.Bytes {
  /** The number of what ends a text. */
  int END = 0;

  /** The number of what stands before a text that is written. */
  int START = 1;

  /** The number of all pieces that have none. */
  int UNKNOWN = 2;

  /** The number of the first piece that is text. */
  int FIRST = 3;

  /** How many numbers there are, those of no text included. */
  int size();

  /** The numbers of the pieces of a text, without start and end. */
  int[] ids(String text);

  /** The text of such numbers; those of no text have none. */
  String text(int... ids);

  /**
   * Words or characters by their name.
   *
   * @param words whether they are words
   */
  record Named(boolean words, Vocabulary pieces) implements TextPieces {
    private static final Pattern WORD =
        Pattern.compile(" ?(?:\\w+(?:['’]\\w+)*|[^\\w\\s])|\\s", Pattern.UNICODE_CHARACTER_CLASS);

    @Override
    public int size() {
      return FIRST + pieces.size();
    }

    @Override
    public int[] ids(String text) {
      return cut(words, text).stream().mapToInt(this::id).toArray();
    }

    private int id(String piece) {
      int id = pieces.id(piece);
      return id < 0 ? UNKNOWN : FIRST + id;
    }

    @Override
    public String text(int... ids) {
      var out = new StringBuilder();
      for (int id : ids) if (id >= FIRST) out.append(pieces.name(id - FIRST));
      return words && !out.isEmpty() && out.charAt(0) == ' ' ? out.substring(1) : out.toString();
    }

    /** A text begins as if a blank stood before it, so that its first word is one like others. */
    private static List<String> cut(boolean words, String text) {
      var out = new ArrayList<String>();
      if (words) {
        var found = WORD.matcher(" " + text);
        while (!text.isEmpty() && found.find()) out.add(found.group());
      } else {
        text.codePoints().forEach(c -> out.add(Character.toString(c)));
      }
      return out;
    }

    private static List<String> cut(boolean words, Column column, int row) {
      if (!words || !(column instanceof Column.Tokens t)) return cut(words, column.cell(row));
      var out = new ArrayList<String>();
      for (int id : t.row(row)) out.add(" " + t.words().name(id));
      return out;
    }

    /** The most frequent pieces, of equal ones the first by name. */
    static Named of(boolean words, List<Column> columns, int most, int minCount) {
      var counts = new HashMap<String, Integer>();
      for (var c : columns)
        for (int i = 0; i < c.size(); i++)
          for (var piece : cut(words, c, i)) counts.merge(piece, 1, Integer::sum);
      var kept =
          counts.entrySet().stream()
              .filter(e -> e.getValue() >= minCount)
              .sorted(
                  Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                      .thenComparing(Map.Entry.comparingByKey()))
              .limit(most)
              .map(Map.Entry::getKey)
              .toList();
      return new Named(words, Vocabulary.of(kept));
    }
  }

  /** Pieces of words. */
  record Bytes(ByteLevelBpe bpe) implements TextPieces {
    @Override
    public int size() {
      return FIRST + bpe.size();
    }

    @Override
    public int[] ids(String text) {
      var out = bpe.encode(text);
      for (int i = 0; i < out.length; i++) out[i] += FIRST;
      return out;
    }

    @Override
    public String text(int... ids) {
      var some = new int[ids.length];
      int n = 0;
      for (int id : ids) if (id >= FIRST) some[n++] = id - FIRST;
      return bpe.decode(Arrays.copyOf(some, n));
    }
  }

  /**
   * Learns pieces.
   *
   * @param most how many there may be; of bytes there are 256 at least
   * @param minCount how often a word, a character or a pair must occur
   */
  static TextPieces learn(Cut cut, List<Column> columns, int most, int minCount, Run run) {
    if (cut != Cut.BPE) return Named.of(cut == Cut.WORDS, columns, most, minCount);
    var texts = new ArrayList<String>();
    for (var c : columns) for (int i = 0; i < c.size(); i++) texts.add(c.cell(i));
    var training = new BpeTraining(Math.max(LEAST, most)).minCount(Math.max(2, minCount));
    return new Bytes(training.train(texts, run));
  }

  /** One piece a byte. */
  int LEAST = 256;

  /**
   * The numbers of each row.
   *
   * @throws DataException if the column is neither text nor tokens
   */
  default int[][] rows(Column column, String name) {
    if (!(column instanceof Column.Text || column instanceof Column.Tokens)) {
      throw new DataException(
          "column '%s' is %s, but must be text or tokens".formatted(name, column.kind()));
    }
    var out = new int[column.size()][];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          this instanceof Named n
              ? Named.cut(n.words, column, i).stream().mapToInt(n::id).toArray()
              : ids(column.cell(i));
    }
    return out;
  }
}
