package millrace.trainers;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.ClassWeight;
import millrace.learn.DecisionFunction;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Labels;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.learn.Weights;
import millrace.run.Run;

/**
 * Support vector classification with a kernel: for each pair of levels the function {@code f(x) = Σ
 * β_i K(x_i, x) + b} that minimises {@code ½ ‖f‖² + C Σ max(0, 1 − y f(x))}; the pairs vote.
 * Columns are not standardised: put {@code new Standardize()} before where units differ.
 *
 * <p>Without {@code probability}, the Labels are the sigmoid (softmax for more than two levels) of
 * the decision values: their order and their greatest are right, but they are not calibrated. Where
 * votes are equal, the sum of the pairs' decision values decides ({@code break_ties=True} in
 * scikit-learn, whose default is the first level).
 *
 * <p>With {@code probability}, five more machines for each pair give decision values for rows they
 * were not trained on, from which Platt's sigmoid is fitted; pairs are coupled by least squares. As
 * in scikit-learn the most probable level may then differ from what the decision values say.
 *
 * <p>Cost: between O(n²·p) and O(n³) for the n rows of a pair; pairs are done in parallel.
 *
 * @param c the penalty on errors, {@code C} (default 1); row and class weights multiply it
 * @param kernel default RBF
 * @param gamma of the kernel; {@link Kernel#SCALE} (0, default) or {@link Kernel#AUTO} (-1)
 * @param degree of POLY (default 3)
 * @param coef0 of POLY and SIGMOID (default 0)
 * @param tol how far from optimal a pair of points may be at the end (default 1e-3)
 * @param maxIter most iterations for a pair of levels (default 0: no limit; -1 in scikit-learn)
 * @param shrinking whether points at a bound are set aside (default true): the result is the same
 *     within {@code tol}
 * @param probability whether Platt's probabilities are fitted (default false)
 * @param classWeight default NONE
 * @param cacheMb megabytes for kernel rows of each pair under work (default 200)
 * @see "C. Cortes, V. Vapnik, Support-vector networks, Machine Learning 20, 1995"
 * @see "C.-C. Chang, C.-J. Lin, LIBSVM: a library for support vector machines, ACM TIST 2, 2011"
 * @see "scikit-learn 1.2, sklearn.svm.SVC"
 */
@About(
    value = "support vector classification with a kernel, one against one",
    cite =
        "C. Cortes, V. Vapnik, Support-vector networks, Machine Learning 20, 1995; C.-C. Chang,"
            + " C.-J. Lin, LIBSVM, ACM TIST 2, 2011; scikit-learn SVC")
public record Svc(
    @Param(
            value = "penalty on errors (C)",
            min = Double.MIN_NORMAL,
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
    @Param(value = "degree of a polynomial kernel", min = 0, max = 100) int degree,
    @Param(value = "constant of a polynomial or sigmoid kernel", min = -1e100, max = 1e100)
        double coef0,
    @Param(value = "violation to stop at", min = 1e-15, max = 1) double tol,
    @Param(value = "most iterations for a pair of levels; 0: no limit", min = 0) int maxIter,
    @Param("set points at a bound aside") boolean shrinking,
    @Param("fit probabilities") boolean probability,
    @Param("weights of the levels") ClassWeight classWeight,
    @Param(value = "megabytes for kernel rows", min = 1, max = 1e6) int cacheMb)
    implements Trainer<Svc.Fitted> {
  private static final int FOLDS = 5;

  public Svc {
    Spec.check(
        Svc.class,
        c,
        kernel,
        gamma,
        degree,
        coef0,
        tol,
        maxIter,
        shrinking,
        probability,
        classWeight,
        cacheMb);
    KernelFunction.checkGamma(Svc.class, gamma);
  }

  public Svc() {
    this(1, Kernel.RBF, Kernel.SCALE, 3, 0, 1e-3, 0, true, false, ClassWeight.NONE, 200);
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

  public Svc maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public Svc shrinking(boolean shrinking) {
    return Spec.with(this, "shrinking", shrinking);
  }

  public Svc probability(boolean probability) {
    return Spec.with(this, "probability", probability);
  }

  public Svc classWeight(ClassWeight classWeight) {
    return Spec.with(this, "classWeight", classWeight);
  }

  public Svc cacheMb(int cacheMb) {
    return Spec.with(this, "cacheMb", cacheMb);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Nominal.class).weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    int[] counted = SvmRows.counted(train);
    var rows = counted.length == train.size() ? train : train.rows(counted);
    var y = (Column.Nominal) rows.targetColumn();
    var levels = SvmRows.levels(y, train, this);
    var codes = y.codes(levels);
    int k = levels.size();
    var cost = Weights.of(rows, classWeight, codes, k);
    var all = KernelRows.of(rows);
    var function = KernelFunction.of(kernel, gamma, degree, coef0, all);
    var problems = new Pairs(all, function, codes, k, cost);
    int pairs = k * (k - 1) / 2;
    int parts = probability ? FOLDS + 1 : 1;
    var solved = run.map("pair", pairs * parts, t -> part(problems, t / parts, t % parts, run));

    var beta = new double[k * rows.size()]; // of level `other` at other * rows
    var intercepts = new double[pairs];
    var sigmoids = new double[probability ? 2 * pairs : 0];
    long iterations = 0;
    boolean converged = true;
    for (int p = 0; p < pairs; p++) {
      var pair = problems.pair(p);
      var s = solved.get(p * parts);
      for (int i = 0; i < pair.rows.length; i++) {
        int r = pair.rows[i];
        beta[(codes[r] == pair.first ? pair.second : pair.first) * rows.size() + r] = s.beta[i];
      }
      intercepts[p] = -s.rho;
      iterations += s.iterations;
      converged &= s.converged;
      if (probability) {
        var f = new double[pair.rows.length];
        for (int part = 1; part < parts; part++) {
          var held = solved.get(p * parts + part).held;
          for (int i = 0; i < f.length; i++) if (!Double.isNaN(held[i])) f[i] = held[i];
        }
        var first = new boolean[f.length];
        for (int i = 0; i < f.length; i++) first[i] = codes[pair.rows[i]] == pair.first;
        var sigmoid = PairProbabilities.fit(f, first);
        sigmoids[2 * p] = sigmoid.a();
        sigmoids[2 * p + 1] = sigmoid.b();
      }
    }
    return fitted(train, rows.size(), all, function, levels, codes, beta, counted)
        .with(intercepts, sigmoids, iterations, converged);
  }

  /** A solved machine; {@code held} are the decision values of held-out rows, NaN for others. */
  private record Solved(
      double[] beta, double rho, long iterations, boolean converged, double[] held) {}

  /** Part 0 is the machine itself, the others those of the folds. */
  private Solved part(Pairs problems, int p, int part, Run run) {
    var pair = problems.pair(p);
    int n = pair.rows.length;
    if (part == 0) {
      var s = problems.solve(pair, pair.rows, c, options(), run);
      return new Solved(s.beta(), s.rho(), s.iterations(), s.converged(), new double[0]);
    }
    var fold = folds(n, run.random("platt", p));
    int[] kept = SvmRows.where(n, i -> fold[i] != part - 1);
    int[] out = SvmRows.where(n, i -> fold[i] == part - 1);
    var held = new double[n];
    Arrays.fill(held, Double.NaN);
    int[] keptRows = Arrays.stream(kept).map(i -> pair.rows[i]).toArray();
    boolean some = Arrays.stream(keptRows).anyMatch(r -> problems.codes[r] == pair.first);
    boolean others = Arrays.stream(keptRows).anyMatch(r -> problems.codes[r] == pair.second);
    if (!some || !others) {
      for (int i : out) held[i] = some ? 1 : others ? -1 : 0;
      return new Solved(new double[0], 0, 0, true, held);
    }
    var s = problems.solve(pair, keptRows, c, options(), run);
    var points = new KernelPoints(problems.x.rows(keptRows), problems.kernel);
    var values = new double[keptRows.length];
    for (int i : out) {
      points.values(problems.x, pair.rows[i], values);
      held[i] = Vectors.dot(values, s.beta()) - s.rho();
    }
    return new Solved(new double[0], 0, s.iterations(), s.converged(), held);
  }

  private Smo.Options options() {
    return new Smo.Options(tol, maxIter, shrinking, cacheMb * 1_000_000L);
  }

  private static int[] folds(int n, RandomGenerator random) {
    var order = new int[n];
    for (int i = 0; i < n; i++) order[i] = i;
    for (int i = n - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int t = order[i];
      order[i] = order[j];
      order[j] = t;
    }
    var fold = new int[n];
    for (int i = 0; i < n; i++) fold[order[i]] = (int) ((long) i * FOLDS / n);
    return fold;
  }

  /** The problems of all pairs of levels. */
  private record Pairs(KernelRows x, KernelFunction kernel, int[] codes, int k, double[] cost) {
    record Pair(int first, int second, int[] rows) {}

    Pair pair(int p) {
      int first = 0;
      int left = p;
      while (left >= k - 1 - first) left -= k - 1 - first++;
      int a = first;
      int b = first + 1 + left;
      return new Pair(a, b, SvmRows.where(codes.length, i -> codes[i] == a || codes[i] == b));
    }

    Smo.Result solve(Pair pair, int[] rows, double c, Smo.Options options, Run run) {
      int n = rows.length;
      var linear = new double[n];
      var least = new double[n];
      var most = new double[n];
      for (int i = 0; i < n; i++) {
        boolean first = codes[rows[i]] == pair.first;
        linear[i] = first ? -1 : 1;
        if (first) most[i] = c * cost[rows[i]];
        else least[i] = -c * cost[rows[i]];
      }
      var points = new KernelPoints(x.rows(rows), kernel);
      return Smo.solve(points, linear, least, most, new double[n], 0, options, run);
    }
  }

  /** Keeps the rows that any pair needs, level by level. */
  private static Fitted fitted(
      Frame train,
      int n,
      KernelRows all,
      KernelFunction function,
      Vocabulary levels,
      int[] codes,
      double[] beta,
      int[] counted) {
    int k = levels.size();
    var count = new int[k];
    var support = new int[n];
    int m = 0;
    for (int level = 0; level < k; level++) {
      for (int i = 0; i < n; i++) {
        if (codes[i] != level) continue;
        boolean used = false;
        for (int other = 0; other < k; other++) used |= beta[other * n + i] != 0;
        if (!used) continue;
        support[m++] = i;
        count[level]++;
      }
    }
    support = Arrays.copyOf(support, m);
    var coef = new double[(k - 1) * m];
    for (int s = 0; s < m; s++) {
      int slot = 0;
      for (int other = 0; other < k; other++)
        if (other != codes[support[s]]) coef[slot++ * m + s] = beta[other * n + support[s]];
    }
    return new Fitted(
        SupportVectors.of(train, function, all.rows(support)),
        levels,
        Arrays.stream(support).map(i -> counted[i]).toArray(),
        count,
        coef,
        new double[0],
        new double[0],
        0,
        true);
  }

  /**
   * The machines of all pairs of levels: pair (i, j) with i before j speaks for i where positive.
   *
   * @param vectors the rows that some pair needs, level by level
   * @param support their numbers in the training frame
   * @param count how many there are of each level
   * @param coef with the sign of the side: of the pair with the s-th other level at {@code s *
   *     vectors.size() ..}
   * @param intercepts of each pair: (0, 1), (0, 2), …, (1, 2), …
   * @param sigmoids slope and offset of each pair; empty without {@code probability}
   * @param iterations of all pairs together
   * @param converged whether all pairs came within {@code tol}
   */
  public record Fitted(
      SupportVectors vectors,
      Vocabulary levels,
      int[] support,
      int[] count,
      double[] coef,
      double[] intercepts,
      double[] sigmoids,
      long iterations,
      boolean converged)
      implements DecisionFunction {
    private Fitted with(
        double[] intercepts, double[] sigmoids, long iterations, boolean converged) {
      return new Fitted(
          vectors, levels, support, count, coef, intercepts, sigmoids, iterations, converged);
    }

    /**
     * The decision value of every pair, row-major, pairs in the order (0, 1), (0, 2), …; positive
     * for the first level of a pair. For more than two levels scikit-learn's {@code
     * decision_function_shape="ovo"}.
     */
    public double[] pairs(Frame frame) {
      int k = levels.size();
      var out = vectors.sums(frame, count, coef, k - 1, intercepts.length, this::pair);
      for (int i = 0; i < out.length; i++) out[i] += intercepts[i % intercepts.length];
      return out;
    }

    /** The pair of a level and the slot-th other. */
    private int pair(int level, int slot) {
      int other = slot < level ? slot : slot + 1;
      int a = Math.min(level, other);
      int b = Math.max(level, other);
      return a * levels.size() - a * (a + 1) / 2 + b - a - 1;
    }

    /**
     * For more than two levels the votes plus a number below a third, in size, that follows from
     * the sum of the pairs' decision values, as scikit-learn has it ("ovr").
     */
    @Override
    public double[] decision(Frame frame) {
      var f = pairs(frame);
      int k = levels.size();
      if (k == 2) {
        for (int i = 0; i < f.length; i++) f[i] = -f[i];
        return f;
      }
      var out = new double[frame.size() * k];
      var sum = new double[k];
      for (int i = 0, at = 0; i < frame.size(); i++) {
        Arrays.fill(sum, 0);
        for (int a = 0; a < k; a++) {
          for (int b = a + 1; b < k; b++, at++) {
            sum[a] += f[at];
            sum[b] -= f[at];
            out[i * k + (f[at] < 0 ? b : a)]++;
          }
        }
        for (int a = 0; a < k; a++) out[i * k + a] += sum[a] / (3 * (Math.abs(sum[a]) + 1));
      }
      return out;
    }

    /**
     * @throws DataException when a column is not there, gives other features, or has a cell that is
     *     missing or infinite
     */
    @Override
    public Labels predict(Frame frame) {
      if (sigmoids.length == 0) return SvmRows.labels(decision(frame), levels);
      int k = levels.size();
      var f = pairs(frame);
      var out = new double[frame.size() * k];
      var r = new double[k * k];
      for (int i = 0, at = 0; i < frame.size(); i++) {
        for (int a = 0, p = 0; a < k; a++) {
          for (int b = a + 1; b < k; b++, p++, at++) {
            double v =
                new PairProbabilities.Sigmoid(sigmoids[2 * p], sigmoids[2 * p + 1]).of(f[at]);
            v = Math.clamp(v, 1e-7, 1 - 1e-7);
            r[a * k + b] = v;
            r[b * k + a] = 1 - v;
          }
        }
        if (k > 2) {
          PairProbabilities.couple(r, k, out, i * k);
        } else {
          out[2 * i] = r[1];
          out[2 * i + 1] = r[2];
        }
      }
      return new Labels(out, levels);
    }
  }
}
