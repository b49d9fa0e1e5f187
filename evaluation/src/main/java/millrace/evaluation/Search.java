package millrace.evaluation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Catalog;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;

/**
 * Scores candidates on folds of the training rows and fits the best of them on all training rows:
 * grid search, random search and successive halving over whole pipelines. A candidate is a trainer;
 * a {@link Space} makes many of one.
 *
 * <pre>{@code
 * var space = Space.of(prep.then(new Logistic())).vary("c", List.of(.1, 1., 10.), (p, c) -> p.last(new Logistic().c(c)));
 * var search = Search.grid(space, Folds.stratified(5), Classification.LOG_LOSS);
 * var model = search.fit(train, Run.seeded(42));              // predicts; model.tried() says what was tried
 * CrossValidation.compare(data, Folds.stratified(5), run, List.of(search), Classification.LOG_LOSS);   // nested
 * }</pre>
 *
 * <p>It is itself a trainer. So a cross-validation of it is a nested one: every outer fold searches
 * anew among its training rows, and the score is honest, where that of the best of many candidates
 * on the folds that chose it is too good. The candidates of a random search are drawn when the
 * search is made: all outer folds try the same ones.
 *
 * <p><b>What holds.</b> The search is a value record (spaces and their lambdas are used up when it
 * is made). Its model can be saved if that of the chosen candidate can, and keeps the table of what
 * was tried, without times. Scores do not depend on threads; per fold all candidates have the same
 * randomness. Of candidates with equal means the first wins. A candidate that fails is listed with
 * its reason and cannot win; the search fails only if all do.
 *
 * <p><b>Halving</b> (Jamieson and Talwalkar 2016) gives all candidates few rows, keeps the best
 * 1/factor, gives those factor times as many rows, and so on. The rungs are those of scikit-learn's
 * HalvingGridSearchCV(resource='n_samples', min_resources='exhaust'); only training rows are
 * thinned out (the rows of a rung contain those of the one before, a nominal target keeps its
 * shares), while scikit-learn thins out test rows too, which makes scores of early rungs noisier.
 *
 * <p>{@link #fit(Frame, Run, Path)} keeps a journal and goes on after a kill. {@link Run#finish}
 * ends a search early with the candidates that were wholly scored. Cost: candidates × folds fits,
 * and one.
 *
 * @param candidates what is tried
 * @param folds how training rows are divided
 * @param metric what chooses
 * @param method whether every candidate sees all rows
 * @param factor halving keeps one candidate in so many, and gives it so many times the rows
 * @param minRows rows of the first rung; 0: so many that the last rung has (nearly) all rows, at
 *     least 2 per fold and class
 * @param trainScores whether candidates are scored on their training rows too, for validation
 *     curves; costs a prediction of them
 * @see "scikit-learn 1.2, sklearn.model_selection: GridSearchCV, RandomizedSearchCV,
 *     HalvingGridSearchCV, HalvingRandomSearchCV"
 */
@About(
    value = "the best of many candidates by cross-validation: grid, random, successive halving",
    cite =
        "Bergstra & Bengio, Random search for hyper-parameter optimization, JMLR 13, 2012; Jamieson"
            + " & Talwalkar, Non-stochastic best arm identification and hyperparameter"
            + " optimization, AISTATS 2016; scikit-learn GridSearchCV, HalvingGridSearchCV")
public record Search<Y extends Prediction>(
    @Param("what is tried") List<Candidate<Y>> candidates,
    @Param("how training rows are divided") Folds folds,
    @Param("what chooses") Metric<? super Y> metric,
    @Param("whether all candidates see all rows") Method method,
    @Param(value = "halving keeps one in so many", min = 2, max = 100) int factor,
    @Param(value = "rows of the first rung of halving; 0: as scikit-learn's 'exhaust'", min = 0)
        int minRows,
    @Param("whether training rows are scored too") boolean trainScores)
    implements Trainer<Search.Fitted<Y>> {
  /** How the rows are spent. */
  public enum Method {
    /** Every candidate is scored on all folds, learning from all their rows. */
    ALL,
    /** Successive halving. */
    HALVING
  }

  /**
   * One thing to try.
   *
   * @param settings what of it was varied
   */
  public record Candidate<Y extends Prediction>(
      Trainer<? extends Predictor<Y>> trainer, List<Setting> settings) {
    public Candidate {
      settings = List.copyOf(settings);
    }

    /** What was varied; the trainer itself if nothing was. */
    public String name() {
      return settings.isEmpty()
          ? Names.print(Names.last(trainer))
          : settings.stream().map(Setting::toString).collect(Collectors.joining(" "));
    }
  }

  public Search {
    Spec.check(Search.class, candidates, folds, metric, method, factor, minRows, trainScores);
    candidates = List.copyOf(candidates);
    if (candidates.isEmpty())
      throw new IllegalArgumentException("Search candidates are empty: there is nothing to try");
  }

  /** For the catalogue: the mean, by 5 folds. */
  @SuppressWarnings("unchecked") // it can only be used as what it is: of numbers
  public Search() {
    this(
        List.of(
            new Candidate<>((Trainer<? extends Predictor<Y>>) (Trainer<?>) new Mean(), List.of())),
        Folds.k(5),
        (Metric<? super Y>) Regression.RMSE,
        Method.ALL,
        3,
        0,
        false);
  }

  private static <Y extends Prediction> Search<Y> of(
      List<Candidate<Y>> candidates, Folds folds, Metric<? super Y> metric) {
    return new Search<>(candidates, folds, metric, Method.ALL, 3, 0, false);
  }

  /** Every combination of the space; see {@link Space#points} for ranges. */
  public static <Y extends Prediction> Search<Y> grid(
      Space<? extends Trainer<? extends Predictor<Y>>> space,
      Folds folds,
      Metric<? super Y> metric) {
    return of(Search.<Y>named(space.grid()), folds, metric);
  }

  /**
   * {@code n} candidates drawn at random.
   *
   * @param seed of the draws alone: what is tried does not depend on the run
   */
  public static <Y extends Prediction> Search<Y> random(
      Space<? extends Trainer<? extends Predictor<Y>>> space,
      int n,
      long seed,
      Folds folds,
      Metric<? super Y> metric) {
    return of(Search.<Y>named(space.random(n, seed)), folds, metric);
  }

  private static <Y extends Prediction> List<Candidate<Y>> named(
      List<? extends Space.Point<? extends Trainer<? extends Predictor<Y>>>> points) {
    return points.stream().map(p -> new Candidate<Y>(p.trainer(), p.settings())).toList();
  }

  /** These trainers, whatever they are. */
  public static <Y extends Prediction> Search<Y> of(
      Folds folds,
      Metric<? super Y> metric,
      List<? extends Trainer<? extends Predictor<Y>>> trainers) {
    return of(trainers.stream().map(t -> new Candidate<Y>(t, List.of())).toList(), folds, metric);
  }

  /** The same candidates by successive halving. */
  public Search<Y> halving() {
    return method(Method.HALVING);
  }

  public Search<Y> candidates(List<Candidate<Y>> candidates) {
    return Spec.with(this, "candidates", candidates);
  }

  public Search<Y> folds(Folds folds) {
    return Spec.with(this, "folds", folds);
  }

  public Search<Y> metric(Metric<? super Y> metric) {
    return Spec.with(this, "metric", metric);
  }

  public Search<Y> method(Method method) {
    return Spec.with(this, "method", method);
  }

  public Search<Y> factor(int factor) {
    return Spec.with(this, "factor", factor);
  }

  public Search<Y> minRows(int minRows) {
    return Spec.with(this, "minRows", minRows);
  }

  public Search<Y> trainScores(boolean trainScores) {
    return Spec.with(this, "trainScores", trainScores);
  }

  /** Those of the first candidate. */
  @Override
  public Needs needs() {
    return candidates.getFirst().trainer().needs();
  }

  @Override
  public Fitted<Y> fit(Frame train, Run run) {
    return refit(explore(train, run), train, run);
  }

  /**
   * {@link #fit(Frame, Run)} with a journal: see {@link #explore(Frame, Run, Path)}.
   *
   * @param journal a file, made if need be
   */
  public Fitted<Y> fit(Frame train, Run run, Path journal) {
    return refit(explore(train, run, journal), train, run);
  }

  /** Scores the candidates and fits none on all rows. */
  public Tried explore(Frame train, Run run) {
    return new Searching<>(this, train, run, Optional.empty()).tried();
  }

  /**
   * Scores the candidates and writes each fold into a journal as soon as it is scored (JSON lines,
   * each forced to the disk). With the journal of the same search over the same rows, folds that
   * stand in it are not fitted again, failures neither; the result is the same.
   *
   * @throws millrace.data.DataException if the file is the journal of another search, of other data
   *     or of another seed, is damaged before its last line, or is in use
   * @throws java.io.UncheckedIOException if it cannot be read or written
   */
  public Tried explore(Frame train, Run run, Path journal) {
    return Searching.journaled(this, train, run, journal);
  }

  /** Fits the best of what was tried. */
  public Fitted<Y> refit(Tried tried, Frame train, Run run) {
    return new Fitted<>(best(tried).fit(train, run), tried.timeless());
  }

  /** The trainer that won. */
  public Trainer<? extends Predictor<Y>> best(Tried tried) {
    return candidates.get(tried.best()).trainer();
  }

  /**
   * This search as a trainer that keeps a journal for every frame it is fitted on: for the outer
   * folds of a nested cross-validation.
   *
   * @param prefix beginning of the files' names; a hyphen, a digest of the search and the frame,
   *     and {@code .jsonl} are put behind
   */
  public Journaled<Y> journaled(Path prefix) {
    return new Journaled<>(this, prefix.toString());
  }

  /** A search that keeps journals; see {@link Search#journaled}. */
  @About(value = "a search that keeps journals", cite = "millrace.evaluation.Search")
  public record Journaled<Y extends Prediction>(Search<Y> search, String prefix)
      implements Trainer<Fitted<Y>> {
    @Override
    public Needs needs() {
      return search.needs();
    }

    @Override
    public Fitted<Y> fit(Frame train, Run run) {
      var digest = new Searching<>(search, train, run, Optional.empty()).digest();
      return search.fit(train, run, Path.of(prefix + "-" + digest.substring(0, 16) + ".jsonl"));
    }

    @Override
    public String toString() {
      return search.toString();
    }
  }

  /** "halving search of 27 Logistic by c, degree". */
  @Override
  public String toString() {
    var first = candidates.getFirst();
    var name = Catalog.name(Names.innermost(first.trainer()).getClass());
    var by = first.settings().stream().map(Setting::name).collect(Collectors.joining(", "));
    return "%s of %d %s%s"
        .formatted(
            method == Method.HALVING ? "halving search" : "search",
            candidates.size(),
            by.isEmpty() ? "trainers" : name,
            by.isEmpty() ? "" : " by " + by);
  }

  /**
   * The best candidate, fitted on all rows.
   *
   * @param best what predicts
   * @param tried everything that was tried, without times
   */
  public record Fitted<Y extends Prediction>(Predictor<Y> best, Tried tried)
      implements Predictor<Y> {
    @Override
    public Y predict(Frame frame) {
      return best.predict(frame);
    }

    /** A table of what was tried, best first. */
    @Override
    public String toString() {
      var out = new ArrayList<String>();
      for (var t : tried.ranked()) {
        out.add(
            t.failed()
                ? "failed  %s: %s".formatted(t.name(), t.failure())
                : "%s %.6g  %s".formatted(tried.metric(), tried.mean(t), t.name()));
      }
      return String.join("\n", out);
    }
  }
}
