package millrace.trainers.tribuo;

import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Labels;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.preprocess.Features;
import millrace.run.Run;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.liblinear.LibLinearClassificationModel;
import org.tribuo.classification.liblinear.LibLinearClassificationTrainer;
import org.tribuo.classification.liblinear.LinearClassificationType;
import org.tribuo.classification.liblinear.LinearClassificationType.LinearType;

/**
 * Logistic regression by LibLinear through Tribuo: minimises {@code C · Σ log(1 + exp(-y wᵀx)) +
 * ‖w‖² / 2} by a trust region Newton method in the primal. For more than two levels one such
 * function a level, against all others; the probabilities are their sigmoids divided by their sum.
 *
 * <p>The intercept is the weight of a constant feature 1, so it is penalised as the others are:
 * scale the columns first. {@code millrace.trainers.Logistic} does not penalise it and is
 * multinomial.
 *
 * <p>Names are those of scikit-learn's {@code LogisticRegression(solver="liblinear")}, which is the
 * same method; {@code tol} is LibLinear's own 0.01 by default (1e-4), {@code maxIter} Tribuo's 1000
 * (100). Training is one call of LibLinear: it reports its end only, can be cancelled before it but
 * not within, and Tribuo lets one of them run at a time. O(entries × levels) an iteration.
 *
 * @see "C.-J. Lin, R. Weng, S. Keerthi: Trust Region Newton Method for Large-Scale Logistic
 *     Regression, JMLR 9, 2008"
 * @see "R.-E. Fan et al.: LIBLINEAR: A Library for Large Linear Classification, JMLR 9, 2008"
 * @see millrace.trainers.Logistic
 */
@About(
    value = "logistic regression, one level against the others, with a squared penalty",
    cite = "Fan et al.: LIBLINEAR: A Library for Large Linear Classification, JMLR 9, 2008",
    engine = "LibLinear 2.44 through Tribuo 4.3.2")
public record LibLinearLogistic(
    @Param(
            value = "inverse strength of the penalty (C)",
            min = Double.MIN_NORMAL,
            max = 1e100,
            tune = {1e-3, 1e3},
            log = true)
        double c,
    @Param(value = "most iterations", min = 1) int maxIter,
    @Param(value = "relative size of the gradient to stop at", min = 1e-14, max = 1) double tol)
    implements Trainer<LibLinearLogistic.Fitted> {
  public LibLinearLogistic {
    Spec.check(LibLinearLogistic.class, c, maxIter, tol);
  }

  public LibLinearLogistic() {
    this(1, 1000, 0.01);
  }

  public LibLinearLogistic c(double c) {
    return Spec.with(this, "c", c);
  }

  public LibLinearLogistic maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public LibLinearLogistic tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Nominal.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var levels = LibLinear.levels(train, this);
    run.step("model", 0, 1);
    var x = Features.of(train);
    var model = model(x, ((Column.Nominal) train.targetColumn()).codes(levels));
    run.step("model", 1, 1);
    var f = LibLinear.copy(model, x.width(), levels.size());
    return new Fitted(
        List.copyOf(train.features().names()), x.names(), levels, f.weights(), f.intercepts());
  }

  LibLinearClassificationModel model(Features x, int[] codes) {
    var rows =
        TribuoRows.of(x, false, i -> new Label(Integer.toString(codes[i])), new LabelFactory());
    var trainer =
        new LibLinearClassificationTrainer(
            new LinearClassificationType(LinearType.L2R_LR), c, maxIter, tol);
    return (LibLinearClassificationModel) trainer.train(rows);
  }

  /**
   * Linear functions and the levels they speak of.
   *
   * @param columns the feature columns that are read
   * @param features the names of the features in them
   * @param weights for two levels those of the second, one per feature; else level by level
   * @param intercepts one per linear function
   */
  public record Fitted(
      List<String> columns,
      Vocabulary features,
      Vocabulary levels,
      double[] weights,
      double[] intercepts)
      implements Predictor<Labels> {
    public Fitted {
      columns = List.copyOf(columns);
    }

    @Override
    public Labels predict(Frame frame) {
      var x = Features.of(frame, columns, features);
      int n = frame.size();
      int k = levels.size();
      int p = features.size();
      var out = new double[n * k];
      var score = new double[n];
      for (int f = 0; f < intercepts.length; f++) {
        Arrays.fill(score, intercepts[f]);
        x.addProduct(Arrays.copyOfRange(weights, f * p, (f + 1) * p), score);
        for (int i = 0; i < n; i++) {
          if (!Double.isFinite(score[i])) {
            throw new DataException(
                "row %d of the frame to predict has a missing, infinite or far too great value in %s"
                    .formatted(i + 1, columns));
          }
          if (k == 2) Links.logistic(score[i], out, 2 * i);
          else out[i * k + f] = score[i];
        }
      }
      if (k > 2) for (int i = 0; i < n; i++) Links.sigmoids(out, i * k, k);
      return new Labels(out, levels);
    }
  }
}
