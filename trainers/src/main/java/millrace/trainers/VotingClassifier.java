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
 * Several classifiers trained on the same rows: each votes for its most probable level (HARD), or
 * their probabilities are averaged (SOFT).
 *
 * <p>The probability of a level is the weighted share of the votes for it, or the weighted mean; of
 * equals the first level is predicted. Names and defaults are those of scikit-learn, which has no
 * default for the classifiers, and no probabilities for hard votes.
 *
 * <p>Cost: the sum of what the classifiers cost; they are trained side by side.
 *
 * @param bases the classifiers (default a logistic regression, a random forest and a decision tree)
 * @param voting hard or soft (default hard)
 * @param weights of the classifiers, none negative; empty: all count alike
 * @see "L. Kuncheva, Combining Pattern Classifiers, 2nd ed. 2014, chapters 4 and 5"
 * @see "scikit-learn 1.2, sklearn.ensemble.VotingClassifier"
 */
@About(
    value = "several classifiers that vote",
    cite =
        "L. Kuncheva, Combining Pattern Classifiers, 2nd ed. 2014; scikit-learn VotingClassifier")
public record VotingClassifier(
    @Param("the classifiers") List<Trainer<? extends Predictor<Labels>>> bases,
    @Param("by levels (hard) or by probabilities (soft)") Vote voting,
    @Param("a weight per classifier; empty: all count alike") List<Double> weights)
    implements Trainer<VotingClassifier.Fitted> {
  /** What is counted. */
  public enum Vote {
    /** A vote per classifier. */
    HARD,
    /** Probabilities. */
    SOFT
  }

  public VotingClassifier {
    Spec.check(VotingClassifier.class, bases, voting, weights);
    bases = List.copyOf(bases);
    weights = List.copyOf(weights);
    if (bases.isEmpty()) throw new IllegalArgumentException("VotingClassifier bases is empty");
    for (var b : bases) Members.check(VotingClassifier.class, "bases", b, Column.Nominal.class);
    Members.checkWeights(VotingClassifier.class, weights, bases.size());
  }

  public VotingClassifier() {
    this(
        List.of(new Logistic(), new RandomForestClassifier(), new DecisionTreeClassifier()),
        Vote.HARD,
        List.of());
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public static VotingClassifier of(Trainer<? extends Predictor<Labels>>... bases) {
    return new VotingClassifier().bases(List.of(bases));
  }

  public VotingClassifier bases(List<Trainer<? extends Predictor<Labels>>> bases) {
    return Spec.with(this, "bases", bases);
  }

  public VotingClassifier voting(Vote voting) {
    return Spec.with(this, "voting", voting);
  }

  public VotingClassifier weights(List<Double> weights) {
    return Spec.with(this, "weights", weights);
  }

  @Override
  public Needs needs() {
    return Members.needs(bases, Column.Nominal.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var levels = Members.levels(train, this);
    int n = bases.size();
    run.step("classifier", 0, n);
    var members =
        run.<Predictor<Labels>>map(
            "classifier", n, i -> bases.get(i).fit(train, Members.child(run, n, "member", i)));
    return new Fitted(levels, voting, members, Members.shares(weights, n));
  }

  /**
   * The members and their weights.
   *
   * @param weights add up to 1
   */
  public record Fitted(
      Vocabulary levels, Vote voting, List<Predictor<Labels>> members, double[] weights)
      implements Predictor<Labels> {
    public Fitted {
      members = List.copyOf(members);
    }

    @Override
    public Labels predict(Frame frame) {
      int k = levels.size();
      var out = new double[frame.size() * k];
      for (int m = 0; m < weights.length; m++) {
        var p = Members.probabilities(members.get(m), frame, levels);
        if (voting == Vote.SOFT) {
          Vectors.add(weights[m], p, out);
        } else {
          var said = new Labels(p, levels);
          for (int i = 0; i < frame.size(); i++) out[i * k + said.code(i)] += weights[m];
        }
      }
      return new Labels(out, levels);
    }

    @Override
    public Labels predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }
  }
}
