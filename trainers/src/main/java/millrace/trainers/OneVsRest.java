package millrace.trainers;

import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Labels;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;

/**
 * A classifier of two levels made into one of many: one model per level, of that level against all
 * others. The probabilities of the models are divided by their sum (even where all are 0).
 *
 * <p>With two levels there is one model. Names are those of scikit-learn, which divides 0 by 0 and
 * predicts by decision values where there are some; here always by probabilities.
 *
 * <p>Cost: one fit of the base per level, side by side.
 *
 * @param base the classifier (default {@link Logistic})
 * @see "R. Rifkin, A. Klautau, In defense of one-vs-all classification, JMLR 5, 2004"
 * @see "scikit-learn 1.2, sklearn.multiclass.OneVsRestClassifier"
 */
@About(
    value = "a classifier per level, of that level against all others",
    cite =
        "R. Rifkin, A. Klautau, In defense of one-vs-all classification, JMLR 5, 2004; scikit-learn"
            + " OneVsRestClassifier")
public record OneVsRest(
    @Param("the classifier of each level") Trainer<? extends Predictor<Labels>> base)
    implements Trainer<OneVsRest.Fitted> {
  static final Vocabulary REST = Vocabulary.of("rest", "this");

  public OneVsRest {
    Spec.check(OneVsRest.class, base);
    Members.check(OneVsRest.class, "base", base, Column.Nominal.class);
  }

  public OneVsRest() {
    this(new Logistic());
  }

  public OneVsRest base(Trainer<? extends Predictor<Labels>> base) {
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
    int models = levels.size() == 2 ? 1 : levels.size();
    run.step("level", 0, models);
    var members =
        run.<Predictor<Labels>>map(
            "level",
            models,
            m -> {
              int level = models == 1 ? 1 : m;
              var is = new int[codes.length];
              for (int i = 0; i < is.length; i++) is[i] = codes[i] == level ? 1 : 0;
              var rows = train.with(train.targetName().orElseThrow(), new Column.Nominal(is, REST));
              return base.fit(rows, Members.child(run, models, "member", level));
            });
    return new Fitted(levels, members);
  }

  /**
   * A model per level; a single one, of the second, when there are two.
   *
   * @param members each knows the levels "rest" and "this"
   */
  public record Fitted(Vocabulary levels, List<Predictor<Labels>> members)
      implements Predictor<Labels> {
    public Fitted {
      members = List.copyOf(members);
    }

    @Override
    public Labels predict(Frame frame) {
      int k = levels.size();
      if (k == 2) {
        return new Labels(Members.probabilities(members.getFirst(), frame, REST), levels);
      }
      var out = new double[frame.size() * k];
      for (int c = 0; c < k; c++) {
        var p = Members.probabilities(members.get(c), frame, REST);
        for (int i = 0; i < frame.size(); i++) out[i * k + c] = p[2 * i + 1];
      }
      Members.normalise(out, k);
      return new Labels(out, levels);
    }

    @Override
    public Labels predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }
  }
}
