package millrace.learn;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;

/** What a {@link Predictor} says of each row. */
public sealed interface Prediction {
  /** The number of rows. */
  int size();

  /**
   * What one model said of several frames, one below the other.
   *
   * @param parts at least one; all of one kind, and of the same levels or cluster count
   */
  @SuppressWarnings("unchecked") // what is made of parts of a kind is of that kind
  static <Y extends Prediction> Y concat(List<Y> parts) {
    if (parts.size() == 1) return parts.getFirst();
    return (Y)
        switch ((Prediction) parts.getFirst()) {
          case Numbers _ -> new Numbers(join(parts, p -> ((Numbers) p).values));
          case Scores _ -> new Scores(join(parts, p -> ((Scores) p).values));
          case Labels l -> new Labels(join(parts, p -> ((Labels) p).probability), l.levels);
          case Clusters c ->
              new Clusters(
                  parts.stream().flatMapToInt(p -> IntStream.of(((Clusters) p).cluster)).toArray(),
                  c.count);
          case Sequences _ -> {
            var frames = parts.stream().map(p -> Frame.of("", ((Sequences) p).labels)).toList();
            yield new Sequences(Frame.concat(frames).column("", Column.Tokens.class));
          }
          case Texts _ ->
              new Texts(
                  new Column.Text(
                      parts.stream().flatMap(p -> ((Texts) p).answers.values().stream()).toList()));
        };
  }

  /** "Numbers of 804 rows: 1.5, 2.5, …". */
  private static String first(String kind, int n, IntFunction<String> value) {
    int shown = Math.min(n, 5);
    var values = IntStream.range(0, shown).mapToObj(value).collect(Collectors.joining(", "));
    var more = shown < n ? ", …" : "";
    return "%s of %d %s: %s%s".formatted(kind, n, n == 1 ? "row" : "rows", values, more);
  }

  private static double[] join(
      List<? extends Prediction> parts, Function<Prediction, double[]> values) {
    int n = 0;
    for (var p : parts) n = Math.addExact(n, values.apply(p).length);
    var out = new double[n];
    int at = 0;
    for (var p : parts) {
      var v = values.apply(p);
      System.arraycopy(v, 0, out, at, v.length);
      at += v.length;
    }
    return out;
  }

  /** A number per row, in the unit of the target. */
  record Numbers(double[] values) implements Prediction {
    @Override
    public int size() {
      return values.length;
    }

    /** The first values, and how many there are. */
    @Override
    public String toString() {
      return first("Numbers", values.length, i -> Double.toString(values[i]));
    }
  }

  /**
   * A probability per row and level, row-major: {@code probability[row * levels.size() + level]};
   * each row sums to 1.
   */
  record Labels(double[] probability, Vocabulary levels) implements Prediction {
    @Override
    public int size() {
      return probability.length / levels.size();
    }

    public double probability(int row, int level) {
      return probability[row * levels.size() + level];
    }

    /** The most probable level; of equals the first. */
    public int code(int row) {
      int k = levels.size();
      int at = row * k;
      int best = 0;
      for (int c = 1; c < k; c++) if (probability[at + c] > probability[at + best]) best = c;
      return best;
    }

    public String label(int row) {
      return levels.name(code(row));
    }

    /** The first labels, and how many there are. */
    @Override
    public String toString() {
      return first("Labels", size(), this::label);
    }
  }

  /**
   * A cluster per row, numbered from 0; {@link #NOISE} where a row belongs to none.
   *
   * @param count how many clusters the model knows; not all of them need to occur
   */
  record Clusters(int[] cluster, int count) implements Prediction {
    public static final int NOISE = -1;

    @Override
    public int size() {
      return cluster.length;
    }

    /** The first clusters, and how many rows there are. */
    @Override
    public String toString() {
      return first("Clusters", cluster.length, i -> Integer.toString(cluster[i]));
    }
  }

  /**
   * How normal each row is: below 0 it is an outlier, and the lower, the stranger (scikit-learn's
   * {@code decision_function} of its outlier detectors).
   */
  record Scores(double[] values) implements Prediction {
    @Override
    public int size() {
      return values.length;
    }

    public boolean outlier(int row) {
      return values[row] < 0;
    }

    /** The first values, and how many there are. */
    @Override
    public String toString() {
      return first("Scores", values.length, i -> Double.toString(values[i]));
    }
  }

  /** A text for each row: its translation, its rewriting. An empty text is an answer, too. */
  record Texts(Column.Text answers) implements Prediction {
    @Override
    public int size() {
      return answers.size();
    }
  }

  /** A label for each token of each row: as many as the row has tokens. */
  record Sequences(Column.Tokens labels) implements Prediction {
    @Override
    public int size() {
      return labels.size();
    }
  }
}
