package millrace.evaluation.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Random;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.evaluation.Classification;
import millrace.evaluation.Comparison;
import millrace.evaluation.CrossValidation;
import millrace.evaluation.Folds;
import millrace.evaluation.Majority;
import millrace.evaluation.Mean;
import millrace.evaluation.Regression;
import millrace.evaluation.Toys;
import millrace.learn.Prediction.Labels;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Trainer;
import millrace.run.Run;

/** Comparisons to show, made of toy learners. */
final class Samples {
  private Samples() {}

  /** A price that falls with age, with odd column names. */
  static Frame cars(int n) {
    var random = new Random(5);
    var columns = new LinkedHashMap<String, Column>();
    var x = new double[n];
    var mileage = new double[n];
    var price = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = random.nextDouble() * 10;
      mileage[i] = x[i] * 8000 + random.nextDouble() * 20000;
      price[i] = 24000 - 1800 * x[i] + 90 * x[i] * x[i] + random.nextGaussian() * 900;
    }
    columns.put("x", new Column.Numeric(x));
    columns.put("mileage <km> & \"more\"", new Column.Numeric(mileage));
    columns.put("price", new Column.Numeric(price));
    return Frame.of(columns).target("price");
  }

  static Comparison regression(int n, Folds folds) {
    var named = new LinkedHashMap<String, Trainer<? extends Predictor<Numbers>>>();
    named.put("Line", new Toys.Line());
    named.put("Line with a little noise <b>&\"'", new Toys.Line().noise(20));
    named.put(
        "A trainer with a very long name, +Polynomial(degree=3) −Standardize",
        new Toys.Line().noise(60));
    named.put("Mileage", new Toys.Line("mileage <km> & \"more\"", 0));
    named.put("Mean", new Mean());
    named.put("Explodes", new Toys.Line().noise(1e6));
    return new CrossValidation(folds)
        .importance(n > 10_000 ? 1 : 3)
        .learningCurve(.01, .1, .3, .6, 1)
        .compare(
            cars(n),
            Run.seeded(42).threads(2),
            named,
            Regression.R2,
            Regression.RMSE,
            Regression.MAE,
            Regression.MAX_ERROR);
  }

  static Frame kinds(int n, int levels) {
    var random = new Random(5);
    var names = new ArrayList<String>();
    for (int l = 0; l < levels; l++)
      names.add(levels == 2 ? (l == 0 ? "no" : "yes") : "class " + (char) ('A' + l));
    var x = new double[n];
    var y = new int[n];
    for (int i = 0; i < n; i++) {
      y[i] = Math.min(levels - 1, (int) (random.nextDouble() * random.nextDouble() * 1.5 * levels));
      x[i] = y[i] * 1.6 + random.nextGaussian();
    }
    var columns = new LinkedHashMap<String, Column>();
    columns.put("x", new Column.Numeric(x));
    columns.put("y", new Column.Nominal(y, Vocabulary.of(names)));
    return Frame.of(columns).target("y");
  }

  static Comparison classification(int n, int levels, Folds folds) {
    var named = new LinkedHashMap<String, Trainer<? extends Predictor<Labels>>>();
    named.put("Nearest", new Toys.Nearest());
    named.put("Nearest, sure", new Toys.Nearest(0.5));
    named.put("Nearest, unsure", new Toys.Nearest(2.5));
    named.put("Majority", new Majority());
    return new CrossValidation(folds)
        .importance(2)
        .compare(
            kinds(n, levels),
            Run.seeded(42).threads(2),
            named,
            Classification.LOG_LOSS,
            Classification.ACCURACY,
            Classification.F1_MACRO,
            Classification.ROC_AUC_OVR);
  }
}
