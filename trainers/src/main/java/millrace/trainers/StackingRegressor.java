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
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;

/**
 * A final regressor that learns from what other regressors say. It is trained on out-of-fold
 * predictions: each row is predicted by regressors that have not seen it, in shuffled folds that
 * follow from the run's seed; afterwards the regressors are trained on all rows.
 *
 * <p>Its features are numeric columns, one per regressor, named by its number. With {@code
 * passthrough} it sees the rows' own features too. Names and defaults are those of scikit-learn,
 * except that the folds are shuffled and the final regressor is Ridge(1), not RidgeCV.
 *
 * <p>Cost: cv + 1 times what the regressors cost, all side by side, and the final one.
 *
 * @param bases the regressors (default a random forest, a ridge regression and a decision tree)
 * @param last the final one (default {@link Ridge})
 * @param cv folds (default 5)
 * @param passthrough whether the final one sees the features too (default false)
 * @see "D. Wolpert, Stacked generalization, Neural Networks 5, 1992"
 * @see "L. Breiman, Stacked regressions, Machine Learning 24, 1996"
 * @see "scikit-learn 1.2, sklearn.ensemble.StackingRegressor"
 */
@About(
    value = "a regressor that learns from what others say of rows they have not seen",
    cite =
        "D. Wolpert, Stacked generalization, Neural Networks 5, 1992; scikit-learn"
            + " StackingRegressor")
public record StackingRegressor(
    @Param("the regressors") List<Trainer<? extends Predictor<Numbers>>> bases,
    @Param("the regressor that learns from theirs") Trainer<? extends Predictor<Numbers>> last,
    @Param(value = "folds", min = 2, max = 1000) int cv,
    @Param("whether the last one sees the features too") boolean passthrough)
    implements Trainer<StackingRegressor.Fitted> {
  public StackingRegressor {
    Spec.check(StackingRegressor.class, bases, last, cv, passthrough);
    bases = List.copyOf(bases);
    if (bases.isEmpty()) throw new IllegalArgumentException("StackingRegressor bases is empty");
    for (var b : bases) Members.check(StackingRegressor.class, "bases", b, Column.Numeric.class);
    Members.check(StackingRegressor.class, "last", last, Column.Numeric.class);
  }

  public StackingRegressor() {
    this(
        List.of(new RandomForestRegressor(), new Ridge(), new DecisionTreeRegressor()),
        new Ridge(),
        5,
        false);
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public static StackingRegressor of(Trainer<? extends Predictor<Numbers>>... bases) {
    return new StackingRegressor().bases(List.of(bases));
  }

  public StackingRegressor bases(List<Trainer<? extends Predictor<Numbers>>> bases) {
    return Spec.with(this, "bases", bases);
  }

  public StackingRegressor last(Trainer<? extends Predictor<Numbers>> last) {
    return Spec.with(this, "last", last);
  }

  public StackingRegressor cv(int cv) {
    return Spec.with(this, "cv", cv);
  }

  public StackingRegressor passthrough(boolean passthrough) {
    return Spec.with(this, "passthrough", passthrough);
  }

  @Override
  public Needs needs() {
    var all = new ArrayList<Trainer<?>>(bases);
    if (passthrough) all.add(last);
    var needs = Members.needs(all, Column.Numeric.class);
    return last.needs().weights()
        ? needs
        : new Needs(needs.features(), needs.target(), needs.missing(), false);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);

    var splits = Folds.k(cv).splits(train, run.seed(run.seedFor("folds")));
    int jobs = bases.size() * (cv + 1);
    run.step("fit", 0, jobs);
    // Those on all rows come first: they take longest.
    var fitted =
        run.<Predictor<Numbers>>map(
            "fit",
            jobs,
            j -> {
              int b = j % bases.size();
              int fold = j / bases.size() - 1;
              var child = Members.child(run, jobs, "member", b, fold);
              var rows = fold < 0 ? train : train.rows(splits.get(fold).train());
              return bases.get(b).fit(rows, child);
            });
    var members = fitted.subList(0, bases.size());
    var said = new double[bases.size()][];
    for (int b = 0; b < bases.size(); b++) said[b] = new double[train.size()];
    for (int f = 0; f < cv; f++) {
      var test = splits.get(f).test();
      var rows = train.features().rows(test);
      for (int b = 0; b < bases.size(); b++) {
        var model = fitted.get((f + 1) * bases.size() + b);
        var p = model.predict(rows).values();
        for (int i = 0; i < test.length; i++) said[b][test[i]] = p[i];
      }
    }
    var names = names(train);
    var learned = last.fit(meta(train, said, names, passthrough), Members.child(run, 1, "last"));
    return new Fitted(members, learned, names, List.copyOf(train.features().names()), passthrough);
  }

  private Vocabulary names(Frame train) {
    var names = new ArrayList<String>();
    for (int b = 0; b < bases.size(); b++) {
      names.add(Members.free(train, "regressor " + b));
    }
    return Vocabulary.of(names);
  }

  /** What the members say as columns, and the frame's target and weights where it has some. */
  private static Frame meta(Frame frame, double[][] said, Vocabulary names, boolean passthrough) {
    var columns = new LinkedHashMap<String, Column>();
    for (var p : said) {
      columns.put(names.name(columns.size()), new Column.Numeric(p));
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
      List<Predictor<Numbers>> members,
      Predictor<Numbers> last,
      Vocabulary names,
      List<String> columns,
      boolean passthrough)
      implements Predictor<Numbers> {
    public Fitted {
      members = List.copyOf(members);
      columns = List.copyOf(columns);
    }

    @Override
    public Numbers predict(Frame frame) {
      var x = frame.features().select(columns);
      var said = new double[members.size()][];
      for (int m = 0; m < said.length; m++) said[m] = members.get(m).predict(x).values();
      return last.predict(meta(x, said, names, passthrough));
    }

    @Override
    public Numbers predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }
  }
}
