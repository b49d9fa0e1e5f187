package millrace.embeddings;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.data.DataException;

/**
 * A line a word: the word, a space, its numbers with spaces between. With a first line of how many
 * words and numbers there are, as word2vec and fastText write it, or without, as GloVe does.
 */
final class TextVectors {
  private static final int LONGEST_LINE = 1 << 24;

  private final Input in;
  private final boolean header;
  private final List<String> words = new ArrayList<>();
  private long line;

  private TextVectors(Input in, boolean header) {
    this.in = in;
    this.header = header;
    in.skipMark();
  }

  static WordVectors word2vec(Path file) {
    try (var in = Input.open(file)) {
      return new TextVectors(in, true).read();
    }
  }

  private WordVectors read() {
    var size = size(in);
    line = 1;
    return read(size[0], size[1]);
  }

  /** The numbers of the first line. */
  static long[] size(Input in) {
    in.skipMark();
    var at = in.line(1_000);
    var text = new String(in.bytes(), at.from(), at.to() - at.from(), StandardCharsets.ISO_8859_1);
    if (!text.matches("[0-9]{1,18} [0-9]{1,18} ?"))
      throw new DataException(
          "%s: line 1 is '%s', where the number of words and of the numbers of each were expected"
              .formatted(in.file(), shown(text)));
    return Arrays.stream(text.split(" ")).mapToLong(Long::parseLong).toArray();
  }

  static WordVectors glove(Path file) {
    long lines = 0;
    int width = 0;
    try (var in = Input.open(file)) {
      in.skipMark();
      for (; in.next() >= 0; lines++) {
        var at = in.line(LONGEST_LINE);
        if (lines == 0) width = width(in.bytes(), at.from(), at.to());
      }
    }
    if (width == 0)
      throw new DataException(
          "%s: line 1 is no word with numbers behind it; is it a file of vectors?".formatted(file));
    try (var in = Input.open(file)) {
      return new TextVectors(in, false).read(lines, width);
    }
  }

  /** How many numbers stand at the end of a line, its first field not among them. */
  static int width(byte[] b, int from, int to) {
    int n = 0;
    for (int end = to; ; ) {
      while (end > from && b[end - 1] == ' ') end--;
      int begin = end;
      while (begin > from && b[begin - 1] != ' ') begin--;
      if (begin == from || Float.isNaN(Decimal.parse(b, begin, end))) return n;
      n++;
      end = begin;
    }
  }

  private WordVectors read(long rows, long width) {
    var values = in.room(rows, width, 2, 2);
    for (int i = 0; i < rows; i++) {
      line++;
      if (in.next() < 0)
        throw new DataException(
            "%s: it ends after %d of %d words: it is cut short".formatted(in.file(), i, rows));
      row(in.line(LONGEST_LINE), values, i * (int) width, (int) width);
    }
    line++;
    if (in.next() >= 0)
      throw bad("%d words were expected, but more follows: it is damaged".formatted(rows));
    return Words.vectors(in.file(), words, (int) width, values);
  }

  private void row(Input.Line at, float[] values, int to, int width) {
    var b = in.bytes();
    int end = at.to();
    while (end > at.from() && b[end - 1] == ' ') end--;
    int p = at.from();
    if (header) while (p < end && b[p] != ' ') p++;
    else p = beforeLast(width, b, p, end);
    if (p == at.from()) throw bad("it is blank or begins with a space, where a word was expected");
    var word = Input.utf8(Arrays.copyOfRange(b, at.from(), p));
    if (word == null) throw bad("its word is no UTF-8; convert the file");
    for (int i = 0; i < width; i++) {
      while (p < end && b[p] == ' ') p++;
      if (p == end) throw bad(wrongWidth(word, i, width));
      int begin = p;
      while (p < end && b[p] != ' ') p++;
      float v = Decimal.parse(b, begin, p);
      if (Float.isNaN(v))
        throw bad(
            "number %d is '%s' among the numbers of '%s', where a finite one was expected"
                .formatted(
                    i + 1,
                    shown(new String(b, begin, p - begin, StandardCharsets.UTF_8)),
                    shown(word)));
      values[to + i] = v;
    }
    if (p < end) throw bad(wrongWidth(word, width + fields(b, p, end), width));
    words.add(word);
  }

  /** Where the last so many fields begin; a word may have spaces in it. */
  private static int beforeLast(int fields, byte[] b, int from, int to) {
    int p = to;
    for (int i = 0; i < fields; i++) {
      while (p > from && b[p - 1] == ' ') p--;
      while (p > from && b[p - 1] != ' ') p--;
    }
    while (p > from && b[p - 1] == ' ') p--;
    return p;
  }

  private static int fields(byte[] b, int from, int to) {
    int n = 0;
    for (int i = from + 1; i < to; i++) if (b[i] != ' ' && b[i - 1] == ' ') n++;
    return n;
  }

  private static String wrongWidth(String word, int found, int width) {
    return "'%s' has %d numbers, where %d were expected; words with spaces cannot be read"
        .formatted(shown(word), found, width);
  }

  static String shown(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  private DataException bad(String what) {
    return new DataException("%s: line %d: %s".formatted(in.file(), line, what));
  }

  /** Numbers have as many digits as it takes to read the same floats again. */
  static void write(WordVectors vectors, Path file, boolean header) {
    Words.check(vectors, file, Words.NO_SPACES);
    int width = vectors.width();
    Output.write(
        file,
        out -> {
          if (header) out.text(vectors.words().size() + " " + width + "\n");
          var line = new StringBuilder();
          for (int i = 0; i < vectors.words().size(); i++) {
            line.setLength(0);
            line.append(vectors.words().name(i));
            for (int k = 0; k < width; k++)
              line.append(' ').append(vectors.values()[i * width + k]);
            out.text(line.append('\n').toString());
          }
        });
  }
}
