package millrace.preprocess;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.run.Run;

/**
 * One step on some columns: {@code On.of(new Polynomial().degree(3), "year", "mileage")}. The step
 * (or {@link Steps}) sees the chosen columns and the target, nothing else.
 *
 * <p>Its result takes their places: a column that keeps its name stays where it was, one that the
 * step drops is gone, and a new one follows the chosen column before it in the step's result (or
 * comes just before the first chosen one). All other columns keep values and places. The words that
 * choose columns are those of {@link Select}; they are settled by the training frame, and the
 * chosen columns must be there later. A step that drops rows ({@link DropMissing} with rows) is
 * refused.
 *
 * @see "scikit-learn 1.2, sklearn.compose.ColumnTransformer(remainder='passthrough')"
 */
@About(
    value = "one step on some columns",
    cite = "scikit-learn ColumnTransformer(remainder='passthrough')")
public record On(
    @Param("names, patterns or kinds of the columns it is for") List<String> columns,
    @Param("the step for them") Step<?> step)
    implements Step<On.Fitted> {
  public On {
    Spec.check(On.class, columns, step);
    columns = List.copyOf(columns);
    Choose.check("On", columns);
    if (step.changesRows()) {
      throw new IllegalArgumentException(
          "On step %s drops rows, which would leave the other columns longer: put it among the Steps themselves"
              .formatted(Steps.print(step)));
    }
  }

  /** For the catalogue: no step, on all columns. */
  public On() {
    this(List.of("*"), new Steps());
  }

  /** This step on these columns. */
  public static On of(Step<?> step, String... columns) {
    return new On(List.of(columns), step);
  }

  public On columns(List<String> columns) {
    return Spec.with(this, "columns", columns);
  }

  public On step(Step<?> step) {
    return Spec.with(this, "step", step);
  }

  @Override
  public Needs needs() {
    return new Needs(Set.of(Column.class), step.needs().target(), true, true);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var chosen = Choose.columns(train, columns, "On");
    if (nothing(train, chosen)) return nothing(run);
    return new Fitted(chosen, step.fit(train.select(chosen), run));
  }

  @Override
  public Prepared<Fitted> prepare(Frame train, Run run) {
    needs().check(train, this);
    var chosen = Choose.columns(train, columns, "On");
    if (nothing(train, chosen)) return new Prepared<>(nothing(run), train);
    var prepared = step.prepare(train.select(chosen), run);
    return new Prepared<>(
        new Fitted(chosen, prepared.transform()), merge(train, chosen, prepared.train()));
  }

  /** A frame of no columns has no rows either: no step could be fitted on it. */
  private static boolean nothing(Frame train, List<String> chosen) {
    return chosen.isEmpty() && train.select(chosen).names().isEmpty();
  }

  private static Fitted nothing(Run run) {
    run.step("column", 0, 0);
    return new Fitted(List.of(), new Steps.Fitted(List.of()));
  }

  @Override
  public String toString() {
    return "On(" + String.join(", ", columns) + ": " + Steps.print(step) + ")";
  }

  /** The frame with the chosen columns replaced by what they became. */
  private static Frame merge(Frame frame, List<String> chosen, Frame became) {
    if (became.size() != frame.size() && !became.names().isEmpty()) {
      throw new DataException(
          "On %s: the step made %d rows of %d; only whole frames may change their rows"
              .formatted(chosen, became.size(), frame.size()));
    }
    // Cut the result into one run of columns per chosen one that survived, after a leading run.
    var leading = new LinkedHashMap<String, Column>();
    var following = new LinkedHashMap<String, LinkedHashMap<String, Column>>();
    var group = leading;
    for (var name : became.features().names()) {
      if (chosen.contains(name)) {
        group = new LinkedHashMap<>();
        following.put(name, group);
      } else if (frame.has(name)) {
        throw new DataException(
            "On %s: the step adds '%s', but there is another column of this name: rename one"
                .formatted(chosen, name));
      }
      group.put(name, became.column(name));
    }
    var out = new LinkedHashMap<String, Column>();
    boolean first = true;
    for (var name : frame.names()) {
      if (!chosen.contains(name)) {
        out.put(name, frame.column(name));
        continue;
      }
      if (first) out.putAll(leading);
      first = false;
      if (following.containsKey(name)) out.putAll(following.get(name));
    }
    if (first) out.putAll(leading); // a step may add columns to none
    return Frame.of(out).rolesOf(frame);
  }

  /** The fitted step and the columns it is for. */
  public record Fitted(List<String> chosen, Transform inner) implements Transform {
    public Fitted {
      chosen = List.copyOf(chosen);
    }

    @Override
    public Frame apply(Frame frame) {
      return merge(frame, chosen, inner.apply(frame.features().select(chosen)));
    }

    @Override
    public Frame apply(Frame frame, Run run) {
      return merge(frame, chosen, inner.apply(frame.features().select(chosen), run));
    }
  }
}
