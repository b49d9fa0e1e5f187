package millrace.trainers;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.evaluation.Majority;
import millrace.learn.Needs;
import millrace.learn.Prediction.Labels;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;

/** What trainers that are made of other trainers have in common. */
final class Members {
  private static final List<Class<? extends Column>> KINDS =
      List.of(
          Column.Numeric.class,
          Column.Nominal.class,
          Column.Text.class,
          Column.Tokens.class,
          Column.Sparse.class,
          Column.Dense.class,
          Column.Time.class);

  private Members() {}

  /**
   * The run of one member: silent, with a seed of its own, and as many threads as are left for each
   * when {@code members} are trained side by side.
   */
  static Run child(Run run, int members, String purpose, long... index) {
    int atOnce = Math.clamp(members, 1, run.threads());
    return run.silent()
        .seed(run.seedFor(purpose, index))
        .threads(Math.max(1, run.threads() / atOnce));
  }

  /** What all of them can read together, with this kind of target. */
  static Needs needs(List<? extends Trainer<?>> members, Class<? extends Column> target) {
    var kinds = new LinkedHashSet<Class<? extends Column>>();
    for (var kind : KINDS) if (members.stream().allMatch(m -> reads(m, kind))) kinds.add(kind);
    boolean missing = members.stream().allMatch(m -> m.needs().missing());
    boolean weights = members.stream().allMatch(m -> m.needs().weights());
    return new Needs(
        kinds.size() == KINDS.size() ? Set.of(Column.class) : Set.copyOf(kinds),
        Optional.of(target),
        missing,
        weights);
  }

  private static boolean reads(Trainer<?> member, Class<? extends Column> kind) {
    var kinds = member.needs().features();
    return kinds.contains(Column.class) || kinds.contains(kind);
  }

  /**
   * Refuses a member that does not predict from this kind of target.
   *
   * @param who the trainer that is made of it
   */
  static void check(
      Class<? extends Record> who,
      String parameter,
      Trainer<?> member,
      Class<? extends Column> kind) {
    var target = member.needs().target();
    if (target.isPresent() && (target.get() == kind || target.get() == Column.class)) return;
    throw new IllegalArgumentException(
        "%s %s must be a %s, but %s has %s target"
            .formatted(
                who.getSimpleName(),
                parameter,
                kind == Column.Nominal.class ? "classifier" : "regressor",
                name(member),
                target.map(t -> "a " + Column.kind(t)).orElse("no")));
  }

  /** One finite weight per member, none negative, not all 0; or none at all. */
  static void checkWeights(Class<? extends Record> who, List<Double> weights, int members) {
    if (weights.isEmpty()) return;
    boolean fine = weights.size() == members;
    double sum = 0;
    for (double w : weights) {
      fine &= w >= 0 && w < Double.POSITIVE_INFINITY;
      sum += w;
    }
    if (fine && sum > 0) return;
    throw new IllegalArgumentException(
        "%s weights must be empty or %d numbers of at least 0, not all 0, but is %s"
            .formatted(who.getSimpleName(), members, weights));
  }

  /** These weights as shares of their sum; equal shares where there are none. */
  static double[] shares(List<Double> weights, int members) {
    var out = new double[members];
    double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
    for (int m = 0; m < members; m++)
      out[m] = weights.isEmpty() ? 1.0 / members : weights.get(m) / sum;
    return out;
  }

  static String name(Trainer<?> member) {
    return member instanceof Record r ? Spec.print(r) : member.toString();
  }

  /**
   * The levels of the target that occur.
   *
   * @throws DataException if there are fewer than two
   */
  static Vocabulary levels(Frame train, Record who) {
    var y = (Column.Nominal) train.targetColumn();
    var levels = y.present();
    if (levels.size() >= 2) return levels;
    throw new DataException(
        "%s needs at least two levels of the target '%s' in the training rows, but all %d are '%s'"
            .formatted(
                who.getClass().getSimpleName(),
                train.targetName().orElseThrow(),
                y.size(),
                levels.name(0)));
  }

  /** Fits a classifier; rows of a single level, which many refuse, give a model that says so. */
  static Predictor<Labels> fit(Trainer<? extends Predictor<Labels>> trainer, Frame train, Run run) {
    boolean one = ((Column.Nominal) train.targetColumn()).present().size() == 1;
    return one ? new Majority().fit(train.unweighted(), run) : trainer.fit(train, run);
  }

  /**
   * A probability per row and level of {@code levels}, row-major; 0 for a level that the model does
   * not know.
   */
  static double[] probabilities(Predictor<Labels> model, Frame frame, Vocabulary levels) {
    var p = model.predict(frame);
    if (p.levels().equals(levels)) return p.probability();
    int n = p.size();
    int k = levels.size();
    int from = p.levels().size();
    var map = p.levels().mapTo(levels);
    var out = new double[n * k];
    for (int i = 0; i < n; i++)
      for (int c = 0; c < from; c++)
        if (map[c] >= 0) out[i * k + map[c]] = p.probability()[i * from + c];
    return out;
  }

  /** The frame with these weights, in the place of those it may have. */
  static Frame weighted(Frame frame, double[] weights) {
    var name = frame.weightsName().orElseGet(() -> free(frame, "weight"));
    return frame.with(name, new Column.Numeric(weights)).weights(name);
  }

  /** A column name that is not taken, beginning with {@code wish}. */
  static String free(Frame frame, String wish) {
    var name = wish;
    for (int i = 2; frame.has(name); i++) name = wish + " " + i;
    return name;
  }

  /** Draws {@code n} rows with replacement, each as likely as its weight says. O(n log n). */
  static int[] draw(double[] weights, int n, RandomGenerator random) {
    var sums = new double[weights.length];
    double sum = 0;
    for (int i = 0; i < sums.length; i++) sums[i] = sum += weights[i];
    var rows = new int[n];
    for (int i = 0; i < n; i++) {
      double u = random.nextDouble() * sum;
      int low = 0;
      int high = sums.length - 1;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (sums[middle] > u) high = middle;
        else low = middle + 1;
      }
      rows[i] = low;
    }
    return rows;
  }

  /** {@code count} of the numbers below {@code n}, without replacement, rising. */
  static int[] choose(int count, int n, RandomGenerator random) {
    var chosen = new boolean[n];
    var all = new int[n];
    for (int i = 0; i < n; i++) all[i] = i;
    for (int i = 0; i < count; i++) {
      int j = i + random.nextInt(n - i);
      int swap = all[i];
      all[i] = all[j];
      all[j] = swap;
      chosen[all[i]] = true;
    }
    var out = new int[count];
    for (int i = 0, at = 0; i < n; i++) if (chosen[i]) out[at++] = i;
    return out;
  }

  /** Turns k scores of a row into probabilities: the softmax, safe from overflow. */
  static void softmax(double[] z, int at, int k) {
    double most = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < k; c++) most = Math.max(most, z[at + c]);
    double sum = 0;
    for (int c = 0; c < k; c++) {
      z[at + c] = Math.exp(z[at + c] - most);
      sum += z[at + c];
    }
    for (int c = 0; c < k; c++) z[at + c] /= sum;
  }

  /** Makes each row add up to 1; a row of zeros becomes even. */
  static void normalise(double[] p, int k) {
    for (int at = 0; at < p.length; at += k) {
      double sum = 0;
      for (int c = 0; c < k; c++) sum += p[at + c];
      for (int c = 0; c < k; c++) p[at + c] = sum > 0 ? p[at + c] / sum : 1.0 / k;
    }
  }
}
