package millrace.trainers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.preprocess.Step;
import millrace.run.Run;

/**
 * Replaces all Numeric and Dense columns together by the axes along which the levels of the target
 * differ most, in units of the spread within levels: the Numeric columns {@code lda1}, {@code
 * lda2}, … at the end of the frame, at most one fewer than levels. The target is read when fitting
 * only.
 *
 * <p>As {@code LinearDiscriminantAnalysis.transform} in scikit-learn: with SVD the overall mean is
 * at the origin, with EIGEN it is not moved. The sign of an axis is such that its greatest weight,
 * in units of the feature's spread, is positive. Cost: O(rows × features² + features³).
 *
 * @param components how many axes; 0 (default): all. Never more than there are (where scikit-learn
 *     gives an error, so that a small fold does not end a search)
 * @param solver SVD (default) or EIGEN
 * @param shrinkage of the covariances, with EIGEN (default NONE)
 * @param amount of shrinkage, from 0 to 1, where it is FIXED (default 0.1)
 * @param tol see {@link LinearDiscriminant}
 * @see "C. R. Rao, The utilization of multiple measurements in problems of biological
 *     classification, JRSS B 10, 1948"
 * @see "scikit-learn 1.2, sklearn.discriminant_analysis.LinearDiscriminantAnalysis"
 */
@About(
    value = "the axes along which the levels differ most, in place of the numeric columns",
    cite =
        "C. R. Rao, The utilization of multiple measurements in problems of biological"
            + " classification, JRSS B 10, 1948; scikit-learn LinearDiscriminantAnalysis")
public record LinearDiscriminantProjection(
    @Param(
            value = "how many axes; 0: all",
            min = 0,
            tune = {1, 10})
        int components,
    @Param("SVD or EIGEN") LinearDiscriminant.Solver solver,
    @Param("of the covariances towards a diagonal; not with SVD")
        LinearDiscriminant.Shrinkage shrinkage,
    @Param(
            value = "share of the diagonal where shrinkage is FIXED",
            min = 0,
            max = 1,
            tune = {0, 1})
        double amount,
    @Param(value = "singular values up to this count as 0", min = 0, max = 1) double tol)
    implements Step<LinearDiscriminantProjection.Fitted> {
  public LinearDiscriminantProjection {
    Spec.check(LinearDiscriminantProjection.class, components, solver, shrinkage, amount, tol);
    LinearDiscriminant.checkShrinkage(LinearDiscriminantProjection.class, solver, shrinkage);
    if (solver == LinearDiscriminant.Solver.LSQR) {
      throw new IllegalArgumentException(
          "LinearDiscriminantProjection solver must be SVD or EIGEN, but is LSQR, which finds no"
              + " axes");
    }
  }

  public LinearDiscriminantProjection() {
    this(0, LinearDiscriminant.Solver.SVD, LinearDiscriminant.Shrinkage.NONE, 0.1, 1e-4);
  }

  public LinearDiscriminantProjection components(int components) {
    return Spec.with(this, "components", components);
  }

  public LinearDiscriminantProjection solver(LinearDiscriminant.Solver solver) {
    return Spec.with(this, "solver", solver);
  }

  public LinearDiscriminantProjection shrinkage(LinearDiscriminant.Shrinkage shrinkage) {
    return Spec.with(this, "shrinkage", shrinkage);
  }

  public LinearDiscriminantProjection amount(double amount) {
    return Spec.with(this, "amount", amount);
  }

  public LinearDiscriminantProjection tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Numeric.class, Column.Dense.class).target(Column.Nominal.class);
  }

  /**
   * @throws DataException when a cell is missing or infinite, there are not more rows than levels,
   *     or EIGEN finds features that are collinear within levels
   */
  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    run.step("discriminant", 0, 1);
    var x = train.features();
    var read = x.names().stream().filter(n -> needs().reads(x.column(n))).toList();
    if (read.isEmpty()) {
      run.step("discriminant", 1, 1);
      return new Fitted(
          read, Vocabulary.of(List.of()), new double[0], new double[0], new double[0]);
    }
    var y = Classes.of(train, this);
    var sheet = Sheet.of(x.select(read));
    var settings = new DiscriminantAxes.Settings(solver, shrinkage, amount, tol);
    var shares = Priors.of(List.of(), y.levels(), y.shares());
    var found = DiscriminantAxes.of(sheet, y, shares, settings, this, run);
    int k = found.axes().length;
    if (components > 0) k = Math.min(k, components);
    int p = sheet.width;
    var axes = new double[k * p];
    var offset = new double[k];
    var share = new double[k];
    for (int r = 0; r < k; r++) {
      System.arraycopy(found.axes()[r], 0, axes, r * p, p);
      offset[r] = -found.offset()[r];
      share[r] = found.share()[r];
    }
    run.step("discriminant", 1, 1);
    return new Fitted(read, sheet.names, axes, offset, share);
  }

  /**
   * The axes.
   *
   * @param columns those that are replaced
   * @param features the features in them
   * @param axes axis by axis, a weight per feature
   * @param offset what is added along each axis
   * @param share of the variance between levels that each axis explains
   */
  public record Fitted(
      List<String> columns, Vocabulary features, double[] axes, double[] offset, double[] share)
      implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
    }

    /**
     * @throws DataException when a column is not there, gives other features, or has a cell that is
     *     missing or infinite; when a column is called as a new one
     */
    @Override
    public Frame apply(Frame frame) {
      if (columns.isEmpty()) return frame;
      for (var name : columns) {
        if (frame.column(name) instanceof Column.Sparse) {
          throw new DataException(
              "column '%s' is sparse, but was numeric or dense when the step was fitted"
                  .formatted(name));
        }
      }
      var x = Sheet.of(frame, columns, features);
      int k = offset.length;
      var values = x.linear(axes, offset);
      var others = frame.without(columns);
      var all = new LinkedHashMap<String, Column>();
      for (var name : others.names()) all.put(name, others.column(name));
      var made = new ArrayList<String>();
      for (int r = 0; r < k; r++) {
        var column = new double[x.rows];
        for (int i = 0; i < x.rows; i++) column[i] = values[i * k + r];
        var name = "lda" + (r + 1);
        if (all.put(name, new Column.Numeric(column)) != null) made.add(name);
      }
      if (!made.isEmpty()) {
        throw new DataException(
            "LinearDiscriminantProjection makes %s, but the frame has such columns: rename them"
                .formatted(made));
      }
      return Frame.of(all).rolesOf(frame);
    }
  }
}
