package millrace.cli;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringTokenizer;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import org.jspecify.annotations.Nullable;

/**
 * Documents for a topic model: those to train on, and fresh ones in halves, for the perplexity of
 * document completion.
 */
record BenchCorpus(
    String name, Column.Tokens train, Column.Tokens firstHalf, Column.Tokens secondHalf) {
  /** The name of the frames' one column. */
  static final String COLUMN = "words";

  /** The sets that can be read, by name. */
  static final List<String> NAMES = List.of("lda-20ng", "lda-kos");

  /**
   * @throws DataException if a file is not there or not of its format
   */
  static BenchCorpus read(String name, Path data) throws IOException {
    var folder = data.resolve(name);
    return switch (name) {
      case "lda-20ng" -> {
        var words = numbered(Files.readAllLines(folder.resolve("vocab.txt")).size());
        yield new BenchCorpus(
            name,
            ldac(folder.resolve("train.ldac.gz"), words),
            ldac(folder.resolve("test-half1.ldac.gz"), words),
            ldac(folder.resolve("test-half2.ldac.gz"), words));
      }
      case "lda-kos" -> split(name, docword(folder.resolve("docword.kos.txt.gz")));
      default -> throw new DataException("there is no corpus '%s'; %s".formatted(name, NAMES));
    };
  }

  /** Every fifth document is a fresh one, and every other of its tokens in the second half. */
  static BenchCorpus split(String name, Column.Tokens all) {
    var fresh = all.rows(IntStream.range(0, all.size()).filter(i -> i % 5 == 0).toArray());
    return new BenchCorpus(
        name,
        all.rows(IntStream.range(0, all.size()).filter(i -> i % 5 != 0).toArray()),
        half(fresh, 0),
        half(fresh, 1));
  }

  private static Column.Tokens half(Column.Tokens documents, int first) {
    var rows = new ArrayList<int[]>();
    for (int d = 0; d < documents.size(); d++) {
      var row = documents.row(d);
      rows.add(
          IntStream.range(0, row.length).filter(i -> i % 2 == first).map(i -> row[i]).toArray());
    }
    return tokens(rows, documents.words());
  }

  static Frame frame(Column.Tokens tokens) {
    return Frame.of(COLUMN, tokens);
  }

  long tokens() {
    return train.ids().length;
  }

  /** LDA-C: a document a line, {@code n id:count …}, ids from 0. */
  static Column.Tokens ldac(Path file, Vocabulary words) throws IOException {
    var rows = new ArrayList<int[]>();
    try (var lines = lines(file)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isBlank()) continue;
        var cells = new StringTokenizer(line);
        int terms = number(cells.nextToken(), file, rows.size() + 1);
        var row = new Growing();
        for (int i = 0; i < terms; i++) {
          var pair = cells.hasMoreTokens() ? cells.nextToken() : "";
          int colon = pair.indexOf(':');
          if (colon < 1) throw broken(file, rows.size() + 1, pair, "id:count");
          int id = number(pair.substring(0, colon), file, rows.size() + 1);
          if (id >= words.size())
            throw broken(file, rows.size() + 1, pair, "an id below " + words.size());
          row.add(id, number(pair.substring(colon + 1), file, rows.size() + 1));
        }
        rows.add(row.values());
      }
    }
    return tokens(rows, words);
  }

  /** UCI's bag of words: documents, words, entries; then {@code document word count}, from 1. */
  static Column.Tokens docword(Path file) throws IOException {
    try (var lines = lines(file)) {
      int documents = number(lines.readLine(), file, 1);
      int width = number(lines.readLine(), file, 2);
      int entries = number(lines.readLine(), file, 3);
      var rows = new ArrayList<Growing>();
      for (int d = 0; d < documents; d++) rows.add(new Growing());
      for (int k = 0; k < entries; k++) {
        var line = lines.readLine();
        var cells = line == null ? new String[0] : line.strip().split(" ");
        if (cells.length != 3) throw broken(file, k + 4, line, "document word count");
        int d = number(cells[0], file, k + 4);
        int w = number(cells[1], file, k + 4);
        if (d < 1 || d > documents || w < 1 || w > width)
          throw broken(file, k + 4, line, "numbers within the head's");
        rows.get(d - 1).add(w - 1, number(cells[2], file, k + 4));
      }
      return tokens(rows.stream().map(Growing::values).toList(), numbered(width));
    }
  }

  static Column.Tokens tokens(List<int[]> rows, Vocabulary words) {
    var starts = new int[rows.size() + 1];
    for (int i = 0; i < rows.size(); i++) starts[i + 1] = starts[i] + rows.get(i).length;
    var ids = new int[starts[rows.size()]];
    for (int i = 0; i < rows.size(); i++)
      System.arraycopy(rows.get(i), 0, ids, starts[i], rows.get(i).length);
    return new Column.Tokens(starts, ids, words);
  }

  private static final class Growing {
    private int[] values = new int[64];
    private int size;

    void add(int id, int times) {
      if (size + times > values.length) values = Arrays.copyOf(values, 2 * (size + times));
      Arrays.fill(values, size, size + times, id);
      size += times;
    }

    int[] values() {
      return Arrays.copyOf(values, size);
    }
  }

  private static BufferedReader lines(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    if (file.toString().endsWith(".gz")) in = new GZIPInputStream(in);
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  private static int number(@Nullable String text, Path file, int line) {
    try {
      if (text != null) return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw broken(file, line, text, "a whole number");
    }
    throw broken(file, line, text, "a whole number");
  }

  private static DataException broken(Path file, int line, @Nullable String is, String expected) {
    return new DataException(
        "%s:%d: '%s' is not %s".formatted(file, line, is == null ? "the end" : is, expected));
  }

  /**
   * For processes of their own: documents, words, then each document's length and word numbers,
   * big-endian.
   */
  static void write(Column.Tokens documents, Path file) throws IOException {
    try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(documents.size());
      out.writeInt(documents.words().size());
      for (int d = 0; d < documents.size(); d++) {
        out.writeInt(documents.starts()[d + 1] - documents.starts()[d]);
        for (int i = documents.starts()[d]; i < documents.starts()[d + 1]; i++)
          out.writeInt(documents.ids()[i]);
      }
    }
  }

  /** What {@link #write} wrote. */
  static Column.Tokens load(Path file) throws IOException {
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      int documents = in.readInt();
      int width = in.readInt();
      var rows = new ArrayList<int[]>(documents);
      for (int d = 0; d < documents; d++) {
        var row = new int[in.readInt()];
        for (int i = 0; i < row.length; i++) row[i] = in.readInt();
        rows.add(row);
      }
      return tokens(rows, numbered(width));
    }
  }

  /** Words are but numbers here: other processes know no names. */
  static Vocabulary numbered(int words) {
    return Vocabulary.of(IntStream.range(0, words).mapToObj(w -> "w" + w).toList());
  }
}
