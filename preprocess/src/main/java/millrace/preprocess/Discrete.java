package millrace.preprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.run.Run;

/**
 * The features and the target of a frame in bins of equally many rows, and how much they tell of
 * each other: what {@link Mrmr} and {@link Jmi} choose by.
 *
 * <p>A feature of no more different values than bins has one bin for each. Others are cut at their
 * quantiles (interpolated linearly); a value equal to a cut belongs above it.
 */
final class Discrete {
  private final List<String> columns;
  private final List<Vocabulary> vocabularies;
  private final byte[][] codes;
  private final int[] width;
  private final int[] target;
  private final int targetWidth;

  Discrete(Frame train, int bins, String who, Run run) {
    columns =
        Columnwise.names(train, Column.Numeric.class, Column.Dense.class, Column.Sparse.class);
    vocabularies = Columnwise.features(train, columns);
    var slices = new Slices(train, columns, vocabularies);
    var all = run.silent().map(slices.width(), f -> cut(slices.complete(f, who).filled(), bins));
    codes = new byte[all.size()][];
    width = new int[all.size()];
    for (int f = 0; f < codes.length; f++) {
      codes[f] = bytes(all.get(f));
      width[f] = Arrays.stream(all.get(f)).max().orElse(0) + 1;
    }
    target =
        switch (train.targetColumn()) {
          case Column.Nominal c -> c.codes(c.present());
          case Column.Numeric c -> cut(c.values(), bins);
          case Column other ->
              throw new DataException(
                  "%s needs a numeric or nominal target, but '%s' is %s"
                      .formatted(who, train.targetName().orElseThrow(), other.kind()));
        };
    targetWidth = Arrays.stream(target).max().orElse(0) + 1;
  }

  private static int[] cut(double[] values, int bins) {
    var ranks = MutualInformation.codes(values);
    if (Arrays.stream(ranks).max().orElse(0) < bins) return ranks;
    var sorted = values.clone();
    Arrays.sort(sorted);
    var edges = new double[bins - 1];
    for (int b = 0; b < edges.length; b++) edges[b] = Columnwise.quantile(sorted, (b + 1.0) / bins);
    var out = new int[values.length];
    for (int i = 0; i < out.length; i++) {
      int n = 0;
      while (n < edges.length && edges[n] <= values[i]) n++;
      out[i] = n;
    }
    return out;
  }

  private static byte[] bytes(int[] codes) {
    var out = new byte[codes.length];
    for (int i = 0; i < out.length; i++) out[i] = (byte) codes[i];
    return out;
  }

  int features() {
    return codes.length;
  }

  /** I(f; target), in nats. */
  double relevance(int f) {
    var x = codes[f];
    var both = new int[width[f] * targetWidth];
    for (int i = 0; i < target.length; i++) both[(x[i] & 255) * targetWidth + target[i]]++;
    return information(both, width[f], targetWidth);
  }

  /** I(f; g). */
  double redundancy(int f, int g) {
    var x = codes[f];
    var z = codes[g];
    int w = width[g];
    var both = new int[width[f] * w];
    for (int i = 0; i < x.length; i++) both[(x[i] & 255) * w + (z[i] & 255)]++;
    return information(both, width[f], w);
  }

  /** I(f and g; target). */
  double joint(int f, int g) {
    var x = codes[f];
    var z = codes[g];
    int w = width[g];
    var both = new int[width[f] * w * targetWidth];
    for (int i = 0; i < target.length; i++)
      both[((x[i] & 255) * w + (z[i] & 255)) * targetWidth + target[i]]++;
    return information(both, width[f] * w, targetWidth);
  }

  /** Σ p(a, b) log(p(a, b) / p(a) p(b)) of counts, row-major. */
  private double information(int[] both, int rows, int columns) {
    double n = target.length;
    var pa = new double[rows];
    var pb = new double[columns];
    for (int a = 0; a < rows; a++) {
      for (int b = 0; b < columns; b++) {
        pa[a] += both[a * columns + b];
        pb[b] += both[a * columns + b];
      }
    }
    double sum = 0;
    for (int a = 0; a < rows; a++) {
      for (int b = 0; b < columns; b++) {
        double c = both[a * columns + b];
        if (c > 0) sum += c / n * Math.log(c * n / (pa[a] * pb[b]));
      }
    }
    return Math.max(0, sum);
  }

  /** What a feature still not chosen is worth, beside the one chosen last. */
  interface Worth {
    double of(int feature, int last);
  }

  /**
   * The features in the order they are chosen, with what each was worth then.
   *
   * @param kept the same, column by column
   */
  record Chosen(List<KeptFeatures> kept, List<String> names, double[] scores) {}

  /**
   * Begins with the feature that tells most of the target; then always takes the one of the
   * greatest score, of equals the first.
   *
   * @param worth what is summed up for each chosen feature
   * @param difference whether the score is the relevance less the mean of the sum; else the sum
   */
  Chosen choose(int k, Worth worth, boolean difference, Run run) {
    int n = codes.length;
    int wanted = Math.min(k, n);
    run.step("feature", 0, wanted);
    var relevance = array(run.silent().map(n, this::relevance));
    var sum = new double[n];
    var score = relevance.clone();
    var keep = new boolean[n];
    var order = new ArrayList<Integer>();
    var scores = new double[wanted];
    for (int r = 0; r < wanted; r++) {
      int best = -1;
      for (int f = 0; f < n; f++) if (!keep[f] && (best < 0 || score[f] > score[best])) best = f;
      keep[best] = true;
      order.add(best);
      scores[r] = score[best];
      if (!run.step("feature", r + 1, wanted)) {
        scores = Arrays.copyOf(scores, r + 1);
        break;
      }
      if (r + 1 == wanted) break;
      int last = best;
      var left = IntStream.range(0, n).filter(f -> !keep[f]).toArray();
      var more = array(run.silent().map(left.length, i -> worth.of(left[i], last)));
      for (int i = 0; i < left.length; i++) {
        int f = left[i];
        sum[f] += more[i];
        score[f] = difference ? relevance[f] - sum[f] / (r + 1) : sum[f];
      }
    }
    var names = vocabularies.stream().flatMap(v -> v.names().stream()).toList();
    return new Chosen(
        KeptFeatures.of(columns, vocabularies, keep),
        order.stream().map(names::get).toList(),
        scores);
  }

  private static double[] array(List<Double> list) {
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
