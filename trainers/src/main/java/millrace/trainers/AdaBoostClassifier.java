package millrace.trainers;

import java.util.ArrayList;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.DecisionFunction;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Labels;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.learn.Weights;
import millrace.run.Run;

/**
 * Boosting of a weak classifier: each is trained on the same rows with those weighted up that the
 * ones before got wrong, and all vote.
 *
 * <ul>
 *   <li>SAMME: member m with weighted error e votes for its most probable level with the weight
 *       {@code learningRate · (log((1 − e) / e) + log(K − 1))}; wrong rows are multiplied by the
 *       exponential of that. It ends when e is 0, or no better than guessing.
 *   <li>SAMME_R: a member votes with {@code (K − 1)(log p − mean log p)} of its probabilities,
 *       clipped below at 2⁻⁵²; rows are multiplied by {@code exp(−learningRate (K − 1)/K Σ c log
 *       p)}, c being 1 for the right level and −1/(K − 1) for the others. It ends when e is 0.
 * </ul>
 *
 * <p>Names and defaults are those of scikit-learn 1.2; so are probabilities: the softmax of the
 * mean vote divided by K − 1. Where the base cannot use weights, which scikit-learn refuses, each
 * member learns from rows drawn with replacement by their weights (boosting by resampling).
 *
 * <p>Cost: nEstimators times what the base costs to train and to predict the training rows; members
 * follow one another, so only the base itself can use several threads.
 *
 * @param base what is boosted (default a decision tree of depth 1, a stump)
 * @param nEstimators most members
 * @param learningRate shrinks what a member contributes
 * @see "Y. Freund, R. Schapire, A decision-theoretic generalization of on-line learning and an
 *     application to boosting, JCSS 55, 1997"
 * @see "J. Zhu, H. Zou, S. Rosset, T. Hastie, Multi-class AdaBoost, Statistics and Its Interface 2,
 *     2009"
 * @see "scikit-learn 1.2, sklearn.ensemble.AdaBoostClassifier"
 */
@About(
    value = "weak classifiers in a row, each for what those before got wrong",
    cite =
        "J. Zhu, H. Zou, S. Rosset, T. Hastie, Multi-class AdaBoost, Statistics and Its Interface"
            + " 2, 2009; scikit-learn AdaBoostClassifier")
public record AdaBoostClassifier(
    @Param("the classifier that is boosted") Trainer<? extends Predictor<Labels>> base,
    @Param(
            value = "most members",
            min = 1,
            max = 100_000,
            tune = {25, 400},
            log = true)
        int nEstimators,
    @Param(
            value = "how much a member contributes",
            min = Double.MIN_NORMAL,
            max = 1e6,
            tune = {0.05, 2},
            log = true)
        double learningRate,
    @Param("votes by probabilities (SAMME_R) or by levels (SAMME)") Algorithm algorithm)
    implements Trainer<AdaBoostClassifier.Fitted> {
  private static final double EPSILON = Math.ulp(1.0);

  /** How members vote and rows are weighted. */
  public enum Algorithm {
    SAMME,
    SAMME_R
  }

  public AdaBoostClassifier {
    Spec.check(AdaBoostClassifier.class, base, nEstimators, learningRate, algorithm);
    Members.check(AdaBoostClassifier.class, "base", base, Column.Nominal.class);
  }

  /** Fifty stumps, SAMME.R. */
  public AdaBoostClassifier() {
    this(new DecisionTreeClassifier().maxDepth(1), 50, 1, Algorithm.SAMME_R);
  }

  public AdaBoostClassifier base(Trainer<? extends Predictor<Labels>> base) {
    return Spec.with(this, "base", base);
  }

  public AdaBoostClassifier nEstimators(int nEstimators) {
    return Spec.with(this, "nEstimators", nEstimators);
  }

  public AdaBoostClassifier learningRate(double learningRate) {
    return Spec.with(this, "learningRate", learningRate);
  }

  public AdaBoostClassifier algorithm(Algorithm algorithm) {
    return Spec.with(this, "algorithm", algorithm);
  }

  @Override
  public Needs needs() {
    return base.needs().target(Column.Nominal.class).weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var levels = Members.levels(train, this);
    int k = levels.size();
    var codes = ((Column.Nominal) train.targetColumn()).codes(levels);
    var x = train.features();
    var w = Weights.of(train);
    var absent = new boolean[w.length];
    for (int i = 0; i < w.length; i++) absent[i] = w[i] == 0;
    scale(w);
    var members = new ArrayList<Predictor<Labels>>();
    var votes = new ArrayList<Double>();
    var errors = new ArrayList<Double>();
    double error = 1;
    for (int m = 0; m < nEstimators; m++) {
      boolean goOn = run.step("estimator", m, nEstimators, "error", error);
      if (!goOn && !members.isEmpty()) break;
      for (int i = 0; i < w.length; i++) w[i] = absent[i] ? 0 : Math.max(w[i], EPSILON);
      var member = Members.fit(base, sample(train, w, run, m), Members.child(run, 1, "member", m));
      var p = Members.probabilities(member, x, levels);
      var said = new Labels(p, levels);
      double wrong = 0;
      double all = 0;
      for (int i = 0; i < w.length; i++) {
        all += w[i];
        if (said.code(i) != codes[i]) wrong += w[i];
      }
      error = wrong / all;
      boolean guessing = algorithm == Algorithm.SAMME && error >= 1 - 1.0 / k;
      if (guessing) {
        if (members.isEmpty()) {
          throw new DataException(
              "AdaBoostClassifier: %s is no better than guessing on the training rows (error %s of %d levels): choose another base, or SAMME_R"
                  .formatted(Members.name(base), error, k));
        }
        break;
      }
      double vote =
          error <= 0 || algorithm == Algorithm.SAMME_R
              ? 1
              : learningRate * (Math.log((1 - error) / error) + Math.log(k - 1));
      members.add(member);
      votes.add(vote);
      errors.add(error);
      if (error <= 0) break;
      if (algorithm == Algorithm.SAMME) {
        for (int i = 0; i < w.length; i++) if (said.code(i) != codes[i]) w[i] *= Math.exp(vote);
      } else {
        reweigh(w, p, codes, k);
      }
      if (!scale(w)) break;
    }
    run.step("estimator", nEstimators, nEstimators, "error", error);
    return new Fitted(levels, algorithm, members, array(votes), array(errors));
  }

  private Frame sample(Frame train, double[] w, Run run, int member) {
    if (base.needs().weights()) return Members.weighted(train, w.clone());
    return train.unweighted().rows(Members.draw(w, w.length, run.random("rows", member)));
  }

  private void reweigh(double[] w, double[] p, int[] codes, int k) {
    double other = -1.0 / (k - 1);
    for (int i = 0; i < w.length; i++) {
      double sum = 0;
      for (int c = 0; c < k; c++)
        sum += (c == codes[i] ? 1 : other) * Math.log(Math.max(p[i * k + c], EPSILON));
      w[i] *= Math.exp(-learningRate * (k - 1) / k * sum);
    }
  }

  /** Makes them add up to 1; false if they overflowed or vanished. */
  private static boolean scale(double[] w) {
    double sum = Vectors.sum(w);
    if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) return false;
    for (int i = 0; i < w.length; i++) w[i] /= sum;
    return true;
  }

  static double[] array(List<Double> list) {
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * The members and their votes.
   *
   * @param votes the weight of each member; 1 throughout for SAMME_R
   * @param errors the weighted training error of each
   */
  public record Fitted(
      Vocabulary levels,
      Algorithm algorithm,
      List<Predictor<Labels>> members,
      double[] votes,
      double[] errors)
      implements DecisionFunction {
    public Fitted {
      members = List.copyOf(members);
    }

    /** The mean vote for each level; for two levels that for the second less that for the first. */
    @Override
    public double[] decision(Frame frame) {
      int k = levels.size();
      var all = sums(frame);
      if (k > 2) return all;
      var out = new double[frame.size()];
      for (int i = 0; i < out.length; i++) out[i] = all[2 * i + 1] - all[2 * i];
      return out;
    }

    private double[] sums(Frame frame) {
      int k = levels.size();
      int n = frame.size();
      var out = new double[n * k];
      double total = Vectors.sum(votes);
      var logs = new double[k];
      for (int m = 0; m < members.size(); m++) {
        var p = Members.probabilities(members.get(m), frame, levels);
        if (algorithm == Algorithm.SAMME) {
          var said = new Labels(p, levels);
          for (int i = 0; i < n; i++) out[i * k + said.code(i)] += votes[m] / total;
          continue;
        }
        for (int i = 0; i < n; i++) {
          double mean = 0;
          for (int c = 0; c < k; c++) {
            logs[c] = Math.log(Math.max(p[i * k + c], EPSILON));
            mean += logs[c];
          }
          mean /= k;
          for (int c = 0; c < k; c++) out[i * k + c] += (k - 1) * (logs[c] - mean) / total;
        }
      }
      return out;
    }

    @Override
    public Labels predict(Frame frame) {
      int k = levels.size();
      var p = sums(frame);
      if (k == 2) {
        for (int i = 0; i < frame.size(); i++) {
          double half = (p[2 * i + 1] - p[2 * i]) / 2;
          p[2 * i] = -half;
          p[2 * i + 1] = half;
        }
      } else {
        for (int i = 0; i < p.length; i++) p[i] /= k - 1;
      }
      for (int i = 0; i < frame.size(); i++) Members.softmax(p, i * k, k);
      return new Labels(p, levels);
    }

    @Override
    public Labels predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }
  }
}
