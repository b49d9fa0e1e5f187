package millrace.preprocess;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.run.Run;

/**
 * Turns each Nominal column into a Numeric one of the same name: 0 for its first level, 1 for the
 * next, and so on, in alphabetical order or in a given one ({@code new On(List.of("size"), new
 * Ordinal().order(List.of("S", "M", "L")))}).
 *
 * <p>Unlike scikit-learn, whose default is an error, an unseen level becomes -1 by default, so that
 * a level that falls wholly into a test fold does not end a cross-validation. Trees cope with that;
 * a linear model should not read these codes at all.
 *
 * @param order the levels in the order they are to be counted; empty: alphabetical. A training
 *     level that is not among them is an error
 * @param unseen what a level that no training row had (nor {@code order} names) becomes
 * @param missing what a missing cell becomes
 * @see "scikit-learn 1.2, sklearn.preprocessing.OrdinalEncoder"
 */
@About(
    value = "the levels of each nominal column as numbers 0, 1, 2, …",
    cite = "scikit-learn OrdinalEncoder")
public record Ordinal(
    @Param("the levels in order; empty: alphabetical") List<String> order,
    @Param("what an unseen level becomes: -1, missing, or an error") Unseen unseen,
    @Param("what a missing cell becomes: missing, or a code after the last level") Missing missing)
    implements Step<Ordinal.Fitted> {
  /** What becomes of a level that is not known. */
  public enum Unseen {
    /** -1. */
    MINUS_ONE,
    /** NaN. */
    NAN,
    /** A {@link DataException} that names column, row and level. */
    ERROR
  }

  /** What becomes of a missing cell. */
  public enum Missing {
    /** It stays missing. */
    NAN,
    /** The number of levels: a code after the last one. */
    CODE
  }

  public Ordinal {
    Spec.check(Ordinal.class, order, unseen, missing);
    order = List.copyOf(order);
    if (new HashSet<>(order).size() < order.size()) {
      throw new IllegalArgumentException("Ordinal order has a level twice: " + order);
    }
  }

  /** Alphabetical; unseen levels -1, missing cells missing. */
  public Ordinal() {
    this(List.of(), Unseen.MINUS_ONE, Missing.NAN);
  }

  public Ordinal order(List<String> order) {
    return Spec.with(this, "order", order);
  }

  public Ordinal unseen(Unseen unseen) {
    return Spec.with(this, "unseen", unseen);
  }

  public Ordinal missing(Missing missing) {
    return Spec.with(this, "missing", missing);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Nominal.class).missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var names = Columnwise.names(train, Column.Nominal.class);
    var levels = new ArrayList<Vocabulary>();
    for (var name : names) {
      run.step("column", levels.size(), names.size());
      levels.add(levels(name, train.column(name, Column.Nominal.class).present()));
    }
    run.step("column", names.size(), names.size());
    return new Fitted(names, levels, unseen, missing);
  }

  private Vocabulary levels(String name, Vocabulary present) {
    if (order.isEmpty()) return Vocabulary.of(present.names().stream().sorted().toList());
    var given = Vocabulary.of(order);
    for (var level : present.names()) {
      if (!given.has(level)) {
        throw new DataException(
            "column '%s' has the level '%s', which the given order %s does not name"
                .formatted(name, level, order));
      }
    }
    return given;
  }

  /** The levels of each column, in the order of their codes. */
  public record Fitted(
      List<String> columns, List<Vocabulary> levels, Unseen unseen, Missing missing)
      implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
      levels = List.copyOf(levels);
    }

    @Override
    public Frame apply(Frame frame) {
      for (int j = 0; j < columns.size(); j++) {
        var name = columns.get(j);
        var column = frame.column(name, Column.Nominal.class);
        frame = frame.with(name, new Column.Numeric(numbers(name, column, levels.get(j))));
      }
      return frame;
    }

    private double[] numbers(String name, Column.Nominal column, Vocabulary fitted) {
      var codes = column.codes(fitted);
      var raw = column.codes();
      double missingAs = missing == Missing.NAN ? Double.NaN : fitted.size();
      double unseenAs = unseen == Unseen.NAN ? Double.NaN : -1;
      var out = new double[codes.length];
      for (int i = 0; i < out.length; i++) {
        if (codes[i] >= 0) {
          out[i] = codes[i];
        } else if (raw[i] < 0) {
          out[i] = missingAs;
        } else if (unseen == Unseen.ERROR) {
          throw new DataException(
              "column '%s' has the level '%s' in row %d, which no training row had (%s): use unseen(MINUS_ONE) or unseen(NAN) to allow it"
                  .formatted(name, column.cell(i), i, fitted));
        } else {
          out[i] = unseenAs;
        }
      }
      return out;
    }
  }
}
