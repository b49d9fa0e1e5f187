package millrace.preprocess;

import java.util.Arrays;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.run.Run;

/**
 * Keeps only so many random training rows of the larger levels of the target that the smallest has
 * {@code ratio} times as many as each. They stay in their order. Rows to be predicted are left as
 * they are. O(rows × columns).
 *
 * @param ratio rows of the smallest level, as a share of those of each other (default 1); a level
 *     that has fewer keeps them all
 * @param replacement whether rows are drawn with replacement (default false)
 * @see "G. Batista, R. Prati, M. Monard, A study of the behavior of several methods for balancing
 *     machine learning training data, SIGKDD Explorations 6, 2004"
 * @see "imbalanced-learn 0.10, imblearn.under_sampling.RandomUnderSampler"
 */
@About(
    value = "leaves out training rows of the larger levels",
    cite =
        "G. Batista, R. Prati, M. Monard, SIGKDD Explorations 6, 2004; imbalanced-learn"
            + " RandomUnderSampler")
public record RandomUnderSampler(
    @Param(
            value = "rows of the smallest level, as a share of those of each other",
            min = 0,
            max = 1,
            tune = {0.1, 1})
        double ratio,
    @Param("whether rows are drawn with replacement") boolean replacement)
    implements Step<RandomUnderSampler.Fitted> {
  public RandomUnderSampler {
    Spec.check(RandomUnderSampler.class, ratio, replacement);
  }

  /** As many rows of each level as of the smallest, each at most once. */
  public RandomUnderSampler() {
    this(1, false);
  }

  public RandomUnderSampler ratio(double ratio) {
    return Spec.with(this, "ratio", ratio);
  }

  public RandomUnderSampler replacement(boolean replacement) {
    return Spec.with(this, "replacement", replacement);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.class)
        .target(Column.Nominal.class)
        .missingAllowed()
        .weightsAllowed();
  }

  @Override
  public boolean changesRows() {
    return true;
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    run.step("level", 0, 1);
    var b = Balance.down(train, ratio, this);
    run.step("level", 1, 1);
    return new Fitted(b.levels(), b.rows(), b.wanted());
  }

  @Override
  public Prepared<Fitted> prepare(Frame train, Run run) {
    var fitted = fit(train, run);
    var b = Balance.down(train, ratio, this);
    var rows = new int[Arrays.stream(b.wanted()).sum()];
    int n = 0;
    for (int c = 0; c < b.levels().size(); c++) {
      var own = b.of(c);
      int wanted = b.wanted()[c];
      var random = run.random("rows", c);
      for (int i = 0; i < wanted; i++) {
        if (wanted == own.length) {
          rows[n++] = own[i];
        } else if (replacement) {
          rows[n++] = own[random.nextInt(own.length)];
        } else { // a shuffle that stops early
          int j = i + random.nextInt(own.length - i);
          rows[n++] = own[j];
          own[j] = own[i];
        }
      }
    }
    Arrays.sort(rows);
    return new Prepared<>(fitted, n == train.size() ? train : train.rows(rows));
  }

  /** Training rows of each level before and after; rows to be predicted are left as they are. */
  public record Fitted(Vocabulary levels, int[] before, int[] after) implements Transform {
    @Override
    public Frame apply(Frame frame) {
      return frame;
    }
  }
}
