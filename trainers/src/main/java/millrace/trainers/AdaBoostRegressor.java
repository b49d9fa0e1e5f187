package millrace.trainers;

import java.util.ArrayList;
import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.learn.Weights;
import millrace.run.Run;

/**
 * Boosting of a regressor (AdaBoost.R2): each member learns from rows drawn with replacement, those
 * the more likely that the ones before missed by far; the weighted median of all is predicted.
 *
 * <p>With L the loss of a row, from 0 to 1 as a share of the greatest error, and e the weighted
 * mean loss, the weight of a row is multiplied by β^(learningRate (1 − L)), β = e / (1 − e), and
 * the member's vote is {@code learningRate · log(1 / β)}. It ends when e is 0, or 0.5 or more; that
 * member is then left out unless it is the first.
 *
 * <p>Names and defaults are those of scikit-learn 1.2. Cost: nEstimators times what the base costs.
 *
 * @param base what is boosted (default a decision tree of depth 3)
 * @param nEstimators most members
 * @param learningRate shrinks what a member contributes
 * @see "H. Drucker, Improving regressors using boosting techniques, ICML 1997"
 * @see "scikit-learn 1.2, sklearn.ensemble.AdaBoostRegressor"
 */
@About(
    value = "regressors in a row, each for what those before missed",
    cite =
        "H. Drucker, Improving regressors using boosting techniques, ICML 1997; scikit-learn"
            + " AdaBoostRegressor")
public record AdaBoostRegressor(
    @Param("the regressor that is boosted") Trainer<? extends Predictor<Numbers>> base,
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
    @Param("how the loss grows with the error") Loss loss)
    implements Trainer<AdaBoostRegressor.Fitted> {
  /** The loss of an error that is the share r of the greatest. */
  public enum Loss {
    /** r. */
    LINEAR,
    /** r². */
    SQUARE,
    /** 1 − exp(−r). */
    EXPONENTIAL;

    private double of(double r) {
      return switch (this) {
        case LINEAR -> r;
        case SQUARE -> r * r;
        case EXPONENTIAL -> 1 - Math.exp(-r);
      };
    }
  }

  public AdaBoostRegressor {
    Spec.check(AdaBoostRegressor.class, base, nEstimators, learningRate, loss);
    Members.check(AdaBoostRegressor.class, "base", base, Column.Numeric.class);
  }

  /** Fifty trees of depth 3, linear loss. */
  public AdaBoostRegressor() {
    this(new DecisionTreeRegressor().maxDepth(3), 50, 1, Loss.LINEAR);
  }

  public AdaBoostRegressor base(Trainer<? extends Predictor<Numbers>> base) {
    return Spec.with(this, "base", base);
  }

  public AdaBoostRegressor nEstimators(int nEstimators) {
    return Spec.with(this, "nEstimators", nEstimators);
  }

  public AdaBoostRegressor learningRate(double learningRate) {
    return Spec.with(this, "learningRate", learningRate);
  }

  public AdaBoostRegressor loss(Loss loss) {
    return Spec.with(this, "loss", loss);
  }

  /** Weights are used by the drawing of rows, so that any base will do. */
  @Override
  public Needs needs() {
    return base.needs().target(Column.Numeric.class).weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var y = ((Column.Numeric) train.targetColumn()).values();
    var x = train.features();
    var rows = train.unweighted();
    var w = Weights.of(train);
    int n = w.length;
    var members = new ArrayList<Predictor<Numbers>>();
    var votes = new ArrayList<Double>();
    double mean = 0;
    for (int m = 0; m < nEstimators; m++) {
      boolean goOn = run.step("estimator", m, nEstimators, "loss", mean);
      if (!goOn && !members.isEmpty()) break;
      double sum = Vectors.sum(w);
      if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) break;
      for (int i = 0; i < n; i++) w[i] /= sum;
      var sample = rows.rows(Members.draw(w, n, run.random("rows", m)));
      var member = base.fit(sample, Members.child(run, 1, "member", m));
      var off = member.predict(x).values().clone();
      double greatest = 0;
      for (int i = 0; i < n; i++) {
        off[i] = Math.abs(off[i] - y[i]);
        if (w[i] > 0) greatest = Math.max(greatest, off[i]);
      }
      mean = 0;
      for (int i = 0; i < n; i++) {
        off[i] = w[i] > 0 && greatest > 0 ? loss.of(off[i] / greatest) : 0;
        mean += w[i] * off[i];
      }
      if (mean >= 0.5) {
        if (members.isEmpty()) {
          members.add(member);
          votes.add(1.0);
        }
        break;
      }
      double beta = mean / (1 - mean);
      members.add(member);
      votes.add(mean <= 0 ? 1 : learningRate * Math.log(1 / beta));
      if (mean <= 0) break;
      for (int i = 0; i < n; i++) w[i] *= Math.pow(beta, (1 - off[i]) * learningRate);
    }
    run.step("estimator", nEstimators, nEstimators, "loss", mean);
    return new Fitted(members, AdaBoostClassifier.array(votes));
  }

  /**
   * The members and their votes.
   *
   * @param votes the weight of each member in the median
   */
  public record Fitted(List<Predictor<Numbers>> members, double[] votes)
      implements Predictor<Numbers> {
    public Fitted {
      members = List.copyOf(members);
    }

    /** The least prediction at which the votes of it and those below are half of all. */
    @Override
    public Numbers predict(Frame frame) {
      int n = frame.size();
      int k = members.size();
      var all = new double[n * k];
      for (int m = 0; m < k; m++) {
        var v = members.get(m).predict(frame).values();
        for (int i = 0; i < n; i++) all[i * k + m] = v[i];
      }
      var out = new double[n];
      var order = new int[k];
      for (int i = 0; i < n; i++) out[i] = median(all, i * k, order);
      return new Numbers(out);
    }

    @Override
    public Numbers predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }

    private double median(double[] all, int at, int[] order) {
      double total = 0;
      for (int m = 0; m < order.length; m++) {
        int p = m;
        for (; p > 0 && all[at + order[p - 1]] > all[at + m]; p--) order[p] = order[p - 1];
        order[p] = m;
      }
      for (int m : order) total += votes[m];
      double sum = 0;
      for (int m : order) {
        sum += votes[m];
        if (sum >= 0.5 * total) return all[at + m];
      }
      return all[at + order[order.length - 1]];
    }
  }
}
