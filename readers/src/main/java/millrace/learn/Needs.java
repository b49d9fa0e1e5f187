package millrace.learn;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;

/**
 * What a trainer reads.
 *
 * @param features the kinds of column it reads; {@code Column.class} stands for any. A predictor
 *     refuses others; a step lets others through
 * @param target the kind of its target, if it needs one; {@code Column.class} stands for any
 * @param missing whether missing feature cells are allowed
 * @param weights whether it uses the weights of rows; a predictor that does not refuses a frame
 *     that has some
 */
public record Needs(
    Set<Class<? extends Column>> features,
    Optional<Class<? extends Column>> target,
    boolean missing,
    boolean weights) {
  @SafeVarargs
  @SuppressWarnings("varargs") // javac cannot see that Set.of only reads
  public static Needs features(Class<? extends Column>... kinds) {
    return new Needs(Set.of(kinds), Optional.empty(), false, false);
  }

  /** Columns that make rows of a design matrix: numeric, dense and sparse. */
  public static Needs matrix() {
    return features(Column.Numeric.class, Column.Dense.class, Column.Sparse.class);
  }

  public Needs target(Class<? extends Column> kind) {
    return new Needs(features, Optional.of(kind), missing, weights);
  }

  /** The same needs, missing feature cells allowed. */
  public Needs missingAllowed() {
    return new Needs(features, target, true, weights);
  }

  /** The same needs, weights of rows used. */
  public Needs weightsAllowed() {
    return new Needs(features, target, missing, true);
  }

  public boolean reads(Column column) {
    return features.stream().anyMatch(k -> k.isInstance(column));
  }

  /**
   * Checks what every trainer must check before it reads a row: there are rows; the target is
   * marked, of the right kind, complete and, if numeric, finite.
   *
   * @param who the trainer, named in messages
   */
  public void check(Frame frame, Record who) {
    var name = who.getClass().getSimpleName();
    if (frame.size() == 0) throw new DataException(name + " was given no rows");
    if (target.isEmpty()) return;
    var kind = target.get();
    var column = frame.targetColumn();
    var columnName = frame.targetName().orElseThrow();
    if (!kind.isInstance(column)) {
      throw new DataException(
          "%s needs a %s target, but '%s' is %s"
              .formatted(name, Column.kind(kind), columnName, column.kind()));
    }
    int missing = column.missing();
    if (missing > 0) {
      throw new DataException(
          "%s: the target '%s' is missing in %d of %d rows; leave those rows out first with frame.complete(\"%s\")"
              .formatted(name, columnName, missing, frame.size(), columnName));
    }
    if (column instanceof Column.Numeric y) checkFinite(y.values(), columnName, name);
  }

  private static void checkFinite(double[] y, String target, String who) {
    for (int i = 0; i < y.length; i++) {
      if (!Double.isFinite(y[i])) {
        throw new DataException(
            "%s: the target '%s' is %s in row %d: leave that row out"
                .formatted(who, target, y[i], i));
      }
    }
  }

  /**
   * {@link #check}, and that every feature column is of a kind this trainer reads: what a
   * predictor's trainer wants.
   */
  public void checkAll(Frame frame, Record who) {
    check(frame, who);
    if (!weights && frame.weightsName().isPresent()) {
      throw new DataException(
          "%s does not use weights, but the frame has some in '%s': take them away with frame.unweighted(), or choose a trainer that uses them"
              .formatted(who.getClass().getSimpleName(), frame.weightsName().get()));
    }
    var x = frame.features();
    if (x.names().isEmpty())
      throw new DataException(who.getClass().getSimpleName() + " was given no feature columns");
    for (var n : x.names()) {
      var c = x.column(n);
      if (!reads(c)) {
        throw new DataException(
            "%s reads %s columns, but '%s' is %s: %s"
                .formatted(who.getClass().getSimpleName(), kinds(), n, c.kind(), advice(c)));
      }
      if (!missing && c instanceof Column.Numeric && c.missing() > 0) {
        throw new DataException(
            "%s: column '%s' is missing in %d of %d rows: put new Impute() before"
                .formatted(who.getClass().getSimpleName(), n, c.missing(), c.size()));
      }
    }
  }

  /** The kinds as text: "dense, numeric or sparse". */
  public String kinds() {
    var names = features.stream().map(Column::kind).sorted().collect(Collectors.toList());
    if (names.size() == 1) return names.getFirst();
    return String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.getLast();
  }

  /** What to put before a trainer that cannot read this column. */
  public static String advice(Column column) {
    return switch (column) {
      case Column.Nominal c ->
          "put new OneHot() or new Ordinal() before (%d levels)".formatted(c.levels().size());
      case Column.Text _ -> "put new TfIdf() before, or new DropText()";
      case Column.Tokens _ -> "put new TfIdf() before, or drop it";
      case Column.Time _ -> "put new Dates() before";
      case Column.Numeric _, Column.Dense _, Column.Sparse _, Column.Spans _ -> "drop it";
    };
  }
}
