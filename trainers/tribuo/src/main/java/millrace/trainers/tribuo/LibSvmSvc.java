package millrace.trainers.tribuo;

import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.DecisionFunction;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Labels;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.preprocess.Features;
import millrace.run.Run;
import millrace.trainers.Kernel;
import millrace.trainers.KernelRows;
import millrace.trainers.SupportVectors;
import millrace.trainers.Svc;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.libsvm.LibSVMClassificationTrainer;
import org.tribuo.classification.libsvm.SVMClassificationType;
import org.tribuo.classification.libsvm.SVMClassificationType.SVMMode;

/**
 * Support vector classification with a kernel by LibSVM through Tribuo: for each pair of levels the
 * function {@code f(x) = Σ β_i K(x_i, x) + b} that minimises {@code ½ ‖f‖² + C Σ max(0, 1 − y
 * f(x))}; the pairs vote. Our own {@link Svc} has the same minimum, and votes in the same way.
 * Columns are not standardised: put {@code new Standardize()} before where units differ.
 *
 * <p>The Labels are the sigmoid (softmax for more than two levels) of the decision values: their
 * order and their greatest are right, but they are <b>not calibrated</b>; {@link
 * millrace.trainers.CalibratedClassifier} gives probabilities. Tribuo's own scores are votes.
 *
 * <p>Training is one call of LibSVM on one thread, and one at a time: it reports its end only, but
 * can be cancelled within. Between O(n²·p) and O(n³). Kernel values come from our own function and
 * our own rows at prediction.
 *
 * @param c the penalty on errors, {@code C} (default 1)
 * @param kernel default RBF
 * @param gamma of the kernel; {@link Kernel#SCALE} (0, default) or {@link Kernel#AUTO} (-1)
 * @param degree of POLY (default 3)
 * @param coef0 of POLY and SIGMOID (default 0)
 * @param tol how far from optimal a pair of points may be at the end (default 1e-3)
 * @param shrinking whether points at a bound are set aside (default true): the result is the same
 *     within {@code tol}
 * @param cacheMb megabytes for kernel rows (default 200)
 * @see "C.-C. Chang, C.-J. Lin: LIBSVM: a Library for Support Vector Machines, ACM TIST 2, 2011"
 * @see millrace.trainers.Svc
 */
@About(
    value = "support vector classification with a kernel, one against one",
    cite = "Chang, Lin: LIBSVM: a Library for Support Vector Machines, ACM TIST 2, 2011",
    engine = "LibSVM 3.25 through Tribuo 4.3.2")
public record LibSvmSvc(
    @Param(
            value = "penalty on errors (C)",
            min = Double.MIN_NORMAL,
            max = 1e100,
            tune = {1e-2, 1e3},
            log = true)
        double c,
    @Param("kernel") LibSvmKernel kernel,
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
    @Param("set points at a bound aside") boolean shrinking,
    @Param(value = "megabytes for kernel rows", min = 1, max = 1e6) int cacheMb)
    implements Trainer<LibSvmSvc.Fitted> {
  public LibSvmSvc {
    Spec.check(LibSvmSvc.class, c, kernel, gamma, degree, coef0, tol, shrinking, cacheMb);
    LibSvm.checkGamma(LibSvmSvc.class, gamma);
  }

  public LibSvmSvc() {
    this(1, LibSvmKernel.RBF, Kernel.SCALE, 3, 0, 1e-3, true, 200);
  }

  public LibSvmSvc c(double c) {
    return Spec.with(this, "c", c);
  }

  public LibSvmSvc kernel(LibSvmKernel kernel) {
    return Spec.with(this, "kernel", kernel);
  }

  public LibSvmSvc gamma(double gamma) {
    return Spec.with(this, "gamma", gamma);
  }

  public LibSvmSvc degree(int degree) {
    return Spec.with(this, "degree", degree);
  }

  public LibSvmSvc coef0(double coef0) {
    return Spec.with(this, "coef0", coef0);
  }

  public LibSvmSvc tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  public LibSvmSvc shrinking(boolean shrinking) {
    return Spec.with(this, "shrinking", shrinking);
  }

  public LibSvmSvc cacheMb(int cacheMb) {
    return Spec.with(this, "cacheMb", cacheMb);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Nominal.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var levels = LibLinear.levels(train, this);
    var codes = ((Column.Nominal) train.targetColumn()).codes(levels);
    var settings = new LibSvm.Settings(kernel, gamma, degree, coef0, tol, shrinking, cacheMb);
    var all = KernelRows.of(train);
    var function = settings.function(all);
    var parameters = settings.parameters(new SVMClassificationType(SVMMode.C_SVC), function);
    parameters.getParameters().C = c;
    var trained =
        LibSvm.train(
            new LibSVMClassificationTrainer(parameters, run.seedFor("libsvm")),
            Features.of(train),
            i -> new Label(Integer.toString(codes[i])),
            new LabelFactory(),
            run);
    var machine = trained.machine();
    int k = levels.size();
    var place = new int[k]; // of each level in LibSVM's order, which is that of their first rows
    for (int i = 0; i < k; i++) {
      var level = trained.model().getOutputIDInfo().getOutput(machine.label[i]);
      place[Integer.parseInt(level.getLabel())] = i;
    }
    var theirs = LibSvm.support(machine);
    int m = theirs.length;
    var support = new int[m];
    var count = new int[k];
    var coef = new double[(k - 1) * m];
    for (int a = 0, at = 0; a < k; a++) {
      int from = 0;
      for (int i = 0; i < place[a]; i++) from += machine.nSV[i];
      count[a] = machine.nSV[place[a]];
      for (int v = from; v < from + count[a]; v++, at++) {
        support[at] = theirs[v];
        for (int b = 0; b < k; b++) {
          if (b == a) continue;
          int row = place[b] > place[a] ? place[b] - 1 : place[b];
          coef[(b > a ? b - 1 : b) * m + at] = sign(place, a, b) * machine.sv_coef[row][v];
        }
      }
    }
    var intercepts = new double[k * (k - 1) / 2];
    for (int a = 0, at = 0; a < k; a++) {
      for (int b = a + 1; b < k; b++) {
        int i = Math.min(place[a], place[b]);
        int j = Math.max(place[a], place[b]);
        intercepts[at++] = -sign(place, a, b) * machine.rho[i * k - i * (i + 1) / 2 + j - i - 1];
      }
    }
    return new Fitted(
        LibSvm.vectors(train, function, all, support), levels, support, count, coef, intercepts);
  }

  /**
   * LibSVM's function of a pair speaks for the level it met first, ours for the first of levels.
   */
  private static int sign(int[] place, int a, int b) {
    return place[a] < place[b] == a < b ? 1 : -1;
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
   */
  public record Fitted(
      SupportVectors vectors,
      Vocabulary levels,
      int[] support,
      int[] count,
      double[] coef,
      double[] intercepts)
      implements DecisionFunction {
    /** What predicts; LibSVM does not tell its iterations. */
    private Svc.Fitted ours() {
      return new Svc.Fitted(
          vectors, levels, support, count, coef, intercepts, new double[0], 0, true);
    }

    /** The decision value of every pair, as {@link Svc.Fitted#pairs}. */
    public double[] pairs(Frame frame) {
      return ours().pairs(frame);
    }

    @Override
    public double[] decision(Frame frame) {
      return ours().decision(frame);
    }

    @Override
    public Labels predict(Frame frame) {
      return ours().predict(frame);
    }

    @Override
    public Labels predict(Frame frame, Run run) {
      return ours().predict(frame, run);
    }
  }
}
