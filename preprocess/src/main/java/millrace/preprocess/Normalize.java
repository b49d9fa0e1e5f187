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
 * Scales each row to norm 1. All Numeric columns together are one vector; each Dense and each
 * Sparse column is a vector of its own, as word counts and embeddings are. A row of zeros stays as
 * it is. Learns nothing but which columns there are. A missing cell is a {@link DataException} when
 * fitted and when applied.
 *
 * @param norm what becomes 1: the sum of absolute values, the Euclidean length, or the greatest
 *     absolute value
 * @see "scikit-learn 1.2, sklearn.preprocessing.Normalizer"
 */
@About(value = "each row scaled to norm 1", cite = "scikit-learn Normalizer")
public record Normalize(@Param("the norm that becomes 1: l1, l2 or max") Norm norm)
    implements Step<Normalize.Fitted> {
  /** A norm of a row. */
  public enum Norm {
    /** Σ |x|. */
    L1,
    /** √Σ x². */
    L2,
    /** max |x|. */
    MAX
  }

  public Normalize {
    Spec.check(Normalize.class, norm);
  }

  /** The Euclidean length. */
  public Normalize() {
    this(Norm.L2);
  }

  public Normalize norm(Norm norm) {
    return Spec.with(this, "norm", norm);
  }

  @Override
  public Needs needs() {
    return Needs.matrix();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var numeric = Columnwise.names(train, Column.Numeric.class);
    for (var n : numeric) Columnwise.complete("Normalize", n, train.column(n));
    var vectors = Columnwise.names(train, Column.Dense.class, Column.Sparse.class);
    run.step("column", numeric.size() + vectors.size(), numeric.size() + vectors.size());
    return new Fitted(numeric, vectors, norm);
  }

  /** The Numeric columns that are one vector, and the columns that are one each. */
  public record Fitted(List<String> numeric, List<String> vectors, Norm norm) implements Transform {
    public Fitted {
      numeric = List.copyOf(numeric);
      vectors = List.copyOf(vectors);
    }

    @Override
    public Frame apply(Frame frame) {
      var size = new double[frame.size()];
      for (var n : numeric) {
        var c = frame.column(n, Column.Numeric.class);
        Columnwise.complete("Normalize", n, c);
        add(size, c.values());
      }
      for (int i = 0; i < size.length; i++) size[i] = Columnwise.nonZero(end(size[i]));
      for (var n : numeric) {
        var v = frame.column(n, Column.Numeric.class).values().clone();
        for (int i = 0; i < v.length; i++) v[i] /= size[i];
        frame = frame.with(n, new Column.Numeric(v));
      }
      for (var n : vectors) {
        frame =
            frame.with(
                n,
                switch (frame.column(n)) {
                  case Column.Dense c -> dense(c);
                  case Column.Sparse c -> sparse(c);
                  default ->
                      throw new DataException(
                          "column '%s' is %s, but must be dense or sparse"
                              .formatted(n, frame.column(n).kind()));
                });
      }
      return frame;
    }

    private void add(double[] size, double[] v) {
      switch (norm) {
        case L1 -> {
          for (int i = 0; i < v.length; i++) size[i] += Math.abs(v[i]);
        }
        case L2 -> {
          for (int i = 0; i < v.length; i++) size[i] += v[i] * v[i];
        }
        case MAX -> {
          for (int i = 0; i < v.length; i++) size[i] = Math.max(size[i], Math.abs(v[i]));
        }
      }
    }

    private double end(double sum) {
      return norm == Norm.L2 ? Math.sqrt(sum) : sum;
    }

    /** The size so far with one more entry. */
    private double more(double s, double entry) {
      double x = Math.abs(entry);
      return switch (norm) {
        case L1 -> s + x;
        case L2 -> s + x * x;
        case MAX -> Math.max(s, x);
      };
    }

    private Column dense(Column.Dense c) {
      int w = c.width();
      var out = new float[c.values().length];
      for (int i = 0; i < out.length; i += w) {
        double s = 0;
        for (int k = i; k < i + w; k++) s = more(s, c.values()[k]);
        s = Columnwise.nonZero(end(s));
        for (int k = i; k < i + w; k++) out[k] = (float) (c.values()[k] / s);
      }
      return new Column.Dense(out, c.features());
    }

    private Column sparse(Column.Sparse c) {
      var out = new double[c.value().length];
      for (int i = 0; i < c.size(); i++) {
        int from = c.starts()[i];
        int to = c.starts()[i + 1];
        double s = 0;
        for (int k = from; k < to; k++) s = more(s, c.value()[k]);
        s = Columnwise.nonZero(end(s));
        for (int k = from; k < to; k++) out[k] = c.value()[k] / s;
      }
      return new Column.Sparse(c.starts(), c.index(), out, c.features());
    }
  }
}
