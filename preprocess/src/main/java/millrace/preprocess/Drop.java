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
 * Drops feature columns by name, pattern or kind: {@code new Drop(List.of("id", "engine*",
 * ":text"))}. The words are those of {@link Select}. A name or pattern that matches nothing is an
 * error, a kind is not. The target is never touched. Which columns match is settled by the training
 * frame; they need not be there later. O(columns).
 *
 * @see "scikit-learn 1.2, sklearn.compose.ColumnTransformer with make_column_selector"
 */
@About(
    value = "drops columns, by name, pattern or kind",
    cite = "scikit-learn ColumnTransformer(transformers=[(…, 'drop', …)])")
public record Drop(@Param("names, patterns or kinds of the columns to drop") List<String> columns)
    implements Step<Drop.Fitted> {
  public Drop {
    Spec.check(Drop.class, columns);
    columns = List.copyOf(columns);
    Choose.check("Drop", columns);
  }

  /** None. */
  public Drop() {
    this(List.of());
  }

  public static Drop of(String... columns) {
    return new Drop(List.of(columns));
  }

  public Drop columns(List<String> columns) {
    return Spec.with(this, "columns", columns);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.class).missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var chosen = Choose.columns(train, columns, "Drop");
    run.step("choose", 1, 1);
    return new Fitted(chosen);
  }

  /** The columns to drop. */
  public record Fitted(List<String> dropped) implements Transform {
    public Fitted {
      dropped = List.copyOf(dropped);
    }

    @Override
    public Frame apply(Frame frame) {
      return frame.without(dropped.stream().filter(frame::has).toList());
    }
  }
}
