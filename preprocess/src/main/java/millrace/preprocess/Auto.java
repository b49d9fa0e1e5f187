package millrace.preprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.run.Run;

/**
 * Chooses a preparation by what the training columns hold, and fits it: the recipe for a table that
 * nobody has looked at yet. It is a step like others, so that in a cross-validation the choice,
 * too, is made anew from the training rows of each fold.
 *
 * <p>In this order:
 *
 * <ol>
 *   <li>columns that say nothing are dropped: constant ones; row numbers (at least 50 whole
 *       numbers, none missing, none twice, over a range of less than 2.5 times their count);
 *       Tokens;
 *   <li>words such as on, off and n/a become 1, -1 and 0 ({@link Ternary});
 *   <li>free text goes ({@link DropText});
 *   <li>times become year, month, day and weekday ({@link Dates}; as sines and cosines unless the
 *       model is a tree);
 *   <li>missing numbers become medians, with an indicator where training rows had some ({@link
 *       Impute});
 *   <li>LINEAR and NEIGHBOURS: numbers are standardized; LINEAR: powers up to {@code degree} of the
 *       Numeric columns that have more than 10 distinct values (if there are no more than 50 such
 *       columns), standardized in turn;
 *   <li>LINEAR and NEIGHBOURS: levels become 0/1 features ({@link OneHot}); those with fewer than
 *       {@code minCount} training rows are pooled with unseen ones, missing cells are a level.
 *       TREE: where the target is numeric or has two levels, columns of more than 10 levels become
 *       mean targets, cross-fitted ({@link TargetEncode}); other levels become numbers ({@link
 *       Ordinal}), missing cells one of their own. That keeps the matrix narrow. NETWORK: levels
 *       stay as they are.
 * </ol>
 *
 * <p>Dense and Sparse columns pass. {@link Fitted#chosen} says what was chosen, as a {@link Steps}
 * that can be used and changed.
 *
 * @see "Kuhn and Johnson, Feature Engineering and Selection, 2019"
 */
@About(
    value = "chooses a preparation by what the columns hold",
    cite = "Kuhn & Johnson, Feature Engineering and Selection, 2019")
public record Auto(
    @Param("what the rows are prepared for") Model model,
    @Param(
            value = "greatest power of numeric columns, for LINEAR; 1: none",
            min = 1,
            max = 5,
            tune = {1, 3})
        int degree,
    @Param(
            value = "levels with fewer training rows are pooled",
            min = 1,
            tune = {1, 50},
            log = true)
        int minCount)
    implements Step<Auto.Fitted> {
  /** What kind of model the rows are prepared for. */
  public enum Model {
    /** Sums of weighted features: linear and logistic regression, support vectors. */
    LINEAR,
    /** Thresholds on features: trees, forests, boosting. */
    TREE,
    /** Distances between rows. */
    NEIGHBOURS,
    /** Networks that standardize numbers and learn a vector for each level themselves. */
    NETWORK
  }

  private static final int MANY = 10;
  private static final int MOST_POWERS = 50;
  private static final int FEWEST_ROWS = 50;
  private static final double DENSE = 2.5;

  public Auto {
    Spec.check(Auto.class, model, degree, minCount);
  }

  /** For a linear model: squares of numbers, levels of fewer than 5 rows pooled. */
  public Auto() {
    this(Model.LINEAR, 2, 5);
  }

  public Auto model(Model model) {
    return Spec.with(this, "model", model);
  }

  public Auto degree(int degree) {
    return Spec.with(this, "degree", degree);
  }

  public Auto minCount(int minCount) {
    return Spec.with(this, "minCount", minCount);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.class).missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    return prepare(train, run).transform();
  }

  @Override
  public Prepared<Fitted> prepare(Frame train, Run run) {
    needs().check(train, this);
    var chosen = choose(train);
    var prepared = chosen.prepare(train, run);
    return new Prepared<>(new Fitted(chosen, prepared.transform()), prepared.train());
  }

  /** The steps for these training rows. O(cells), and a sort of each Numeric column. */
  public Steps choose(Frame train) {
    var x = train.features();
    var idle = List.copyOf(idle(x).keySet());
    var kept = x.without(idle);
    var curved = new ArrayList<String>();
    for (var name : kept.names())
      if (kept.column(name) instanceof Column.Numeric c && distinct(c) > MANY) curved.add(name);
    var steps = new ArrayList<Step<?>>();
    if (!idle.isEmpty()) steps.add(new Drop(idle));
    if (kept.names().isEmpty()) return new Steps(steps);
    if (has(kept, Column.Nominal.class, Column.Text.class)) {
      steps.add(new Ternary());
      steps.add(new DropText());
    }
    if (has(kept, Column.Time.class)) steps.add(new Dates().cyclic(model != Model.TREE));
    // A column that is whole in training may have gaps later: so this step stands always.
    steps.add(On.of(new Impute().strategy(Impute.Strategy.MEDIAN).indicator(true), ":numeric"));
    if (model == Model.LINEAR || model == Model.NEIGHBOURS) {
      steps.add(On.of(new Standardize(), ":numeric"));
      if (model == Model.LINEAR
          && degree > 1
          && !curved.isEmpty()
          && curved.size() <= MOST_POWERS) {
        steps.add(new Polynomial().columns(curved).degree(degree).powersOnly(true));
        steps.add(On.of(new Standardize(), ":numeric"));
      }
    }
    if (has(kept, Column.Nominal.class) && model != Model.NETWORK) {
      if (model != Model.TREE) {
        steps.add(new OneHot().unseen(OneHot.Unseen.OTHER).minCount(minCount).missingLevel(true));
      } else {
        var wide = many(kept);
        if (!wide.isEmpty() && train.targetName().isPresent() && ranks(train.targetColumn())) {
          // Levels that Ternary or DropText takes are no longer nominal: then nothing is left to
          // do.
          steps.add(new On(wide, new TargetEncode()));
        }
        steps.add(new Ordinal().missing(Ordinal.Missing.CODE));
      }
    }
    return new Steps(steps);
  }

  /**
   * The columns that {@link #choose} drops for these training rows, and why, in a few words: "the
   * same in all rows", "free text". O(cells), and a sort of columns of whole numbers.
   */
  public SequencedMap<String, String> leftOut(Frame train) {
    var x = train.features();
    var out = idle(x);
    var kept = x.without(List.copyOf(out.keySet()));
    if (has(kept, Column.Nominal.class, Column.Text.class)) {
      var words = new Ternary().fit(kept, Run.quiet()).apply(kept);
      for (var name : new DropText().fit(words, Run.quiet()).dropped()) out.put(name, "free text");
    }
    return out;
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  private static boolean has(Frame frame, Class<? extends Column>... kinds) {
    return !Columnwise.names(frame, kinds).isEmpty();
  }

  /** The Nominal columns with more than MANY levels in training that {@link DropText} will keep. */
  private static List<String> many(Frame kept) {
    var stay = new DropText().fit(kept, Run.quiet()).apply(kept);
    return Columnwise.names(stay, Column.Nominal.class).stream()
        .filter(n -> stay.column(n, Column.Nominal.class).present().size() > MANY)
        .toList();
  }

  /** Whether the mean of this target puts levels into one order. */
  private static boolean ranks(Column target) {
    return target instanceof Column.Numeric
        || (target instanceof Column.Nominal c && c.present().size() == 2);
  }

  /** The columns that nothing can be learned from, and why. */
  private static SequencedMap<String, String> idle(Frame features) {
    var out = new LinkedHashMap<String, String>();
    for (var name : features.names()) {
      var why = idle(features.column(name));
      if (!why.isEmpty()) out.put(name, why);
    }
    return out;
  }

  /** Why nothing can be learned from it; empty if something can. */
  private static String idle(Column column) {
    return switch (column) {
      case Column.Numeric c when c.missing() == c.size() || constant(c) -> same(c);
      case Column.Numeric c -> numbersRows(c.values()) ? "numbers the rows" : "";
      case Column.Nominal c -> c.present().size() + (c.missing() > 0 ? 1 : 0) < 2 ? same(c) : "";
      case Column.Time c ->
          Arrays.stream(c.millis()).distinct().limit(2).count() < 2 ? same(c) : "";
      case Column.Text _, Column.Dense _, Column.Sparse _ -> "";
      case Column.Tokens _, Column.Spans _ -> column.kind();
    };
  }

  private static String same(Column column) {
    return column.missing() == column.size() ? "empty" : "the same in all rows";
  }

  private static boolean constant(Column.Numeric column) {
    return column.missing() == 0 && distinct(column) == 1;
  }

  /** How many different numbers there are, counted to {@code MANY + 1}. */
  private static int distinct(Column.Numeric column) {
    var seen = new double[MANY + 1];
    int n = 0;
    search:
    for (double v : column.values()) {
      if (Double.isNaN(v)) continue;
      for (int k = 0; k < n; k++) if (seen[k] == v) continue search;
      seen[n++] = v;
      if (n > MANY) break;
    }
    return n;
  }

  /** Whether these look like numbers given to rows, one after the other. */
  private static boolean numbersRows(double[] values) {
    if (values.length < FEWEST_ROWS) return false;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double v : values) {
      if (v != Math.rint(v)) return false; // NaN differs from itself
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
    if (!(high - low < DENSE * values.length)) return false;
    var sorted = values.clone();
    Arrays.sort(sorted);
    for (int i = 1; i < sorted.length; i++) if (sorted[i] == sorted[i - 1]) return false;
    return true;
  }

  /** The steps that were chosen, and their fit. */
  public record Fitted(Steps chosen, Steps.Fitted steps) implements Transform {
    @Override
    public Frame apply(Frame frame) {
      return steps.apply(frame);
    }

    @Override
    public Frame apply(Frame frame, Run run) {
      return steps.apply(frame, run);
    }

    /** What was chosen. */
    @Override
    public String toString() {
      return chosen.toString();
    }
  }
}
