package millrace.trainers;

import java.util.ArrayList;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.evaluation.Folds;
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
 * A classifier whose probabilities are made true to the shares they speak of. In each of cv folds
 * the base is trained on the other folds, and a curve from its scores to probabilities is fitted on
 * the rows it has not seen; the mean over the folds is predicted.
 *
 * <ul>
 *   <li>SIGMOID (Platt): {@code 1 / (1 + exp(a s + b))} by maximum likelihood, the targets drawn in
 *       from 1 and 0 to {@code (n₊ + 1) / (n₊ + 2)} and {@code 1 / (n₋ + 2)}; found by Newton's
 *       method to the rounding, where scikit-learn's BFGS stops earlier.
 *   <li>ISOTONIC: any rising curve, by least squares; wants about a thousand rows.
 * </ul>
 *
 * <p>The scores s are decision values where the base has them, else probabilities. With more than
 * two levels each is calibrated against the others and the results are divided by their sum (even
 * where all are 0). Names and defaults are those of scikit-learn with {@code ensemble=True}, except
 * that folds are shuffled by the run's seed. Weights count in the base, if it can use them, and in
 * the curves.
 *
 * <p>Cost: cv fits of the base on (cv − 1)/cv of the rows, side by side; predicting costs cv times
 * as much as the base.
 *
 * @param base what is calibrated (default a random forest)
 * @param method the kind of curve (default sigmoid)
 * @param cv folds (default 5); each level needs as many rows
 * @see "J. Platt, Probabilistic outputs for support vector machines, 1999"
 * @see "H.-T. Lin, C.-J. Lin, R. Weng, A note on Platt's probabilistic outputs, Machine Learning
 *     68, 2007"
 * @see "B. Zadrozny, C. Elkan, Transforming classifier scores into accurate multiclass probability
 *     estimates, KDD 2002"
 * @see "scikit-learn 1.2, sklearn.calibration.CalibratedClassifierCV"
 */
@About(
    value = "a classifier whose probabilities are made true to what happens",
    cite =
        "J. Platt, Probabilistic outputs for support vector machines, 1999; B. Zadrozny, C. Elkan,"
            + " KDD 2002; scikit-learn CalibratedClassifierCV")
public record CalibratedClassifier(
    @Param("the classifier that is calibrated") Trainer<? extends Predictor<Labels>> base,
    @Param("a sigmoid (Platt) or any rising curve (isotonic)") Method method,
    @Param(value = "folds", min = 2, max = 1000) int cv)
    implements Trainer<CalibratedClassifier.Fitted> {
  /** The kind of curve. */
  public enum Method {
    SIGMOID,
    ISOTONIC
  }

  public CalibratedClassifier {
    Spec.check(CalibratedClassifier.class, base, method, cv);
    Members.check(CalibratedClassifier.class, "base", base, Column.Nominal.class);
  }

  public CalibratedClassifier() {
    this(new RandomForestClassifier(), Method.SIGMOID, 5);
  }

  public CalibratedClassifier base(Trainer<? extends Predictor<Labels>> base) {
    return Spec.with(this, "base", base);
  }

  public CalibratedClassifier method(Method method) {
    return Spec.with(this, "method", method);
  }

  public CalibratedClassifier cv(int cv) {
    return Spec.with(this, "cv", cv);
  }

  @Override
  public Needs needs() {
    return Members.needs(List.of(base), Column.Nominal.class).weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var levels = Members.levels(train, this);
    var codes = ((Column.Nominal) train.targetColumn()).codes(levels);
    var count = new int[levels.size()];
    for (int c : codes) count[c]++;
    for (int c = 0; c < count.length; c++) {
      if (count[c] >= cv) continue;
      throw new DataException(
          "CalibratedClassifier: %d folds need as many rows of each level, but '%s' has %d of '%s': use fewer folds, or leave that level out"
              .formatted(cv, train.targetName().orElseThrow(), count[c], levels.name(c)));
    }
    var splits = Folds.stratified(cv).splits(train, run.seed(run.seedFor("folds")));
    var weights = Weights.of(train);
    var rows = base.needs().weights() ? train : train.unweighted();
    run.step("fold", 0, cv);
    var members =
        run.map(
            "fold",
            cv,
            f -> {
              var split = splits.get(f);
              var model = base.fit(rows.rows(split.train()), Members.child(run, cv, "member", f));
              return calibrate(
                  model, train.features().rows(split.test()), levels, codes, weights, split.test());
            });
    return new Fitted(levels, members);
  }

  private Member calibrate(
      Predictor<Labels> model,
      Frame held,
      Vocabulary levels,
      int[] codes,
      double[] weights,
      int[] test) {
    int curves = levels.size() == 2 ? 1 : levels.size();
    var scores = scores(model, held, levels);
    var w = new double[test.length];
    for (int i = 0; i < w.length; i++) w[i] = weights[test[i]];
    var out = new ArrayList<Curve>();
    for (int c = 0; c < curves; c++) {
      int level = curves == 1 ? 1 : c;
      var s = new double[test.length];
      var is = new double[test.length];
      for (int i = 0; i < s.length; i++) {
        s[i] = scores[i * curves + c];
        is[i] = codes[test[i]] == level ? 1 : 0;
      }
      out.add(
          method == Method.SIGMOID
              ? Curve.of(Platt.fit(s, is, w))
              : new Curve(0, 0, Isotonic.fit(s, is, w, true)));
    }
    return new Member(model, out);
  }

  /** One per row for two levels, that of the second; else one per row and level, row-major. */
  private static double[] scores(Predictor<Labels> model, Frame frame, Vocabulary levels) {
    if (model instanceof DecisionFunction d) return d.decision(frame);
    var p = Members.probabilities(model, frame, levels);
    if (levels.size() > 2) return p;
    var out = new double[frame.size()];
    for (int i = 0; i < out.length; i++) out[i] = p[2 * i + 1];
    return out;
  }

  /**
   * From a score to a probability.
   *
   * @param slope a of the sigmoid
   * @param intercept b of the sigmoid
   * @param isotonic the isotonic curve; without points when this is a sigmoid
   */
  public record Curve(double slope, double intercept, Isotonic isotonic) {
    static Curve of(Platt.Sigmoid s) {
      return new Curve(s.a(), s.b(), new Isotonic(new double[0], new double[0]));
    }

    double at(double score) {
      return isotonic.x().length > 0
          ? isotonic.at(score)
          : 1 / (1 + Math.exp(slope * score + intercept));
    }
  }

  /** A model of one fold and a curve per level; one, of the second, when there are two. */
  public record Member(Predictor<Labels> model, List<Curve> curves) {
    public Member {
      curves = List.copyOf(curves);
    }
  }

  /** A member per fold. */
  public record Fitted(Vocabulary levels, List<Member> members) implements Predictor<Labels> {
    public Fitted {
      members = List.copyOf(members);
    }

    @Override
    public Labels predict(Frame frame) {
      int k = levels.size();
      var out = new double[frame.size() * k];
      for (var m : members) Vectors.add(1.0 / members.size(), probabilities(m, frame), out);
      return new Labels(out, levels);
    }

    @Override
    public Labels predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }

    private double[] probabilities(Member member, Frame frame) {
      int k = levels.size();
      int curves = member.curves.size();
      var scores = scores(member.model, frame, levels);
      var p = new double[frame.size() * k];
      for (int i = 0; i < frame.size(); i++) {
        for (int c = 0; c < curves; c++)
          p[i * k + (curves == 1 ? 1 : c)] = member.curves.get(c).at(scores[i * curves + c]);
        if (curves == 1) p[2 * i] = 1 - p[2 * i + 1];
      }
      if (curves > 1) Members.normalise(p, k);
      return p;
    }
  }
}
