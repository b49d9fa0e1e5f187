package millrace.preprocess;

import java.util.ArrayList;
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
 * Drops free text without a pattern: every Text column, and every Nominal column in which the
 * levels hardly repeat, such as names, descriptions and identifiers: more than {@code least} levels
 * occur in training, and they are more than {@code share} of its present cells.
 *
 * <p>Decided by the training rows alone; dropped columns need not be there later. O(cells).
 *
 * @see "Kuhn and Johnson, Feature Engineering and Selection, 2019, chapter 5"
 */
@About(
    value = "drops free text and names that hardly repeat",
    cite = "Kuhn & Johnson, Feature Engineering and Selection, 2019, ch. 5")
public record DropText(
    @Param(
            value = "nominal columns with a greater share of distinct values are dropped",
            min = 0,
            max = 1,
            tune = {0, 1})
        double share,
    @Param(value = "nominal columns of at most this many levels stay", min = 0) int least)
    implements Step<DropText.Fitted> {
  public DropText {
    Spec.check(DropText.class, share, least);
  }

  /** More than 20 levels, and on average fewer than two rows to each. */
  public DropText() {
    this(0.5, 20);
  }

  public DropText share(double share) {
    return Spec.with(this, "share", share);
  }

  public DropText least(int least) {
    return Spec.with(this, "least", least);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Text.class, Column.Nominal.class).missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var x = train.features();
    var dropped = new ArrayList<String>();
    int done = 0;
    for (var name : x.names()) {
      run.step("column", done++, x.names().size());
      switch (x.column(name)) {
        case Column.Text _ -> dropped.add(name);
        case Column.Nominal c -> {
          int levels = c.present().size();
          if (levels > least && levels > share * (c.size() - c.missing())) dropped.add(name);
        }
        case Column.Numeric _,
            Column.Tokens _,
            Column.Spans _,
            Column.Sparse _,
            Column.Dense _,
            Column.Time _ -> {}
      }
    }
    run.step("column", done, done);
    return new Fitted(dropped);
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
