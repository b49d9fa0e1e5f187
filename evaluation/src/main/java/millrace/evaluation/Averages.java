package millrace.evaluation;

/** The formulas of {@link Classification}. */
final class Averages {
  /** The double's machine epsilon, to which scikit-learn clips probabilities. */
  private static final double EPSILON = Math.ulp(1.0);

  private Averages() {}

  @FunctionalInterface
  interface PerLabel {
    double of(Confusion confusion, int label);
  }

  /** Without a confusion matrix, whose size is the square of the number of levels. */
  static double accuracy(Aligned a) {
    var said = a.codes();
    int right = 0;
    for (int i = 0; i < said.length; i++) if (said[i] == a.truth()[i]) right++;
    return (double) right / said.length;
  }

  static double macro(Confusion c, PerLabel share) {
    double s = 0;
    for (int l = 0; l < c.labels().size(); l++) s += share.of(c, l);
    return s / c.labels().size();
  }

  static double weighted(Confusion c, PerLabel share) {
    double s = 0;
    for (int l = 0; l < c.labels().size(); l++) s += share.of(c, l) * c.support(l);
    return s / c.total();
  }

  static double balanced(Confusion c) {
    double s = 0;
    int n = 0;
    for (int l = 0; l < c.labels().size(); l++) {
      if (c.support(l) > 0) {
        s += c.recall(l);
        n++;
      }
    }
    return s / n;
  }

  static double mcc(Confusion c) {
    double n = c.total();
    double both = 0;
    double truth = 0;
    double said = 0;
    for (int l = 0; l < c.labels().size(); l++) {
      double t = c.support(l);
      double p = c.predicted(l);
      both += t * p;
      truth += t * t;
      said += p * p;
    }
    double variances = (n * n - truth) * (n * n - said);
    return variances == 0 ? 0 : (c.correct() * n - both) / Math.sqrt(variances);
  }

  static double kappa(Confusion c) {
    double n = c.total();
    double chance = 0;
    for (int l = 0; l < c.labels().size(); l++) {
      chance += (double) c.support(l) * c.predicted(l) / n;
    }
    return 1 - (n - c.correct()) / (n - chance);
  }

  static double logLoss(Aligned a) {
    int k = a.width();
    if (k == 1) return 0;
    var p = a.probability();
    double loss = 0;
    for (int i = 0; i < a.size(); i++) {
      double sum = 0;
      for (int c = i * k; c < (i + 1) * k; c++) sum += clip(p[c]);
      loss -= Math.log(clip(p[i * k + a.truth()[i]]) / sum);
    }
    return loss / a.size();
  }

  private static double clip(double p) {
    return Math.min(Math.max(p, EPSILON), 1 - EPSILON);
  }

  static double brier(Aligned a) {
    int k = a.width();
    var p = a.probability();
    double s = 0;
    for (int i = 0; i < a.size(); i++) {
      for (int c = 0; c < k; c++) {
        double d = p[i * k + c] - (a.truth()[i] == c ? 1 : 0);
        s += d * d;
      }
    }
    return (k == 2 ? s / 2 : s) / a.size();
  }

  static double aucBinary(Aligned a) {
    var two = a.twoLevels("roc_auc", "take roc_auc_ovr or roc_auc_ovo");
    return two.length == 0 ? Double.NaN : oneVsRest(a, two[1]).auc();
  }

  static double aucOneVsRest(Aligned a, boolean weighted) {
    if (a.width() <= 2) return aucBinary(a);
    var rows = a.counts();
    double s = 0;
    double weights = 0;
    for (int c = 0; c < rows.length; c++) {
      if (rows[c] == 0 || rows[c] == a.size()) continue;
      double w = weighted ? rows[c] : 1;
      s += w * oneVsRest(a, c).auc();
      weights += w;
    }
    return s / weights; // 0 / 0 where there is nothing to judge
  }

  static double aucOneVsOne(Aligned a, boolean weighted) {
    if (a.width() <= 2) return aucBinary(a);
    var rows = a.counts();
    double s = 0;
    double weights = 0;
    for (int b = 1; b < rows.length; b++) {
      for (int c = 0; c < b; c++) {
        if (rows[b] == 0 || rows[c] == 0) continue;
        double w = weighted ? rows[b] + rows[c] : 1;
        double first = new Ranking(a.scores(b, b), a.scores(b, c)).auc();
        double second = new Ranking(a.scores(c, c), a.scores(c, b)).auc();
        s += w * (first + second) / 2;
        weights += w;
      }
    }
    return s / weights;
  }

  static double averagePrecision(Aligned a) {
    if (a.width() == 1) return Double.NaN;
    if (a.width() == 2)
      return oneVsRest(a, a.twoLevels("average_precision", "")[1]).averagePrecision();
    var rows = a.counts();
    double s = 0;
    int n = 0;
    for (int c = 0; c < rows.length; c++) {
      if (rows[c] == 0 || rows[c] == a.size()) continue;
      s += oneVsRest(a, c).averagePrecision();
      n++;
    }
    return s / n;
  }

  static Ranking oneVsRest(Aligned a, int level) {
    return new Ranking(a.scores(level, level), a.otherScores(level, level));
  }
}
