package millrace.preprocess;

import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.run.Run;

/**
 * Keeps only some feature columns, in the frame's order, by name, pattern or kind: {@code new
 * Select(List.of("year", "engine*", ":numeric", "!mileage2"))}.
 *
 * <p>A word is a column's name; a pattern in which {@code *} stands for any characters and {@code
 * ?} for one; or a kind such as {@code :numeric}. With {@code !} before it, those columns are left
 * out; if the first word is of this form, all others are kept. A name or pattern that matches
 * nothing is an error, a kind is not. The target is never touched. Which columns match is settled
 * by the training frame; they must be there later. O(columns).
 *
 * @see "scikit-learn 1.2, sklearn.compose.ColumnTransformer with make_column_selector"
 */
@About(
    value = "keeps only some columns, by name, pattern or kind",
    cite = "scikit-learn ColumnTransformer(remainder='drop')")
public record Select(@Param("names, patterns or kinds of the columns to keep") List<String> columns)
    implements Step<Select.Fitted> {
  public Select {
    Spec.check(Select.class, columns);
    columns = List.copyOf(columns);
    Choose.check("Select", columns);
  }

  /** All of them. */
  public Select() {
    this(List.of("*"));
  }

  public static Select of(String... columns) {
    return new Select(List.of(columns));
  }

  public Select columns(List<String> columns) {
    return Spec.with(this, "columns", columns);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.class).missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var chosen = Choose.columns(train, columns, "Select");
    run.step("choose", 1, 1);
    return new Fitted(chosen);
  }

  /** The columns to keep, in their order. */
  public record Fitted(List<String> kept) implements Transform {
    public Fitted {
      kept = List.copyOf(kept);
    }

    @Override
    public Frame apply(Frame frame) {
      return frame.select(kept);
    }
  }
}
