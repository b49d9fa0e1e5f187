// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.trainers.smile;

import java.util.ArrayList;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;
import millrace.trainers.Kernel;
import smile.base.svm.KernelMachine;
import smile.classification.SVM;

/**
 * Support vector classification with a kernel by LASVM, an online solver: a machine for each pair
 * of levels, which vote. The fitted record is that of {@link millrace.trainers.Svc}, whose Javadoc
 * tells what it predicts: without Platt's probabilities, which Smile fits to the training rows
 * themselves, the Labels are the softmax of decision values, not calibrated.
 *
 * <p>LASVM goes through the rows in random order {@code epochs} times and then makes at most as
 * many steps as there are support vectors. So it need not reach the minimum; whether it did, within
 * {@code tol}, the fitted record says ({@code converged}), as computed here; {@code iterations} is
 * 0, since Smile does not tell. Columns are not standardised: put {@code new Standardize()} before
 * where units differ. Sparse columns are made dense.
 *
 * <p>Cost: O(rows × support vectors × features) an epoch and pair; pairs in parallel.
 *
 * @param c the penalty on errors, {@code C} (default 1)
 * @param kernel default RBF
 * @param gamma of the kernel; {@link Kernel#SCALE} (0, default) or {@link Kernel#AUTO} (-1)
 * @param degree of POLY (default 3)
 * @param coef0 of POLY (not negative) and SIGMOID (default 0)
 * @param tol how far from optimal a pair of points may be at the end (default 1e-3)
 * @param epochs how often all rows are looked at (default 2; Smile's is 1)
 * @see "A. Bordes, S. Ertekin, J. Weston, L. Bottou, Fast kernel classifiers with online and active
 *     learning, JMLR 6, 2005"
 */
@About(
    value = "support vector classification with a kernel, one against one, by LASVM",
    cite =
        "A. Bordes, S. Ertekin, J. Weston, L. Bottou, Fast kernel classifiers with online and"
            + " active learning, JMLR 6, 2005",
    engine = Smile.ENGINE,
    licence = Smile.LICENCE)
public record Svc(
    @Param(
            value = "penalty on errors (C)",
            min = 1e-100,
            max = 1e100,
            tune = {1e-2, 1e3},
            log = true)
        double c,
    @Param("kernel") Kernel kernel,
    @Param(
            value = "width of the kernel; 0: scale, -1: auto",
            min = -1,
            max = 1e100,
            tune = {1e-4, 10},
            log = true)
        double gamma,
    @Param(value = "degree of a polynomial kernel", min = 1, max = 100) int degree,
    @Param(value = "constant of a polynomial or sigmoid kernel", min = -1e100, max = 1e100)
        double coef0,
    @Param(value = "violation to stop at", min = 1e-15, max = 1) double tol,
    @Param(value = "how often all rows are looked at", min = 1, max = 1e6) int epochs)
    implements Trainer<millrace.trainers.Svc.Fitted> {
  public Svc {
    Spec.check(Svc.class, c, kernel, gamma, degree, coef0, tol, epochs);
    Kernels.check(Svc.class, kernel, gamma, coef0);
  }

  public Svc() {
    this(1, Kernel.RBF, Kernel.SCALE, 3, 0, 1e-3, 2);
  }

  public Svc c(double c) {
    return Spec.with(this, "c", c);
  }

  public Svc kernel(Kernel kernel) {
    return Spec.with(this, "kernel", kernel);
  }

  public Svc gamma(double gamma) {
    return Spec.with(this, "gamma", gamma);
  }

  public Svc degree(int degree) {
    return Spec.with(this, "degree", degree);
  }

  public Svc coef0(double coef0) {
    return Spec.with(this, "coef0", coef0);
  }

  public Svc tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  public Svc epochs(int epochs) {
    return Spec.with(this, "epochs", epochs);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Nominal.class);
  }

  /** The machine of a pair: coefficients of training rows, positive for the first level. */
  private record Solved(int[] rows, double[] coef, double intercept, boolean converged) {}

  @Override
  public millrace.trainers.Svc.Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var levels = Smile.levels(train, this);
    var codes = ((Column.Nominal) train.targetColumn()).codes(levels);
    int k = levels.size();
    var x = new Kernels(train);
    var function = x.function(kernel, gamma, degree, coef0);
    var smile = Kernels.smile(function);
    var options = new SVM.Options(c, tol, epochs);
    var first = new int[k * (k - 1) / 2];
    var second = new int[first.length];
    for (int a = 0, p = 0; a < k; a++) {
      for (int b = a + 1; b < k; b++, p++) {
        first[p] = a;
        second[p] = b;
      }
    }
    run.step("pair", 0, first.length);
    var solved =
        run.map(
            "pair",
            first.length,
            p -> {
              var chosen =
                  IntStream.range(0, codes.length)
                      .filter(i -> codes[i] == first[p] || codes[i] == second[p])
                      .toArray();
              var rows = new double[chosen.length][];
              var y = new int[chosen.length];
              for (int i = 0; i < chosen.length; i++) {
                rows[i] = x.rows[chosen[i]];
                y[i] = codes[chosen[i]] == first[p] ? 1 : -1;
              }
              var machine =
                  Smile.alone(run.seedFor("smile", p), () -> SVM.fit(rows, y, smile, options));
              return solved(machine, rows, y, x);
            });
    var beta = new double[k][codes.length]; // of a pair, by the level that is the other for the row
    var intercepts = new double[first.length];
    boolean converged = true;
    for (int p = 0; p < first.length; p++) {
      var s = solved.get(p);
      for (int v = 0; v < s.rows.length; v++) {
        int row = s.rows[v];
        beta[codes[row] == first[p] ? second[p] : first[p]][row] = s.coef[v];
      }
      intercepts[p] = s.intercept;
      converged &= s.converged;
    }
    var support = new ArrayList<Integer>(); // level by level
    var count = new int[k];
    for (int level = 0; level < k; level++) {
      for (int i = 0; i < codes.length; i++) {
        if (codes[i] != level) continue;
        boolean used = false;
        for (var b : beta) used |= b[i] != 0;
        if (!used) continue;
        support.add(i);
        count[level]++;
      }
    }
    int m = support.size();
    var coef = new double[(k - 1) * m];
    for (int v = 0; v < m; v++) {
      int row = support.get(v);
      int slot = 0;
      for (int other = 0; other < k; other++)
        if (other != codes[row]) coef[slot++ * m + v] = beta[other][row];
    }
    return new millrace.trainers.Svc.Fitted(
        x.vectors(function, support),
        levels,
        Kernels.array(support),
        count,
        coef,
        intercepts,
        new double[0],
        0,
        converged);
  }

  private Solved solved(KernelMachine<double[]> machine, double[][] rows, int[] y, Kernels x) {
    var vectors = machine.vectors();
    var number = new int[vectors.length];
    for (int v = 0; v < vectors.length; v++) number[v] = x.number(vectors[v]);
    double violation = violation(machine, rows, y, number, x);
    return new Solved(number, machine.weights().clone(), machine.intercept(), violation <= tol);
  }

  /** By how much the pair of rows that could still be moved most is off. */
  private double violation(
      KernelMachine<double[]> machine, double[][] rows, int[] y, int[] number, Kernels x) {
    var alpha = new double[x.rows.length];
    for (int v = 0; v < number.length; v++) alpha[number[v]] = machine.weights()[v];
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < rows.length; i++) {
      double slope = y[i] - machine.score(rows[i]);
      double a = alpha[x.number(rows[i])];
      if (a > Math.min(0, y[i] * c)) least = Math.min(least, slope);
      if (a < Math.max(0, y[i] * c)) most = Math.max(most, slope);
    }
    return most - least;
  }
}
