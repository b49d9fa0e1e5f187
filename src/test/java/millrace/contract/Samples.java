package millrace.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.Catalog;
import millrace.learn.Model;
import millrace.learn.Prediction;
import millrace.learn.Predictor;
import millrace.learn.Trainer;
import millrace.learn.Transform;
import millrace.neural.models.SentenceEncoder;
import millrace.run.Run;

/** Data such as a trainer says it needs, and its model's output as text, row by row. */
final class Samples {
  static final int ROWS = 60;

  /** The smallest encoder there can be: TinyEncoder of neural/ wrote it (1, 2, 8, seed 1). */
  static final String ENCODER = "classpath:/millrace/contract/encoder/model.safetensors";

  private Samples() {}

  static Run run() {
    return Run.seeded(7);
  }

  /** The trainer as it stands in the catalogue; one that needs files of others has some. */
  static Trainer<?> ready(Trainer<?> t) {
    return t instanceof SentenceEncoder s ? s.model(ENCODER).heads(2).longest(60) : t;
  }

  /**
   * Random features of every kind the trainer reads, and a target that follows from the first of
   * them.
   */
  static Frame data(Trainer<?> t, int n, long seed) {
    var random = Run.seeded(seed).random("contract data");
    var needs = t.needs();
    var columns = new LinkedHashMap<String, Column>();
    boolean any = needs.features().contains(Column.class);
    var signal = random.doubles(n, 0.5, 2.5).toArray();
    if (any || needs.features().contains(Column.Numeric.class)) {
      columns.put("a", new Column.Numeric(signal));
      columns.put("b", new Column.Numeric(random.doubles(n, 1, 9).toArray()));
      columns.put("count", new Column.Numeric(random.ints(n, 1, 5).asDoubleStream().toArray()));
    }
    if (any || needs.features().contains(Column.Nominal.class)) {
      var codes = new int[n];
      for (int i = 0; i < n; i++) codes[i] = signal[i] > 1.8 ? 2 : random.nextInt(2);
      columns.put("colour", new Column.Nominal(codes, Vocabulary.of("red", "green", "blue")));
      columns.put(
          "sold", new Column.Nominal(random.ints(n, 0, 2).toArray(), Vocabulary.of("no", "yes")));
    }
    if (any || needs.features().contains(Column.Text.class)) {
      columns.put(
          "note",
          new Column.Text(
              IntStream.range(0, n)
                  .mapToObj(i -> "car no. " + random.nextInt(1000) + " of " + i)
                  .toList()));
    }
    if (any || needs.features().contains(Column.Time.class)) {
      columns.put(
          "day", new Column.Time(random.longs(n, 0, 20_000).map(d -> d * 86_400_000L).toArray()));
    }
    if (needs.features().contains(Column.Dense.class))
      columns.put("vector", dense(n, random.doubles(3L * n).toArray()));
    if (needs.features().contains(Column.Sparse.class))
      columns.put("bag", sparse(n, random.ints(n, 0, 4).toArray()));
    if (needs.features().contains(Column.Tokens.class)) columns.put("words", words(n, random));
    var frame = Frame.of(columns);
    if (needs.target().isEmpty()) return frame;
    if (needs.target().get() == Column.Tokens.class)
      return frame.with("y", tags((Column.Tokens) columns.get("words"))).target("y");
    if (needs.target().get() == Column.Text.class)
      return frame.with("y", shouted((Column.Tokens) columns.get("words"))).target("y");
    return frame
        .with("y", target(needs.target().get(), signal, random.doubles(n, 0, 0.1).toArray()))
        .target("y");
  }

  private static Column target(Class<? extends Column> kind, double[] signal, double[] noise) {
    if (kind == Column.Nominal.class) {
      return new Column.Nominal(
          IntStream.range(0, signal.length).map(i -> signal[i] + noise[i] > 1.5 ? 1 : 0).toArray(),
          Vocabulary.of("cheap", "dear"));
    }
    return new Column.Numeric(
        IntStream.range(0, signal.length).mapToDouble(i -> 3 * signal[i] + 2 + noise[i]).toArray());
  }

  private static Column dense(int n, double[] values) {
    var v = new float[3 * n];
    for (int i = 0; i < v.length; i++) v[i] = (float) values[i];
    return new Column.Dense(v, Vocabulary.of("v1", "v2", "v3"));
  }

  private static Column sparse(int n, int[] index) {
    var value = new double[n];
    Arrays.fill(value, 1);
    return new Column.Sparse(
        IntStream.rangeClosed(0, n).toArray(),
        index,
        value,
        Vocabulary.of("bag=1", "bag=2", "bag=3", "bag=4"));
  }

  private static Column.Tokens words(int n, RandomGenerator random) {
    var starts = new int[n + 1];
    for (int i = 0; i < n; i++) starts[i + 1] = starts[i] + random.nextInt(1, 9);
    return new Column.Tokens(
        starts,
        random.ints(starts[n], 0, 6).toArray(),
        Vocabulary.of("the", "a", "car", "price", "is", "falls"));
  }

  /** Tags that follow from the words: two of these belong to each. */
  private static Column.Tokens tags(Column.Tokens words) {
    var ids = Arrays.stream(words.ids()).map(w -> w / 2).toArray();
    return new Column.Tokens(words.starts(), ids, Vocabulary.of("DET", "NOUN", "VERB"));
  }

  /** The first word, in capitals. */
  private static Column.Text shouted(Column.Tokens words) {
    return new Column.Text(
        IntStream.range(0, words.size())
            .mapToObj(i -> words.words().name(words.row(i)[0]).toUpperCase(Locale.ROOT))
            .toList());
  }

  /** What the model says of each row. */
  static List<String> output(Model model, Frame frame) {
    return switch (model) {
      case Predictor<?> p -> said(p.predict(frame));
      case Transform t -> {
        var out = new ArrayList<String>();
        var f = t.apply(frame).features();
        for (int i = 0; i < f.size(); i++) out.add(f.names() + " " + f.cells(i));
        yield out;
      }
      default ->
          throw new AssertionError("a model is a predictor or a transform: " + model.getClass());
    };
  }

  static List<String> said(Prediction prediction) {
    var out = new ArrayList<String>();
    switch (prediction) {
      case Prediction.Numbers n -> {
        for (double v : n.values()) out.add(Double.toString(v));
      }
      case Prediction.Labels l -> {
        for (int i = 0; i < l.size(); i++) {
          var row = new StringBuilder();
          for (int k = 0; k < l.levels().size(); k++)
            row.append(l.levels().name(k)).append(l.probability(i, k)).append(' ');
          out.add(row.toString());
        }
      }
      case Prediction.Clusters c -> {
        for (int v : c.cluster()) out.add(v + " of " + c.count());
      }
      case Prediction.Scores s -> {
        for (double v : s.values()) out.add(Double.toString(v));
      }
      case Prediction.Sequences s -> {
        for (int i = 0; i < s.size(); i++) out.add(s.labels().cell(i));
      }
      case Prediction.Texts t -> out.addAll(t.answers().values());
    }

    return out;
  }

  static boolean predicts(Trainer<?> t) {
    return Catalog.predicts(t);
  }

  static boolean transforms(Trainer<?> t) {
    return Transform.class.isAssignableFrom(Catalog.model(t));
  }
}
