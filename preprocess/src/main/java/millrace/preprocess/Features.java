package millrace.preprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.Needs;

/**
 * A frame's feature columns as a design matrix: the one place where columns become numbers in rows.
 * Numeric columns give one feature each, Dense and Sparse one per name in their vocabulary; other
 * kinds are refused with advice.
 *
 * <p>A feature is called as in its column; where two columns have features of the same name, such
 * as a number {@code price} and the word {@code price} of a text, those of Dense and Sparse columns
 * have their column's name before them: {@code note=price}.
 *
 * <p>The columns are kept as they are and turned into the layout an algorithm wants: rows, columns,
 * compressed sparse rows, or a product with a weight vector without any copy.
 */
public final class Features {
  private final List<Column> columns;
  private final int[] offset;
  private final int rows;
  private final Vocabulary names;

  private Features(List<Column> columns, int[] offset, int rows, Vocabulary names) {
    this.columns = columns;
    this.offset = offset;
    this.rows = rows;
    this.names = names;
  }

  /** All feature columns of a frame (not its target), in their order. */
  public static Features of(Frame frame) {
    var x = frame.features();
    return of(x, List.copyOf(x.names()));
  }

  /**
   * These columns of a frame, in this order.
   *
   * @throws DataException if one is not there or is not numeric, dense or sparse
   */
  public static Features of(Frame frame, List<String> columns) {
    var chosen = new ArrayList<Column>();
    var offset = new int[columns.size() + 1];
    var names = new ArrayList<String>();
    for (int j = 0; j < columns.size(); j++) {
      var c = frame.column(columns.get(j));
      switch (c) {
        case Column.Numeric _ -> names.add(columns.get(j));
        case Column.Dense d -> names.addAll(d.features().names());
        case Column.Sparse s -> names.addAll(s.features().names());
        case Column.Nominal _, Column.Text _, Column.Tokens _, Column.Spans _, Column.Time _ ->
            throw new DataException(
                "column '%s' is %s: %s".formatted(columns.get(j), c.kind(), Needs.advice(c)));
      }
      chosen.add(c);
      offset[j + 1] = names.size();
    }
    var vocabulary =
        chosen.size() == 1 ? vocabulary(chosen.getFirst(), names) : Vocabulary.of(names);
    if (vocabulary.size() != names.size()) vocabulary = told(names, columns, chosen, offset);
    return new Features(List.copyOf(chosen), offset, frame.size(), vocabulary);
  }

  /** A single column's own, which need not be made anew. */
  private static Vocabulary vocabulary(Column only, List<String> names) {
    return switch (only) {
      case Column.Dense c -> c.features();
      case Column.Sparse c -> c.features();
      default -> Vocabulary.of(names);
    };
  }

  /** The names, those that are there twice told apart by their column's. */
  private static Vocabulary told(
      List<String> names, List<String> columns, List<Column> chosen, int[] offset) {
    var seen = new HashSet<String>();
    var twice = new HashSet<String>();
    for (var n : names) if (!seen.add(n)) twice.add(n);
    var out = new ArrayList<>(names);
    for (int j = 0; j < chosen.size(); j++) {
      if (chosen.get(j) instanceof Column.Numeric) continue;
      for (int f = offset[j]; f < offset[j + 1]; f++)
        if (twice.contains(names.get(f))) out.set(f, columns.get(j) + "=" + names.get(f));
    }
    var vocabulary = Vocabulary.of(out);
    if (vocabulary.size() == names.size()) return vocabulary;
    throw new DataException(
        "two features have the same name among %s: rename a column"
            .formatted(vocabulary)); // which is shortened
  }

  /**
   * As {@link #of(Frame, List)}, and the features must be exactly those a model was trained on.
   * O(columns), plus a comparison of names where a vocabulary is not the very one it was.
   *
   * @throws DataException naming the first feature that differs
   */
  public static Features of(Frame frame, List<String> columns, Vocabulary trained) {
    var chosen = new ArrayList<Column>(columns.size());
    var offset = new int[columns.size() + 1];
    boolean same = true;
    for (int j = 0; j < columns.size() && same; j++) {
      var c = frame.column(columns.get(j));
      int at = offset[j];
      int width =
          switch (c) {
            case Column.Numeric _ -> 1;
            case Column.Dense d -> d.width();
            case Column.Sparse s -> s.features().size();
            default -> 0;
          };
      same =
          at + width <= trained.size()
              && switch (c) {
                case Column.Numeric _ -> columns.get(j).equals(trained.name(at));
                case Column.Dense d -> stands(d.features(), trained, at);
                case Column.Sparse s -> stands(s.features(), trained, at);
                default -> false;
              };
      chosen.add(c);
      offset[j + 1] = at + width;
    }
    if (same && offset[columns.size()] == trained.size())
      return new Features(chosen, offset, frame.size(), trained);
    var features = of(frame, columns);
    if (features.names.equals(trained)) return features; // names that were told apart
    throw differs(features, trained);
  }

  @SuppressWarnings("ReferenceEquality") // the very same one is most usual, and need not be read
  private static boolean stands(Vocabulary part, Vocabulary all, int at) {
    if (part == all) return true; // only where at is 0, since all of it has to fit in
    for (int i = 0; i < part.size(); i++) if (!part.name(i).equals(all.name(at + i))) return false;
    return true;
  }

  private static DataException differs(Features f, Vocabulary trained) {
    for (int i = 0; i < Math.max(f.width(), trained.size()); i++) {
      var is = i < f.width() ? f.names.name(i) : "nothing";
      var was = i < trained.size() ? trained.name(i) : "nothing";
      if (!is.equals(was)) {
        return new DataException(
            "feature %d is '%s', but the model was trained with '%s' there".formatted(i, is, was));
      }
    }
    throw new IllegalStateException("unreachable: unequal vocabularies differ somewhere");
  }

  public int rows() {
    return rows;
  }

  /** The number of features. */
  public int width() {
    return names.size();
  }

  /** A name per feature. */
  public Vocabulary names() {
    return names;
  }

  /** Whether some column is sparse. */
  public boolean sparse() {
    return columns.stream().anyMatch(Column.Sparse.class::isInstance);
  }

  /** Row-major copy: {@code dense()[row * width() + feature]}. O(rows × width). */
  public double[] dense() {
    int w = width();
    var out = new double[Math.multiplyExact(rows, w)];
    for (int j = 0; j < columns.size(); j++) {
      int at = offset[j];
      switch (columns.get(j)) {
        case Column.Numeric c -> {
          var v = c.values();
          for (int i = 0; i < rows; i++) out[i * w + at] = v[i];
        }
        case Column.Dense c -> {
          int k = c.width();
          var v = c.values();
          for (int i = 0; i < rows; i++)
            for (int f = 0; f < k; f++) out[i * w + at + f] = v[i * k + f];
        }
        case Column.Sparse c -> {
          for (int i = 0; i < rows; i++) {
            for (int k = c.starts()[i]; k < c.starts()[i + 1]; k++)
              out[i * w + at + c.index()[k]] = c.value()[k];
          }
        }
        default -> throw new AssertionError("of() lets no others in");
      }
    }
    return out;
  }

  /** As {@link #dense}, in float precision. */
  public float[] denseFloats() {
    int w = width();
    var out = new float[Math.multiplyExact(rows, w)];
    for (int j = 0; j < columns.size(); j++) {
      int at = offset[j];
      switch (columns.get(j)) {
        case Column.Numeric c -> {
          var v = c.values();
          for (int i = 0, o = at; i < rows; i++, o += w) out[o] = (float) v[i];
        }
        case Column.Dense c -> {
          int k = c.width();
          for (int i = 0; i < rows; i++) System.arraycopy(c.values(), i * k, out, i * w + at, k);
        }
        case Column.Sparse c -> {
          for (int i = 0; i < rows; i++) {
            for (int k = c.starts()[i]; k < c.starts()[i + 1]; k++)
              out[i * w + at + c.index()[k]] = (float) c.value()[k];
          }
        }
        default -> throw new AssertionError("of() lets no others in");
      }
    }
    return out;
  }

  /** A copy as rows: {@code rowArrays()[row][feature]}. O(rows × width). */
  public double[][] rowArrays() {
    var all = dense();
    int w = width();
    var out = new double[rows][w];
    for (int i = 0; i < rows; i++) System.arraycopy(all, i * w, out[i], 0, w);
    return out;
  }

  /** A copy as columns: {@code columnArrays()[feature][row]}. O(rows × width). */
  public double[][] columnArrays() {
    var out = new double[width()][];
    for (int j = 0; j < columns.size(); j++) {
      int at = offset[j];
      switch (columns.get(j)) {
        case Column.Numeric c -> out[at] = c.values().clone();
        case Column.Dense c -> {
          int k = c.width();
          for (int f = 0; f < k; f++) {
            var v = new double[rows];
            for (int i = 0; i < rows; i++) v[i] = c.values()[i * k + f];
            out[at + f] = v;
          }
        }
        case Column.Sparse c -> {
          for (int f = 0; f < c.features().size(); f++) out[at + f] = new double[rows];
          for (int i = 0; i < rows; i++) {
            for (int k = c.starts()[i]; k < c.starts()[i + 1]; k++)
              out[at + c.index()[k]][i] = c.value()[k];
          }
        }
        default -> throw new AssertionError("of() lets no others in");
      }
    }
    return out;
  }

  /**
   * Compressed sparse rows: the non-zero entries of row i stand at {@code starts[i] .. starts[i +
   * 1]}, indices rising.
   */
  public record Csr(int[] starts, int[] index, double[] value, int width) {
    public int rows() {
      return starts.length - 1;
    }
  }

  /**
   * A copy as compressed sparse rows. Zeros are left out; NaN is kept. O(rows × columns + entries).
   */
  public Csr csr() {
    var starts = new int[rows + 1];
    for (var c : columns) countEntries(c, starts);
    for (int i = 0; i < rows; i++) starts[i + 1] = Math.addExact(starts[i + 1], starts[i]);
    var index = new int[starts[rows]];
    var value = new double[starts[rows]];
    var next = Arrays.copyOf(starts, rows);
    for (int from = 0; from < rows; from += CSR_BLOCK) {
      int to = Math.min(rows, from + CSR_BLOCK);
      for (int j = 0; j < columns.size(); j++)
        copyEntries(columns.get(j), offset[j], from, to, next, index, value);
    }
    return new Csr(starts, index, value, width());
  }

  /** Rows whose entries are copied together, so that they stay in the cache for all columns. */
  private static final int CSR_BLOCK = 128;

  /** Adds the number of entries of row i that are not 0 to {@code count[i + 1]}. */
  private static void countEntries(Column column, int[] count) {
    int rows = count.length - 1;
    switch (column) {
      case Column.Numeric c -> {
        var v = c.values();
        for (int i = 0; i < rows; i++) count[i + 1] += v[i] != 0 ? 1 : 0;
      }
      case Column.Dense c -> {
        var v = c.values();
        int w = c.width();
        for (int i = 0, k = 0; i < rows; i++) {
          int n = 0;
          for (int f = 0; f < w; f++, k++) n += v[k] != 0 ? 1 : 0;
          count[i + 1] += n;
        }
      }
      case Column.Sparse c -> {
        var starts = c.starts();
        var v = c.value();
        for (int i = 0; i < rows; i++) {
          int n = 0;
          for (int k = starts[i]; k < starts[i + 1]; k++) n += v[k] != 0 ? 1 : 0;
          count[i + 1] += n;
        }
      }
      default -> throw new AssertionError("of() lets no others in");
    }
  }

  /** Copies the entries of row i that are not 0 to {@code next[i]}, and moves that on. */
  private static void copyEntries(
      Column column, int offset, int from, int to, int[] next, int[] index, double[] value) {
    switch (column) {
      case Column.Numeric c -> {
        var v = c.values();
        for (int i = from; i < to; i++) {
          if (v[i] == 0) continue;
          index[next[i]] = offset;
          value[next[i]++] = v[i];
        }
      }
      case Column.Dense c -> {
        var v = c.values();
        int w = c.width();
        for (int i = from, k = from * w; i < to; i++) {
          int n = next[i];
          for (int f = 0; f < w; f++, k++) {
            if (v[k] == 0) continue;
            index[n] = offset + f;
            value[n++] = v[k];
          }
          next[i] = n;
        }
      }
      case Column.Sparse c -> {
        var starts = c.starts();
        var features = c.index();
        var v = c.value();
        for (int i = from; i < to; i++) {
          int n = next[i];
          for (int k = starts[i]; k < starts[i + 1]; k++) {
            if (v[k] == 0) continue;
            index[n] = offset + features[k];
            value[n++] = v[k];
          }
          next[i] = n;
        }
      }
      default -> throw new AssertionError("of() lets no others in");
    }
  }

  /**
   * Copies some features of the rows {@code from .. to} into {@code out[(row - from) * stride +
   * slot[feature]]}, for those whose slot is not negative (slots rise with the features): what a
   * model that walks through trees wants. Allocates nothing. O((to - from) × (stride + entries per
   * row)).
   *
   * @param absent what an entry is that a Sparse column does not store, or stores as 0
   */
  public void gather(int from, int to, int[] slot, int stride, double absent, double[] out) {
    for (int j = 0; j < columns.size(); j++) {
      int at = offset[j];
      switch (columns.get(j)) {
        case Column.Numeric c -> {
          int s = slot[at];
          if (s < 0) continue;
          var v = c.values();
          for (int i = from, o = s; i < to; i++, o += stride) out[o] = v[i];
        }
        case Column.Dense c -> {
          int k = c.width();
          for (int f = 0; f < k; f++) {
            int s = slot[at + f];
            if (s < 0) continue;
            for (int i = from, o = s; i < to; i++, o += stride) out[o] = c.values()[i * k + f];
          }
        }
        case Column.Sparse c -> {
          int low = Integer.MAX_VALUE; // slots rise with the features: those of a column are a run
          int end = 0;
          for (int f = at; f < offset[j + 1]; f++) {
            if (slot[f] < 0) continue;
            if (end == 0) low = slot[f];
            end = slot[f] + 1;
          }
          if (end == 0) continue;
          var starts = c.starts();
          var index = c.index();
          var value = c.value();
          for (int i = from, o = 0; i < to; i++, o += stride) {
            Arrays.fill(out, o + low, o + end, absent);
            for (int k = starts[i]; k < starts[i + 1]; k++) {
              int s = slot[at + index[k]];
              if (s >= 0 && value[k] != 0) out[o + s] = value[k];
            }
          }
        }
        default -> throw new AssertionError("of() lets no others in");
      }
    }
  }

  /**
   * A copy as compressed sparse rows in which the cells of Numeric and Dense columns all stand,
   * zeros too, except {@code NaN}; of Sparse columns what is not 0. So absent means: missing, or
   * not stored. It is how XGBoost reads sparse rows. O(rows × columns + entries).
   */
  public Present present() {
    var starts = new long[rows + 1];
    for (var column : columns) countPresent(column, starts);
    for (int i = 0; i < rows; i++) starts[i + 1] += starts[i];
    var index = new int[Math.toIntExact(starts[rows])];
    var value = new float[index.length];
    var at = new int[rows];
    for (int i = 0; i < rows; i++) at[i] = (int) starts[i];
    for (int j = 0; j < columns.size(); j++)
      copyPresent(columns.get(j), offset[j], at, index, value);
    return new Present(starts, index, value);
  }

  /** Adds the number of present entries of row i to {@code count[i + 1]}. */
  private static void countPresent(Column column, long[] count) {
    int rows = count.length - 1;
    switch (column) {
      case Column.Numeric c -> {
        var v = c.values();
        for (int i = 0; i < rows; i++) if (!Double.isNaN(v[i])) count[i + 1]++;
      }
      case Column.Dense c -> {
        var v = c.values();
        int w = c.width();
        for (int i = 0, k = 0; i < rows; i++)
          for (int f = 0; f < w; f++, k++) if (!Float.isNaN(v[k])) count[i + 1]++;
      }
      case Column.Sparse c -> {
        var starts = c.starts();
        var v = c.value();
        for (int i = 0; i < rows; i++)
          for (int k = starts[i]; k < starts[i + 1]; k++) if (present((float) v[k])) count[i + 1]++;
      }
      default -> throw new AssertionError("of() lets no others in");
    }
  }

  /** Copies the present entries of row i to {@code at[i]}, and moves that on. */
  private static void copyPresent(Column column, int offset, int[] at, int[] index, float[] value) {
    int rows = at.length;
    switch (column) {
      case Column.Numeric c -> {
        var v = c.values();
        for (int i = 0; i < rows; i++) {
          if (Double.isNaN(v[i])) continue;
          index[at[i]] = offset;
          value[at[i]++] = (float) v[i];
        }
      }
      case Column.Dense c -> {
        var v = c.values();
        int w = c.width();
        for (int i = 0, k = 0; i < rows; i++) {
          for (int f = 0; f < w; f++, k++) {
            if (Float.isNaN(v[k])) continue;
            index[at[i]] = offset + f;
            value[at[i]++] = v[k];
          }
        }
      }
      case Column.Sparse c -> {
        var starts = c.starts();
        var features = c.index();
        var v = c.value();
        for (int i = 0; i < rows; i++) {
          for (int k = starts[i]; k < starts[i + 1]; k++) {
            float entry = (float) v[k];
            if (!present(entry)) continue;
            index[at[i]] = offset + features[k];
            value[at[i]++] = entry;
          }
        }
      }
      default -> throw new AssertionError("of() lets no others in");
    }
  }

  private static boolean present(float entry) {
    return entry != 0 && !Float.isNaN(entry);
  }

  /** Compressed sparse rows of what is there: see {@link #present}. */
  public record Present(long[] starts, int[] index, float[] value) {}

  /** Adds {@code X w} to {@code out}, column by column, without copying X. O(entries). */
  public void addProduct(double[] weights, double[] out) {
    LinearProduct.add(columns, offset, rows, weights, out);
  }

  /**
   * {@code k} linear functions of every row, without copying X: {@code out[row * k + c]} is {@code
   * intercepts[c]} and the sum of {@code weights[c * width() + feature]} times the row's entries.
   * What a row gets does not depend on the rows beside it. O(entries × k).
   */
  public double[] linear(double[] weights, double[] intercepts) {
    return LinearProduct.of(columns, offset, rows, weights, intercepts);
  }
}
