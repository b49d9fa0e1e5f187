package millrace.preprocess;

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
 * The logarithm of each Numeric column: log(1 + x), which maps 0 to 0, or log x, to the base that
 * is wanted. Missing cells stay missing. Learns nothing but which columns there are; to have the
 * logarithm of some columns only, put it into {@code On}. A value that is not above -1 (LOG1P) or 0
 * (LOG) is a {@link DataException} when fitted and when applied.
 *
 * @param kind log(1 + x) or log x
 * @param base of the logarithm; e by default
 * @see "numpy.log1p, and scikit-learn 1.2, sklearn.preprocessing.FunctionTransformer"
 */
@About(
    value = "the logarithm of each numeric column",
    cite = "scikit-learn FunctionTransformer(numpy.log1p)")
public record Log(
    @Param("log(1 + x) or log x") Kind kind,
    @Param(value = "base of the logarithm", min = 1.0001, max = 1e6) double base)
    implements Step<Log.Fitted> {
  /** Which logarithm. */
  public enum Kind {
    /** log(1 + x), for x above -1. */
    LOG1P,
    /** log x, for x above 0. */
    LOG
  }

  public Log {
    Spec.check(Log.class, kind, base);
  }

  /** The natural logarithm of 1 + x. */
  public Log() {
    this(Kind.LOG1P, Math.E);
  }

  public Log kind(Kind kind) {
    return Spec.with(this, "kind", kind);
  }

  public Log base(double base) {
    return Spec.with(this, "base", base);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Numeric.class).missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var names = Columnwise.names(train, Column.Numeric.class);
    var fitted = new Fitted(names, kind, base);
    fitted.apply(train); // so that a column without a logarithm is refused here and not later
    run.step("column", names.size(), names.size());
    return fitted;
  }

  /** The columns, and what is done to them. */
  public record Fitted(List<String> columns, Kind kind, double base) implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
    }

    @Override
    public Frame apply(Frame frame) {
      for (var name : columns) {
        var v = frame.column(name, Column.Numeric.class).values();
        frame = frame.with(name, new Column.Numeric(log(name, v)));
      }
      return frame;
    }

    private double[] log(String name, double[] v) {
      double low = kind == Kind.LOG1P ? -1 : 0;
      double unit = base == Math.E ? 1 : Math.log(base);
      var out = new double[v.length];
      for (int i = 0; i < v.length; i++) {
        if (v[i] <= low) {
          throw new DataException(
              "column '%s' is %s in row %d, which has no %s: leave the column out with On, or choose %s"
                  .formatted(
                      name,
                      v[i],
                      i,
                      kind == Kind.LOG1P ? "log(1 + x)" : "logarithm",
                      kind == Kind.LOG && v[i] > -1 ? "Log kind LOG1P" : "Power with YEO_JOHNSON"));
        }
        out[i] = (kind == Kind.LOG1P ? Math.log1p(v[i]) : Math.log(v[i])) / unit;
      }
      return out;
    }
  }
}
