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
 * Repeats random training rows of the smaller levels of the target until each has {@code ratio}
 * times the rows of the largest. The rows that were there come first, in their order. Rows to be
 * predicted are left as they are. O(rows × columns).
 *
 * @param ratio rows of each level, as a share of those of the largest (default 1); a level that has
 *     more keeps them
 * @see "G. Batista, R. Prati, M. Monard, A study of the behavior of several methods for balancing
 *     machine learning training data, SIGKDD Explorations 6, 2004"
 * @see "imbalanced-learn 0.10, imblearn.over_sampling.RandomOverSampler"
 */
@About(
    value = "repeats training rows of the smaller levels",
    cite =
        "G. Batista, R. Prati, M. Monard, SIGKDD Explorations 6, 2004; imbalanced-learn"
            + " RandomOverSampler")
public record RandomOverSampler(
    @Param(
            value = "rows of each level, as a share of those of the largest",
            min = 0,
            max = 1,
            tune = {0.1, 1})
        double ratio)
    implements Step<RandomOverSampler.Fitted> {
  public RandomOverSampler {
    Spec.check(RandomOverSampler.class, ratio);
  }

  /** As many rows of each level as of the largest. */
  public RandomOverSampler() {
    this(1);
  }

  public RandomOverSampler ratio(double ratio) {
    return Spec.with(this, "ratio", ratio);
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
    var b = Balance.up(train, ratio, this);
    run.step("level", 1, 1);
    return new Fitted(b.levels(), b.rows(), b.wanted());
  }

  @Override
  public Prepared<Fitted> prepare(Frame train, Run run) {
    var fitted = fit(train, run);
    var b = Balance.up(train, ratio, this);
    var rows = Arrays.copyOf(Columnwise.numbers(train.size()), Arrays.stream(b.wanted()).sum());
    int n = train.size();
    for (int c = 0; c < b.levels().size(); c++) {
      var own = b.of(c);
      var random = run.random("rows", c);
      for (int more = b.wanted()[c] - own.length; more > 0; more--)
        rows[n++] = own[random.nextInt(own.length)];
    }
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
