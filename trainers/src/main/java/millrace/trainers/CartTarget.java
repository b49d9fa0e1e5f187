package millrace.trainers;

import java.util.Arrays;
import millrace.data.DataException;

/**
 * What a tree is to predict, and what makes a cut good.
 *
 * @param impurity what is to become small
 * @param y per row a number; empty for levels
 * @param code per row its level; empty for numbers
 * @param levels how many levels; 0 for numbers
 * @param centre subtracted from numbers before they are squared, so that little precision is lost
 * @param weight per row; empty if all weigh 1
 * @param xlogx the products {@code v ln v} of whole numbers, where they are needed
 */
record CartTarget(
    Impurity impurity,
    double[] y,
    int[] code,
    int levels,
    double centre,
    double[] weight,
    double[] xlogx) {

  /** How mixed the targets in a node are. Each is made small by making {@code score} great. */
  enum Impurity {
    /** The variance: {@code score} is (sum of targets)² / weight. */
    SQUARED,
    /** The Poisson deviance: {@code score} is sum · ln(sum / weight). */
    POISSON,
    /** 1 - Σ share²: {@code score} is Σ (weight of level)² / weight. */
    GINI,
    /** -Σ share · log2 share: {@code score} is Σ v ln v - w ln w. */
    ENTROPY
  }

  static CartTarget numbers(NumberCriterion criterion, double[] y, double[] weight, String name) {
    if (criterion == NumberCriterion.POISSON) {
      double sum = 0;
      for (int i = 0; i < y.length; i++) {
        if (y[i] < 0)
          throw new DataException(
              "criterion POISSON needs targets of at least 0, but '%s' is %s in row %d"
                  .formatted(name, y[i], i));
        sum += y[i];
      }
      if (sum == 0)
        throw new DataException(
            "criterion POISSON needs a target that is not 0 everywhere, as '%s' is"
                .formatted(name));
      return new CartTarget(Impurity.POISSON, y, new int[0], 0, 0, weight, new double[0]);
    }
    double centre = Arrays.stream(y).sum() / y.length;
    return new CartTarget(Impurity.SQUARED, y, new int[0], 0, centre, weight, new double[0]);
  }

  static CartTarget levels(ClassCriterion criterion, int[] code, int levels, double[] weight) {
    boolean gini = criterion == ClassCriterion.GINI;
    var table = new double[gini ? 0 : code.length + 1];
    for (int i = 2; i < table.length; i++) table[i] = i * Math.log(i);
    return new CartTarget(
        gini ? Impurity.GINI : Impurity.ENTROPY, new double[0], code, levels, 0, weight, table);
  }

  /** How many sums describe a set of rows. */
  int statistics() {
    return levels == 0 ? 1 : levels;
  }

  boolean weighted() {
    return weight.length > 0;
  }

  double xlogx(double v) {
    int whole = (int) v;
    if (whole == v && whole < xlogx.length) return xlogx[whole];
    return v <= 0 ? 0 : v * Math.log(v);
  }

  /** The unit of {@link Impurity#ENTROPY} is bits, that of its score is nats. */
  double unit() {
    return impurity == Impurity.ENTROPY ? 1 / Math.log(2) : 1;
  }
}
