package millrace.preprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.run.Run;

/**
 * Adds made-up training rows to the smaller levels of the target until each has {@code ratio} times
 * the rows of the largest: each lies at a random place on the line from a random row of its level
 * to one of that row's nearest neighbours in the level. They come after the rows that were there.
 * Rows to be predicted are left as they are.
 *
 * <p>With nominal columns it is SMOTE-NC: a difference in one counts as the median standard
 * deviation of the level's numeric features (1 if there are none), and a made-up row has the level
 * that most of the k neighbours have, of equals that of the nearest. A made-up row has the weight
 * of the row it began with. Put a scaler before: distances depend on the units.
 *
 * <p>Names and defaults are those of imbalanced-learn, except that a level of up to k rows uses as
 * many neighbours as there are. O(rows × features) for the rows, and the search for neighbours:
 * {@link Neighbours}.
 *
 * @param kNeighbors nearest rows of the level to choose from (default 5)
 * @param ratio rows of each level, as a share of those of the largest (default 1); a level that has
 *     more keeps them
 * @see "N. Chawla, K. Bowyer, L. Hall, W. Kegelmeyer, SMOTE: synthetic minority over-sampling
 *     technique, JAIR 16, 2002; section 6.1 for SMOTE-NC"
 * @see "imbalanced-learn 0.10, imblearn.over_sampling.SMOTE and SMOTENC"
 */
@About(
    value = "adds made-up training rows to the smaller levels, between rows that are near",
    cite = "N. Chawla, K. Bowyer, L. Hall, W. Kegelmeyer, SMOTE, JAIR 16, 2002; imbalanced-learn")
public record Smote(
    @Param(
            value = "nearest rows of the level to choose from",
            min = 1,
            max = 10_000,
            tune = {3, 15})
        int kNeighbors,
    @Param(
            value = "rows of each level, as a share of those of the largest",
            min = 0,
            max = 1,
            tune = {0.1, 1})
        double ratio)
    implements Step<Smote.Fitted> {
  public Smote {
    Spec.check(Smote.class, kNeighbors, ratio);
  }

  /** Five neighbours, as many rows of each level as of the largest. */
  public Smote() {
    this(5, 1);
  }

  public Smote kNeighbors(int kNeighbors) {
    return Spec.with(this, "kNeighbors", kNeighbors);
  }

  public Smote ratio(double ratio) {
    return Spec.with(this, "ratio", ratio);
  }

  @Override
  public Needs needs() {
    return Needs.features(
            Column.Numeric.class, Column.Dense.class, Column.Sparse.class, Column.Nominal.class)
        .target(Column.Nominal.class)
        .weightsAllowed();
  }

  @Override
  public boolean changesRows() {
    return true;
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    var b = check(train);
    run.step("level", 0, 1);
    run.step("level", 1, 1);
    return new Fitted(b.levels(), b.rows(), b.wanted());
  }

  private Balance check(Frame train) {
    needs().checkAll(train, this);
    var b = Balance.up(train, ratio, this);
    for (int c = 0; c < b.levels().size(); c++) {
      if (b.wanted()[c] > b.rows()[c] && b.rows()[c] == 1) {
        throw new DataException(
            "Smote: '%s' of '%s' has a single row, which has no neighbour: use RandomOverSampler, or leave that level out"
                .formatted(b.levels().name(c), train.targetName().orElseThrow()));
      }
    }
    return b;
  }

  @Override
  public Prepared<Fitted> prepare(Frame train, Run run) {
    var b = check(train);
    int levels = b.levels().size();
    var parts = new ArrayList<Frame>();
    parts.add(train);
    for (int c = 0; c < levels; c++) {
      run.step("level", c, levels);
      int more = b.wanted()[c] - b.rows()[c];
      if (more > 0) parts.add(made(train.rows(b.of(c)), more, c, run));
    }
    run.step("level", levels, levels);
    return new Prepared<>(new Fitted(b.levels(), b.rows(), b.wanted()), Frame.concat(parts));
  }

  /** Row {@code i} is made of {@code from[i]} and {@code to[i]}, at {@code share[i]} between. */
  private record Mix(int[] from, int[] to, double[] share) {}

  private Frame made(Frame level, int count, int code, Run run) {
    var near = space(level).nearestOthers(Math.min(kNeighbors, level.size() - 1), run.silent());
    var random = run.random("rows", code);
    var mix = new Mix(new int[count], new int[count], new double[count]);
    for (int i = 0; i < count; i++) {
      mix.from[i] = random.nextInt(level.size());
      mix.to[i] = near.rows()[mix.from[i] * near.k() + random.nextInt(near.k())];
      mix.share[i] = random.nextDouble();
    }
    var columns = new LinkedHashMap<String, Column>();
    for (var name : level.names()) columns.put(name, level.column(name).rows(mix.from));
    for (var name : level.features().names()) {
      columns.put(
          name,
          switch (level.column(name)) {
            case Column.Numeric c -> between(c, mix);
            case Column.Dense c -> between(c, mix);
            case Column.Sparse c -> between(c, mix);
            case Column.Nominal c -> most(c, near, mix.from);
            // checkAll() lets no others in
            case Column c -> throw new AssertionError(c.kind());
          });
    }
    return Frame.of(columns).rolesOf(level);
  }

  /** Where distances are measured: numbers as they are, a level of a nominal column as a corner. */
  private static Neighbours space(Frame level) {
    var numbers =
        Columnwise.names(level, Column.Numeric.class, Column.Dense.class, Column.Sparse.class);
    var nominal = Columnwise.names(level, Column.Nominal.class);
    int n = level.size();
    var x = Neighbours.matrix(Features.of(level, numbers));
    int w = x.length / n;
    var codes = new ArrayList<int[]>();
    int width = w;
    for (var name : nominal) {
      var c = level.column(name, Column.Nominal.class);
      codes.add(c.codes());
      width += c.levels().size() + 1; // missing is a level of its own
    }
    if (nominal.isEmpty()) return Neighbours.of(x, w);
    var out = new double[n * width];
    double corner = medianDeviation(x, n, w) / Math.sqrt(2); // two corners lie √2 of this apart
    for (int i = 0; i < n; i++) {
      System.arraycopy(x, i * w, out, i * width, w);
      int at = i * width + w;
      for (int j = 0; j < codes.size(); j++) {
        out[at + codes.get(j)[i] + 1] = corner;
        at += level.column(nominal.get(j), Column.Nominal.class).levels().size() + 1;
      }
    }
    return Neighbours.of(out, width);
  }

  private static double medianDeviation(double[] x, int n, int w) {
    if (w == 0) return 1;
    var deviation = new double[w];
    for (int f = 0; f < w; f++) {
      var v = new double[n];
      for (int i = 0; i < n; i++) v[i] = x[i * w + f];
      deviation[f] = Math.sqrt(Standardize.variance(v, Standardize.mean(v)));
    }
    Arrays.sort(deviation);
    return Columnwise.quantile(deviation, 0.5);
  }

  private static Column.Numeric between(Column.Numeric c, Mix mix) {
    var out = new double[mix.from.length];
    for (int i = 0; i < out.length; i++)
      out[i] = between(c.values()[mix.from[i]], c.values()[mix.to[i]], mix.share[i]);
    return new Column.Numeric(out);
  }

  private static double between(double a, double b, double share) {
    return a + share * (b - a);
  }

  private static Column.Dense between(Column.Dense c, Mix mix) {
    int w = c.width();
    var v = c.values();
    var out = new float[mix.from.length * w];
    for (int i = 0; i < mix.from.length; i++) {
      for (int f = 0; f < w; f++)
        out[i * w + f] =
            (float) between(v[mix.from[i] * w + f], v[mix.to[i] * w + f], mix.share[i]);
    }
    return new Column.Dense(out, c.features());
  }

  /** Only what one of the two rows has can be other than 0. */
  private static Column.Sparse between(Column.Sparse c, Mix mix) {
    int n = mix.from.length;
    var starts = new int[n + 1];
    int most = 0;
    for (int i = 0; i < n; i++) most += length(c, mix.from[i]) + length(c, mix.to[i]);
    var index = new int[most];
    var value = new double[most];
    int at = 0;
    for (int i = 0; i < n; i++) {
      int a = c.starts()[mix.from[i]];
      int b = c.starts()[mix.to[i]];
      int endA = c.starts()[mix.from[i] + 1];
      int endB = c.starts()[mix.to[i] + 1];
      while (a < endA || b < endB) {
        int fa = a < endA ? c.index()[a] : Integer.MAX_VALUE;
        int fb = b < endB ? c.index()[b] : Integer.MAX_VALUE;
        double va = fa <= fb ? c.value()[a++] : 0;
        double vb = fb <= fa ? c.value()[b++] : 0;
        double v = between(va, vb, mix.share[i]);
        if (v == 0) continue;
        index[at] = Math.min(fa, fb);
        value[at++] = v;
      }
      starts[i + 1] = at;
    }
    return new Column.Sparse(
        starts, Arrays.copyOf(index, at), Arrays.copyOf(value, at), c.features());
  }

  private static int length(Column.Sparse c, int row) {
    return c.starts()[row + 1] - c.starts()[row];
  }

  /** The level that most neighbours of a row have; of equals that of the nearest. */
  private static Column.Nominal most(Column.Nominal c, Neighbours.Nearest near, int[] from) {
    var out = new int[from.length];
    var count = new int[c.levels().size() + 1];
    int k = near.k();
    for (int i = 0; i < out.length; i++) {
      Arrays.fill(count, 0);
      for (int j = 0; j < k; j++) count[c.codes()[near.rows()[from[i] * k + j]] + 1]++;
      int best = c.codes()[near.rows()[from[i] * k]];
      for (int j = 1; j < k; j++) {
        int code = c.codes()[near.rows()[from[i] * k + j]];
        if (count[code + 1] > count[best + 1]) best = code;
      }
      out[i] = best;
    }
    return new Column.Nominal(out, c.levels());
  }

  /** Training rows of each level before and after; rows to be predicted are left as they are. */
  public record Fitted(Vocabulary levels, int[] before, int[] after) implements Transform {
    @Override
    public Frame apply(Frame frame) {
      return frame;
    }
  }
}
