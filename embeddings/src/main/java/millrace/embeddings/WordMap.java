package millrace.embeddings;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.evaluation.report.WebPage;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.preprocess.Tsne;
import millrace.run.Run;

/**
 * A page with a map of words: near words have similar vectors. Pointing at a word shows its
 * neighbours, a field searches; the wheel, two buttons and dragging zoom and move.
 *
 * <pre>{@code
 * new WordMap().title("Manuals").write(Path.of("map.html"), vectors, Run.quiet());
 * // map.html#word=kernel
 * }</pre>
 *
 * <p>The map is by {@link Tsne} of the vectors brought to unit length; the neighbours are those of
 * the vectors themselves, among the words of the map, not those of the map. One HTML file that
 * holds everything and asks for nothing ({@link WebPage}).
 *
 * <p>Cost: t-SNE's, O(words × log words) a step, and O(words² × width) for the neighbours.
 *
 * @param title of the page
 * @param words how many words are shown, the most frequent (default 2000)
 * @param neighbours how many neighbours of each are in the page (default 10)
 * @param perplexity of t-SNE (default 30)
 */
public record WordMap(
    @Param("title of the page") String title,
    @Param(value = "words shown, the most frequent", min = 5, max = 50000) int words,
    @Param(value = "neighbours shown of each", min = 1, max = 1000) int neighbours,
    @Param(value = "perplexity of t-SNE", min = 1, max = 1e6) double perplexity) {
  public WordMap {
    Spec.check(WordMap.class, title, words, neighbours, perplexity);
  }

  public WordMap() {
    this("Word map", 2000, 10, 30);
  }

  public WordMap title(String title) {
    return Spec.with(this, "title", title);
  }

  public WordMap words(int words) {
    return Spec.with(this, "words", words);
  }

  public WordMap neighbours(int neighbours) {
    return Spec.with(this, "neighbours", neighbours);
  }

  public WordMap perplexity(double perplexity) {
    return Spec.with(this, "perplexity", perplexity);
  }

  /**
   * Writes the page, whole or not at all.
   *
   * @return the file
   * @throws DataException if there are fewer than five words
   * @throws UncheckedIOException if the file cannot be written
   */
  public Path write(Path file, WordVectors vectors, Run run) {
    return WebPage.write(file, html(vectors, run));
  }

  /** The page as text. */
  public String html(WordVectors vectors, Run run) {
    var shown = first(vectors);
    var places = places(shown, run);
    var out = new StringWriter();
    try (var g = new JsonFactory().createGenerator(out)) {
      g.writeStartObject();
      g.writeNumberField("all", vectors.words().size());
      g.writeNumberField("width", vectors.width());
      g.writeBooleanField("counted", vectors.counts().length > 0);
      g.writeArrayFieldStart("words");
      for (var word : shown.words().names()) g.writeString(word);
      g.writeEndArray();
      numbers(g, "x", places[0]);
      numbers(g, "y", places[1]);
      g.writeArrayFieldStart("counts");
      for (long c : shown.counts()) g.writeNumber(c);
      g.writeEndArray();
      neighbours(g, shown, run);
      g.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter throws none
    }
    return WebPage.of(WordMap.class, "map", title, out.toString());
  }

  /** The most frequent words that have a direction, of unit length. */
  private WordVectors first(WordVectors vectors) {
    int width = vectors.width();
    var names = new ArrayList<String>();
    var rows = new float[Math.min(words, vectors.words().size()) * width];
    var counts = new long[rows.length / width];
    for (int i = 0; i < vectors.words().size() && names.size() < counts.length; i++) {
      double squares = 0;
      for (int d = 0; d < width; d++) {
        double v = vectors.values()[i * width + d];
        squares += v * v;
      }
      if (!(squares > 0 && squares < Double.POSITIVE_INFINITY)) continue;
      double scale = 1 / Math.sqrt(squares);
      int at = names.size() * width;
      for (int d = 0; d < width; d++)
        rows[at + d] = (float) (vectors.values()[i * width + d] * scale);
      if (vectors.counts().length > 0) counts[names.size()] = vectors.counts()[i];
      names.add(vectors.words().name(i));
    }
    int n = names.size();
    if (n < 5)
      throw new DataException("a map needs five words, but only %d have a vector".formatted(n));
    return new WordVectors(
        Vocabulary.of(names),
        width,
        Arrays.copyOf(rows, n * width),
        Arrays.copyOf(counts, n),
        Subwords.NONE);
  }

  private double[][] places(WordVectors shown, Run run) {
    var column = new Column.Dense(shown.values(), Vocabulary.numbered("vector", shown.width()));
    var map = new Tsne().perplexity(perplexity).prepare(Frame.of("words", column), run).train();
    return new double[][] {values(map, "tsne1"), values(map, "tsne2")};
  }

  private static double[] values(Frame map, String name) {
    return ((Column.Numeric) map.column(name)).values();
  }

  /** Of each word the ids of its neighbours and their cosines, in thousandths, in turn. */
  private void neighbours(JsonGenerator g, WordVectors shown, Run run) throws IOException {
    var exact = Neighbours.exact(shown, run.silent());
    int n = Math.min(neighbours, shown.words().size() - 1);
    g.writeArrayFieldStart("near");
    for (var word : shown.words().names()) {
      g.writeStartArray();
      for (var near : exact.nearest(word, n)) {
        g.writeNumber(shown.words().id(near.word()));
        g.writeNumber(Math.round(near.cosine() * 1000));
      }
      g.writeEndArray();
    }
    g.writeEndArray();
  }

  /** From −1 to 1, with four decimals. */
  private static void numbers(JsonGenerator g, String name, double[] values) throws IOException {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double v : values) {
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
    double middle = (low + high) / 2;
    double half = Math.max((high - low) / 2, 1e-12);
    g.writeArrayFieldStart(name);
    for (double v : values) g.writeNumber(String.format(Locale.ROOT, "%.4f", (v - middle) / half));
    g.writeEndArray();
  }
}
