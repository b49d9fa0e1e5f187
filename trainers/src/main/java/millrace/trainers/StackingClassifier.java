package millrace.trainers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.evaluation.Folds;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Labels;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;

/**
 * A final classifier that learns from what other classifiers say. It is trained on out-of-fold
 * predictions: each row is predicted by classifiers that have not seen it, in stratified folds that
 * follow from the run's seed; afterwards the classifiers are trained on all rows.
 *
 * <p>Its features are numeric columns, one per classifier and level, named by classifier number and
 * level ("0: yes"); for two levels only the second's probability. scikit-learn takes the decision
 * values where a classifier has some; here it is always the probabilities. With {@code passthrough}
 * it sees the rows' own features too. Names and defaults are those of scikit-learn, except that the
 * folds are shuffled.
 *
 * <p>Cost: cv + 1 times what the classifiers cost, all side by side, and the final one.
 *
 * @param bases the classifiers (default a random forest, a logistic regression and a decision tree)
 * @param last the final one (default {@link Logistic})
 * @param cv folds (default 5)
 * @param passthrough whether the final one sees the features too (default false)
 * @see "D. Wolpert, Stacked generalization, Neural Networks 5, 1992"
 * @see "L. Breiman, Stacked regressions, Machine Learning 24, 1996"
 * @see "scikit-learn 1.2, sklearn.ensemble.StackingClassifier"
 */
@About(
    value = "a classifier that learns from what others say of rows they have not seen",
    cite =
        "D. Wolpert, Stacked generalization, Neural Networks 5, 1992; scikit-learn"
            + " StackingClassifier")
public record StackingClassifier(
    @Param("the classifiers") List<Trainer<? extends Predictor<Labels>>> bases,
    @Param("the classifier that learns from theirs") Trainer<? extends Predictor<Labels>> last,
    @Param(value = "folds", min = 2, max = 1000) int cv,
    @Param("whether the last one sees the features too") boolean passthrough)
    implements Trainer<StackingClassifier.Fitted> {
  public StackingClassifier {
    Spec.check(StackingClassifier.class, bases, last, cv, passthrough);
    bases = List.copyOf(bases);
    if (bases.isEmpty()) throw new IllegalArgumentException("StackingClassifier bases is empty");
    for (var b : bases) Members.check(StackingClassifier.class, "bases", b, Column.Nominal.class);
    Members.check(StackingClassifier.class, "last", last, Column.Nominal.class);
  }

  public StackingClassifier() {
    this(
        List.of(new RandomForestClassifier(), new Logistic(), new DecisionTreeClassifier()),
        new Logistic(),
        5,
        false);
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public static StackingClassifier of(Trainer<? extends Predictor<Labels>>... bases) {
    return new StackingClassifier().bases(List.of(bases));
  }

  public StackingClassifier bases(List<Trainer<? extends Predictor<Labels>>> bases) {
    return Spec.with(this, "bases", bases);
  }

  public StackingClassifier last(Trainer<? extends Predictor<Labels>> last) {
    return Spec.with(this, "last", last);
  }

  public StackingClassifier cv(int cv) {
    return Spec.with(this, "cv", cv);
  }

  public StackingClassifier passthrough(boolean passthrough) {
    return Spec.with(this, "passthrough", passthrough);
  }

  @Override
  public Needs needs() {
    var all = new ArrayList<Trainer<?>>(bases);
    if (passthrough) all.add(last);
    var needs = Members.needs(all, Column.Nominal.class);
    return last.needs().weights()
        ? needs
        : new Needs(needs.features(), needs.target(), needs.missing(), false);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var levels = Members.levels(train, this);
    var splits = Folds.stratified(cv).splits(train, run.seed(run.seedFor("folds")));
    int jobs = bases.size() * (cv + 1);
    run.step("fit", 0, jobs);
    // Those on all rows come first: they take longest.
    var fitted =
        run.<Predictor<Labels>>map(
            "fit",
            jobs,
            j -> {
              int b = j % bases.size();
              int fold = j / bases.size() - 1;
              var child = Members.child(run, jobs, "member", b, fold);
              var rows = fold < 0 ? train : train.rows(splits.get(fold).train());
              return Members.fit(bases.get(b), rows, child);
            });
    var members = fitted.subList(0, bases.size());
    var said = new double[bases.size()][];
    for (int b = 0; b < bases.size(); b++) said[b] = new double[train.size() * levels.size()];
    for (int f = 0; f < cv; f++) {
      var test = splits.get(f).test();
      var rows = train.features().rows(test);
      for (int b = 0; b < bases.size(); b++) {
        var model = fitted.get((f + 1) * bases.size() + b);
        int k = levels.size();
        var p = Members.probabilities(model, rows, levels);
        for (int i = 0; i < test.length; i++) System.arraycopy(p, i * k, said[b], test[i] * k, k);
      }
    }
    var names = names(levels, train);
    var learned =
        last.fit(
            meta(train, said, names, passthrough, levels.size()), Members.child(run, 1, "last"));
    return new Fitted(
        levels, members, learned, names, List.copyOf(train.features().names()), passthrough);
  }

  private Vocabulary names(Vocabulary levels, Frame train) {
    var names = new ArrayList<String>();
    for (int b = 0; b < bases.size(); b++) {
      for (int c = levels.size() == 2 ? 1 : 0; c < levels.size(); c++)
        names.add(Members.free(train, b + ": " + levels.name(c)));
    }
    return Vocabulary.of(names);
  }

  /** What the members say as columns, and the frame's target and weights where it has some. */
  private static Frame meta(
      Frame frame, double[][] said, Vocabulary names, boolean passthrough, int k) {
    var columns = new LinkedHashMap<String, Column>();
    for (var p : said) {
      for (int c = k == 2 ? 1 : 0; c < k; c++) {
        var v = new double[frame.size()];
        for (int i = 0; i < v.length; i++) v[i] = p[i * k + c];
        columns.put(names.name(columns.size()), new Column.Numeric(v));
      }
    }
    for (var n : frame.names()) {
      boolean role =
          frame.targetName().filter(n::equals).isPresent()
              || frame.weightsName().filter(n::equals).isPresent();
      if (role || passthrough) columns.put(n, frame.column(n));
    }
    return Frame.of(columns).rolesOf(frame);
  }

  /**
   * The members, and what learned from them.
   *
   * @param names the columns that the last one reads from the members
   * @param columns the columns of the training rows
   * @param passthrough whether the last one reads these too
   */
  public record Fitted(
      Vocabulary levels,
      List<Predictor<Labels>> members,
      Predictor<Labels> last,
      Vocabulary names,
      List<String> columns,
      boolean passthrough)
      implements Predictor<Labels> {
    public Fitted {
      members = List.copyOf(members);
      columns = List.copyOf(columns);
    }

    @Override
    public Labels predict(Frame frame) {
      var x = frame.features().select(columns);
      var said = new double[members.size()][];
      for (int m = 0; m < said.length; m++)
        said[m] = Members.probabilities(members.get(m), x, levels);
      return last.predict(meta(x, said, names, passthrough, levels.size()));
    }

    @Override
    public Labels predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }
  }
}
