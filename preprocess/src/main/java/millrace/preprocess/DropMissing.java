package millrace.preprocess;

import java.util.ArrayList;
import java.util.List;
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
 * Drops the columns in which more than a share of the training cells is missing; by default, those
 * with any. With {@code rows}, training rows in which one of the remaining columns is missing are
 * dropped too: only in {@link #prepare}, so that rows to be predicted are never lost. {@code new
 * DropMissing().share(1).rows(true)} drops rows and no column.
 *
 * <p>Which columns go is decided by the training rows alone: a later frame may have missing cells
 * in a column that stays. Dropped columns need not be there later. O(cells).
 *
 * @see "pandas 1.5, DataFrame.dropna"
 */
@About(
    value = "drops columns (and training rows) with missing cells",
    cite = "pandas DataFrame.dropna")
public record DropMissing(
    @Param(
            value = "columns with a greater share of missing training cells are dropped",
            min = 0,
            max = 1,
            tune = {0, 1})
        double share,
    @Param("drop training rows with a missing cell in the columns that stay") boolean rows)
    implements Step<DropMissing.Fitted> {
  public DropMissing {
    Spec.check(DropMissing.class, share, rows);
  }

  /** Columns with any missing training cell; no rows. */
  public DropMissing() {
    this(0, false);
  }

  public DropMissing share(double share) {
    return Spec.with(this, "share", share);
  }

  public DropMissing rows(boolean rows) {
    return Spec.with(this, "rows", rows);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.class).missingAllowed();
  }

  @Override
  public boolean changesRows() {
    return rows;
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var x = train.features();
    var dropped = new ArrayList<String>();
    int done = 0;
    for (var name : x.names()) {
      run.step("column", done++, x.names().size());
      if (x.column(name).missing() > share * x.size()) dropped.add(name);
    }
    run.step("column", done, done);
    return new Fitted(dropped);
  }

  @Override
  public Prepared<Fitted> prepare(Frame train, Run run) {
    var fitted = fit(train, run);
    var kept = fitted.apply(train);
    if (rows) {
      var complete = kept.complete(kept.features().names().toArray(String[]::new));
      if (complete.size() == 0) {
        throw new DataException(
            "DropMissing: each of the %d training rows has a missing cell; drop columns first (share below 1) or use Impute"
                .formatted(train.size()));
      }
      if (complete.size() < kept.size()) kept = complete;
    }
    return new Prepared<>(fitted, kept);
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
