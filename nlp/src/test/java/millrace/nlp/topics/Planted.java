package millrace.nlp.topics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.TopicModel;
import millrace.run.Run;

/** A topic model that has learned nothing: topics are as they were planted. For tests. */
record Planted(Vocabulary words, int topics, double[] topicWords, double[] weights)
    implements TopicModel {

  @Override
  public Frame apply(Frame frame) {
    throw new UnsupportedOperationException(); // no test asks
  }

  /** p(topic | document) ∝ p(topic) Σ over tokens of p(word | topic). */
  @Override
  public double[] mixtures(Frame frame, Run run) {
    var column = frame.column("tokens");
    var out = new double[column.size() * topics];
    for (int d = 0; d < column.size(); d++) {
      for (int t = 0; t < topics; t++)
        out[d * topics + t] = weights[t] * (1e-3 + sum(column, d, t));
      double all = 0;
      for (int t = 0; t < topics; t++) all += out[d * topics + t];
      for (int t = 0; t < topics; t++) out[d * topics + t] /= all;
    }
    return out;
  }

  private double sum(Column column, int document, int topic) {
    double sum = 0;
    switch (column) {
      case Column.Tokens c -> {
        for (int w : c.row(document)) sum += probability(topic, c.words().name(w));
      }
      case Column.Sparse c -> {
        for (int k = c.starts()[document]; k < c.starts()[document + 1]; k++) {
          sum += c.value()[k] * probability(topic, c.features().name(c.index()[k]));
        }
      }
      default -> throw new IllegalArgumentException(column.kind());
    }
    return sum;
  }

  private double probability(int topic, String word) {
    int w = words.id(word);
    return w < 0 ? 0 : topicWords[topic * words.size() + w];
  }

  /** Topics that each favour some of the words, all different in size. */
  static Planted of(Vocabulary words, int topics, long seed) {
    var run = Run.seeded(seed);
    var phi = new double[topics * words.size()];
    var weights = new double[topics];
    double all = 0;
    for (int t = 0; t < topics; t++) {
      var random = run.random("topic", t);
      double sum = 0;
      for (int w = 0; w < words.size(); w++) {
        double zipf = 1.0 / (w + 10);
        phi[t * words.size() + w] =
            zipf * (random.nextInt(topics) == 0 ? 1 : .01) * random.nextDouble(.5, 1.5);
        sum += phi[t * words.size() + w];
      }
      for (int w = 0; w < words.size(); w++) phi[t * words.size() + w] /= sum;
      weights[t] = 1.0 / (t + 3);
      all += weights[t];
    }
    for (int t = 0; t < topics; t++) weights[t] /= all;
    return new Planted(words, topics, phi, weights);
  }

  /** Documents drawn from the topics, one topic each, as tokens and as text. */
  Frame documents(int n, long seed) {
    var run = Run.seeded(seed);
    var starts = new int[n + 1];
    var ids = new ArrayList<Integer>();
    var texts = new ArrayList<String>();
    for (int d = 0; d < n; d++) {
      var random = run.random("document", d);
      int topic = draw(weights, 0, topics, random.nextDouble());
      var text = new ArrayList<String>();
      for (int i = 0; i < 20 + random.nextInt(60); i++) {
        int w = draw(topicWords, topic * words.size(), words.size(), random.nextDouble());
        ids.add(w);
        text.add(words.name(w));
      }
      starts[d + 1] = ids.size();
      texts.add(String.join(" ", text) + ".");
    }
    SequencedMap<String, Column> columns = new LinkedHashMap<>();
    columns.put(
        "tokens", new Column.Tokens(starts, ids.stream().mapToInt(i -> i).toArray(), words));
    columns.put("text", new Column.Text(texts));
    return Frame.of(columns);
  }

  private static int draw(double[] p, int from, int n, double u) {
    for (int i = 0; i < n; i++) {
      u -= p[from + i];
      if (u < 0) return i;
    }
    return n - 1;
  }

  /** {@code n} words, of which some are nasty. */
  static Vocabulary words(int n, List<String> first) {
    var names = new ArrayList<>(first);
    var syllables = List.of("ka", "lo", "mi", "ru", "ten", "sa", "vor", "el", "in", "dra");
    for (int i = 0; names.size() < n; i++) {
      var word = new StringBuilder();
      for (int k = i + 11; k > 0; k /= 10) word.append(syllables.get(k % 10));
      names.add(word.toString());
    }
    return Vocabulary.of(names);
  }
}
