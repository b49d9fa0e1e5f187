package millrace.trainers;

import java.util.List;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.DecisionFunction;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Labels;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;

/**
 * A classifier of two levels made into one of many: one model per pair of levels, trained on the
 * rows of these two; each votes.
 *
 * <p>The decision value of a level is its votes plus {@code s / (3 (|s| + 1))}, less than a third
 * of a vote, where s sums up how sure the models were of it: their decision values, or, if they
 * have none, their probabilities less a half (scikit-learn takes these as they are, which favours
 * later levels). The Labels are the softmax of the decision values: the same order and the same
 * winner, but not calibrated. With two levels there is one model and its probabilities are given.
 *
 * <p>Cost: k (k − 1) / 2 fits, each on the rows of two levels, side by side.
 *
 * @param base the classifier (default {@link Logistic})
 * @see "S. Knerr, L. Personnaz, G. Dreyfus, Single-layer learning revisited, Neurocomputing, 1990"
 * @see "scikit-learn 1.2, sklearn.multiclass.OneVsOneClassifier"
 */
@About(
    value = "a classifier per pair of levels, which vote",
    cite =
        "S. Knerr, L. Personnaz, G. Dreyfus, Single-layer learning revisited, 1990; scikit-learn"
            + " OneVsOneClassifier")
public record OneVsOne(
    @Param("the classifier of each pair of levels") Trainer<? extends Predictor<Labels>> base)
    implements Trainer<OneVsOne.Fitted> {
  public OneVsOne {
    Spec.check(OneVsOne.class, base);
    Members.check(OneVsOne.class, "base", base, Column.Nominal.class);
  }

  public OneVsOne() {
    this(new Logistic());
  }

  public OneVsOne base(Trainer<? extends Predictor<Labels>> base) {
    return Spec.with(this, "base", base);
  }

  @Override
  public Needs needs() {
    return Members.needs(List.of(base), Column.Nominal.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var levels = Members.levels(train, this);
    var codes = ((Column.Nominal) train.targetColumn()).codes(levels);
    var pairs = pairs(levels.size());
    int n = pairs.length / 2;
    run.step("pair", 0, n);
    var members =
        run.<Predictor<Labels>>map(
            "pair",
            n,
            m -> {
              int a = pairs[2 * m];
              int b = pairs[2 * m + 1];
              var rows =
                  train.rows(
                      IntStream.range(0, codes.length)
                          .filter(i -> codes[i] == a || codes[i] == b)
                          .toArray());
              return base.fit(rows, Members.child(run, n, "member", a, b));
            });
    return new Fitted(levels, members);
  }

  /** The first and the second level of each pair: 0 1, 0 2, … 1 2, … */
  private static int[] pairs(int levels) {
    var out = new int[levels * (levels - 1)];
    int at = 0;
    for (int a = 0; a < levels; a++) {
      for (int b = a + 1; b < levels; b++) {
        out[at++] = a;
        out[at++] = b;
      }
    }
    return out;
  }

  /** A model per pair of levels: of the first and the second, the first and the third, … */
  public record Fitted(Vocabulary levels, List<Predictor<Labels>> members)
      implements DecisionFunction {
    public Fitted {
      members = List.copyOf(members);
    }

    @Override
    public double[] decision(Frame frame) {
      int k = levels.size();
      int n = frame.size();
      if (k == 2) return sureness(members.getFirst(), frame, levels);
      var pairs = pairs(k);
      var votes = new double[n * k];
      var sums = new double[n * k];
      for (int m = 0; m < members.size(); m++) {
        int a = pairs[2 * m];
        int b = pairs[2 * m + 1];
        var both = Vocabulary.of(levels.name(a), levels.name(b));
        var said = new Labels(Members.probabilities(members.get(m), frame, both), both);
        var sure = sureness(members.get(m), frame, both);
        for (int i = 0; i < n; i++) {
          sums[i * k + a] -= sure[i];
          sums[i * k + b] += sure[i];
          votes[i * k + (said.code(i) == 0 ? a : b)]++;
        }
      }
      for (int i = 0; i < votes.length; i++) votes[i] += sums[i] / (3 * (Math.abs(sums[i]) + 1));
      return votes;
    }

    private static double[] sureness(Predictor<Labels> model, Frame frame, Vocabulary both) {
      if (model instanceof DecisionFunction d) return d.decision(frame);
      var p = Members.probabilities(model, frame, both);
      var out = new double[frame.size()];
      for (int i = 0; i < out.length; i++) out[i] = p[2 * i + 1] - 0.5;
      return out;
    }

    @Override
    public Labels predict(Frame frame) {
      int k = levels.size();
      if (k == 2) {
        return new Labels(Members.probabilities(members.getFirst(), frame, levels), levels);
      }
      var p = decision(frame);
      for (int i = 0; i < frame.size(); i++) Members.softmax(p, i * k, k);
      return new Labels(p, levels);
    }

    @Override
    public Labels predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }
  }
}
