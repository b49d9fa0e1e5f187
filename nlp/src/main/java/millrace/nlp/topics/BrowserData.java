package millrace.nlp.topics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.evaluation.Topics;
import millrace.learn.TopicModel;
import millrace.run.Run;

/**
 * What a {@link TopicBrowser} draws, computed here and written as the JSON that its script reads.
 */
final class BrowserData {
  /** Words that the page holds at least, if the model has them. */
  private static final int WORDS = 10_000;

  /** Estimated tokens below which a topic is empty, or a word is not in a topic. */
  private static final double HALF = 0.5;

  private final TopicBrowser options;
  private final TopicModel model;
  private final Frame documents;

  /** The column that the topics are of. */
  private final String read;

  /** The numbers, in the model, of the topics shown. */
  private final int[] topics;

  private final int empty;

  /** Rows × all topics of the model. */
  private final double[] mixtures;

  private final int[] lengths;

  /** Of the topics shown: tokens, their share, and p(word | topic). */
  private final double[] tokens;

  private final double[] share;
  private final double[] phi;
  private final int width;
  private final double total;
  private final Relevance relevance;
  private final double[] places;

  /** Of each topic shown, words of the vocabulary; and all words of the page, rising. */
  private final int[][] candidates;

  private final int[] words;

  private BrowserData(TopicBrowser options, TopicModel model, Frame documents, Run run) {
    this.options = options;
    this.model = model;
    this.documents = documents;
    mixtures = model.mixtures(documents, run);
    read = Topics.documents(documents);
    lengths = lengths(documents.column(read), model);
    int k = model.topics();
    var all = new double[k];
    for (int d = 0; d < lengths.length; d++) {
      for (int t = 0; t < k; t++) all[t] += lengths[d] * mixtures[d * k + t];
    }
    topics = IntStream.range(0, k).filter(t -> all[t] >= HALF).toArray();
    if (topics.length == 0) {
      throw new DataException(
          "none of the %d documents in '%s' has a word that the model knows: give documents prepared as those it was trained on"
              .formatted(documents.size(), read));
    }
    empty = k - topics.length;
    tokens = Arrays.stream(topics).mapToDouble(t -> all[t]).toArray();
    total = Arrays.stream(tokens).sum();
    share = Arrays.stream(tokens).map(v -> v / total).toArray();
    width = model.words().size();
    phi = new double[topics.length * width];
    var from = model.topicWords();
    for (int i = 0; i < topics.length; i++) {
      System.arraycopy(from, topics[i] * width, phi, i * width, width);
    }
    relevance = new Relevance(phi, share);
    places = TopicMap.place(TopicMap.divergences(phi, topics.length, run), topics.length);
    candidates =
        run.map(topics.length, i -> relevance.candidates(i, options.terms())).toArray(int[][]::new);
    words = words();
  }

  static BrowserData of(TopicBrowser options, TopicModel model, Frame documents, Run run) {
    return new BrowserData(options, model, documents, run);
  }

  /** How many tokens of each document the model knows. */
  private static int[] lengths(Column column, TopicModel model) {
    var out = new int[column.size()];
    switch (column) {
      case Column.Tokens c -> {
        var known = c.words().mapTo(model.words());
        for (int d = 0; d < out.length; d++) {
          for (int k = c.starts()[d]; k < c.starts()[d + 1]; k++) {
            if (known[c.ids()[k]] >= 0) out[d]++;
          }
        }
      }
      case Column.Sparse c -> {
        var known = c.features().mapTo(model.words());
        for (int d = 0; d < out.length; d++) {
          double sum = 0;
          for (int k = c.starts()[d]; k < c.starts()[d + 1]; k++) {
            if (known[c.index()[k]] >= 0) sum += c.value()[k];
          }
          out[d] = (int) Math.rint(sum);
        }
      }
      default -> throw new IllegalStateException(column.kind()); // Topics.documents gives no other
    }
    return out;
  }

  private int[] words() {
    var chosen = new BitSet(width);
    for (var list : candidates) for (int w : list) chosen.set(w);
    for (int w : relevance.salient(options.terms())) chosen.set(w);
    var p = relevance.marginal();
    var frequent =
        IntStream.range(0, width)
            .filter(w -> p[w] * total >= HALF)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer w) -> -p[w]))
            .toList();
    for (int i = 0; i < frequent.size() && chosen.cardinality() < WORDS; i++) {
      chosen.set(frequent.get(i));
    }
    return chosen.stream().toArray();
  }

  String json() {
    var out = new StringWriter();
    try (var g = new JsonFactory().createGenerator(out)) {
      write(g);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter throws none
    }
    return out.toString();
  }

  private void write(JsonGenerator g) throws IOException {
    var place = new int[width];
    for (int i = 0; i < words.length; i++) place[words[i]] = i;
    g.writeStartObject();
    number(g, "lambda", Math.rint(100 * options.lambda()) / 100);
    number(g, "terms", options.terms());
    number(g, "tokens", Math.rint(total));
    number(g, "documents", documents.size());
    number(g, "vocabulary", width);
    number(g, "empty", empty);
    g.writeArrayFieldStart("words");
    for (int w : words) g.writeString(model.words().name(w));
    g.writeEndArray();
    g.writeArrayFieldStart("count");
    for (int w : words) number(g, figures(relevance.marginal()[w] * total));
    g.writeEndArray();
    g.writeArrayFieldStart("where");
    for (int w : words) {
      g.writeStartArray();
      for (int i = 0; i < topics.length; i++) {
        double n = tokens[i] * phi[i * width + w];
        if (n < HALF) continue;
        g.writeNumber(i);
        number(g, figures(n));
      }
      g.writeEndArray();
    }
    g.writeEndArray();
    g.writeArrayFieldStart("overall");
    for (int w : relevance.salient(options.terms())) g.writeNumber(place[w]);
    g.writeEndArray();
    g.writeArrayFieldStart("topics");
    for (int i = 0; i < topics.length; i++) topic(g, i, place);
    g.writeEndArray();
    g.writeEndObject();
  }

  private void topic(JsonGenerator g, int i, int[] place) throws IOException {
    g.writeStartObject();
    number(g, "id", topics[i]);
    number(g, "share", figures(share[i]));
    number(g, "tokens", figures(tokens[i]));
    number(g, "x", figures(places[2 * i]));
    number(g, "y", figures(places[2 * i + 1]));
    g.writeArrayFieldStart("w");
    for (int w : candidates[i]) g.writeNumber(place[w]);
    g.writeEndArray();
    g.writeArrayFieldStart("p");
    for (int w : candidates[i]) number(g, figures(relevance.logProbability(i, w)));
    g.writeEndArray();
    g.writeArrayFieldStart("l");
    for (int w : candidates[i]) number(g, figures(relevance.logLift(i, w)));
    g.writeEndArray();
    g.writeArrayFieldStart("documents");
    var text = text();
    for (int d : strongest(topics[i])) {
      var whole = text.cell(d);
      int end = end(whole, options.excerpt());
      g.writeStartObject();
      number(g, "row", d);
      number(g, "share", figures(mixtures[d * model.topics() + topics[i]]));
      g.writeStringField("text", whole.substring(0, end));
      g.writeBooleanField("cut", end < whole.length());
      g.writeEndObject();
    }
    g.writeEndArray();
    g.writeEndObject();
  }

  /**
   * The rows in which the topic has the largest share, of equals the first; none without tokens.
   */
  private int[] strongest(int topic) {
    int k = model.topics();
    return IntStream.range(0, lengths.length)
        .filter(d -> lengths[d] > 0)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer d) -> -mixtures[d * k + topic]))
        .limit(options.documents())
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private Column text() {
    if (!options.text().isEmpty()) return documents.column(options.text());
    for (var name : documents.names()) {
      if (documents.column(name) instanceof Column.Text c) return c;
    }
    return documents.column(read);
  }

  /** The length of the text, or less, so that no character of two units is cut in half. */
  private static int end(String text, int most) {
    if (text.length() <= most) return text.length();
    return Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
  }

  private static void number(JsonGenerator g, String name, double v) throws IOException {
    g.writeFieldName(name);
    number(g, v);
  }

  private static void number(JsonGenerator g, double v) throws IOException {
    if (v == Math.rint(v) && Math.abs(v) < 1e15) g.writeNumber((long) v);
    else g.writeNumber(v);
  }

  /** Rounded to six significant figures, which keeps the page small. */
  private static double figures(double v) {
    if (v == 0) return 0;
    double unit = Math.pow(10, 5 - Math.floor(Math.log10(Math.abs(v))));
    return Math.rint(v * unit) / unit;
  }
}
