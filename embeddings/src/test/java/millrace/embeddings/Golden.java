package millrace.embeddings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import millrace.data.Vocabulary;

/** What gensim and fastText say: golden/vectors.tsv, made by golden/vectors.py. */
final class Golden {
  private Golden() {}

  static Path file(String name) {
    try {
      var url = Golden.class.getResource("/golden/" + name);
      if (url == null) throw new AssertionError("no golden file " + name);
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** The other fields of the lines that begin with these; there must be some. */
  static List<String[]> lines(String kind, String of) {
    try {
      var out = new ArrayList<String[]>();
      for (var line : Files.readAllLines(file("vectors.tsv"))) {
        var f = line.split("\t", -1);
        if (f[0].equals(kind) && f[1].equals(of))
          out.add(List.of(f).subList(2, f.length).toArray(String[]::new));
      }
      if (out.isEmpty()) throw new AssertionError("no golden values " + kind + " of " + of);
      return out;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static float[] numbers(String text) {
    var parts = text.split(" ");
    var out = new float[parts.length];
    for (int i = 0; i < out.length; i++) out[i] = Float.parseFloat(parts[i]);
    return out;
  }

  /** Words and scores. */
  static List<Near> pairs(String text) {
    var parts = text.split(" ");
    var out = new ArrayList<Near>();
    for (int i = 0; i < parts.length; i += 2)
      out.add(new Near(parts[i], Double.parseDouble(parts[i + 1])));
    return out;
  }

  /** The vectors of a file, as they were printed. */
  static WordVectors vectors(String of) {
    var words = new ArrayList<String>();
    var rows = new ArrayList<float[]>();
    for (var f : lines("vector", of)) {
      words.add(f[0]);
      rows.add(numbers(f[1]));
    }
    return vectors(words, rows.toArray(float[][]::new));
  }

  static WordVectors vectors(List<String> words, float[]... rows) {
    int width = rows[0].length;
    var values = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) System.arraycopy(rows[i], 0, values, i * width, width);
    return new WordVectors(Vocabulary.of(words), width, values, new long[0], Subwords.NONE);
  }
}
