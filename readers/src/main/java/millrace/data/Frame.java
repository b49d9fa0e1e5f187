package millrace.data;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An immutable table of named columns of equal length, one of which may be the target and one the
 * weights of the rows. A fold is a Frame, never a view: {@link #rows} copies. Adding, removing and
 * renaming columns is O(columns), since column arrays are shared.
 */
public final class Frame {
  /** A frame of at most so many rows is printed whole, as pandas does. */
  private static final int MOST_SHOWN = 60;

  private static final int FIRST_SHOWN = 6;

  private final SequencedMap<String, Column> columns;
  private final @Nullable String target;
  private final @Nullable String weights;
  private final int size;

  /** A role whose column is not there is dropped. */
  private Frame(
      SequencedMap<String, Column> columns, @Nullable String target, @Nullable String weights) {
    this.columns = Collections.unmodifiableSequencedMap(columns);
    this.target = target != null && columns.containsKey(target) ? target : null;
    this.weights = weights != null && columns.containsKey(weights) ? weights : null;
    this.size = columns.isEmpty() ? 0 : columns.firstEntry().getValue().size();
    columns.forEach(
        (name, column) -> {
          if (column.size() != size) {
            throw new DataException(
                "column '%s' has %d rows, but '%s' has %d: all columns of a frame need the same number"
                    .formatted(name, column.size(), columns.firstEntry().getKey(), size));
          }
        });
  }

  /** A frame of these columns in this order. */
  public static Frame of(SequencedMap<String, ? extends Column> columns) {
    return new Frame(new LinkedHashMap<>(columns), null, null);
  }

  public static Frame of(String name, Column column) {
    return new Frame(new LinkedHashMap<>(Map.of(name, column)), null, null);
  }

  /** A frame of one text column. */
  public static Frame text(String name, List<String> documents) {
    return of(name, new Column.Text(documents));
  }

  /** The number of rows. */
  public int size() {
    return size;
  }

  public SequencedSet<String> names() {
    return columns.sequencedKeySet();
  }

  public boolean has(String name) {
    return columns.containsKey(name);
  }

  /** The column of this name. */
  public Column column(String name) {
    var c = columns.get(name);
    if (c == null)
      throw new DataException(
          "there is no column '%s'; there are %s%s"
              .formatted(name, names(), DidYouMean.among(name, names())));
    return c;
  }

  /**
   * The column of this name, which must be of this kind: {@code frame.column("price",
   * Column.Numeric.class)}.
   */
  public <C extends Column> C column(String name, Class<C> kind) {
    var c = column(name);
    if (!kind.isInstance(c)) {
      throw new DataException(
          "column '%s' is %s, but must be %s".formatted(name, c.kind(), Column.kind(kind)));
    }
    return kind.cast(c);
  }

  /** With this column in the place of the one of the same name, or at the end. */
  public Frame with(String name, Column column) {
    var m = new LinkedHashMap<>(columns);
    m.put(name, column);
    return new Frame(m, target, weights);
  }

  /**
   * With {@code column} replaced, in its place, by others. The names of the others must be new. A
   * target that is replaced is no target any more, and so it is with weights.
   */
  public Frame replace(String column, SequencedMap<String, ? extends Column> by) {
    column(column);
    var m = new LinkedHashMap<String, Column>();
    columns.forEach(
        (n, c) -> {
          if (!n.equals(column)) m.put(n, c);
          else m.putAll(by);
        });
    if (m.size() != columns.size() - 1 + by.size()) {
      throw new DataException(
          "'%s' cannot become %s: a name is taken".formatted(column, by.sequencedKeySet()));
    }
    return new Frame(
        m, column.equals(target) ? null : target, column.equals(weights) ? null : weights);
  }

  /** Without these columns; each must be there. */
  public Frame without(String... names) {
    return without(List.of(names));
  }

  /** Without these columns; each must be there. */
  public Frame without(Collection<String> names) {
    var m = new LinkedHashMap<>(columns);
    for (var n : names) {
      column(n);
      m.remove(n);
    }
    return new Frame(m, target, weights);
  }

  /** Only these columns, in this order; the target and the weights, if there are any, stay. */
  public Frame select(Collection<String> names) {
    var m = new LinkedHashMap<String, Column>();
    for (var n : names) m.put(n, column(n));
    if (target != null) m.putIfAbsent(target, column(target));
    if (weights != null) m.putIfAbsent(weights, column(weights));
    return new Frame(m, target, weights);
  }

  /** The same columns, with this one marked as the target. */
  public Frame target(String name) {
    column(name);
    return new Frame(new LinkedHashMap<>(columns), name, name.equals(weights) ? null : weights);
  }

  /**
   * The same columns, with this numeric one marked as the weights of the rows: how much each counts
   * in training. It is no feature; trainers that cannot use weights refuse the frame. Scores do not
   * use them.
   *
   * @throws DataException if a weight is missing, negative or infinite, or the column is the target
   */
  public Frame weights(String name) {
    if (name.equals(target)) {
      throw new DataException("'%s' is the target: it cannot be the weights too".formatted(name));
    }
    var w = column(name, Column.Numeric.class).values();
    for (int i = 0; i < size; i++) {
      if (!(w[i] >= 0 && w[i] < Double.POSITIVE_INFINITY)) {
        throw new DataException(
            "weight '%s' is %s in row %d, but must be a finite number of at least 0"
                .formatted(name, w[i], i));
      }
    }
    return new Frame(new LinkedHashMap<>(columns), target, name);
  }

  /** Without the column of weights; this frame where there is none. */
  public Frame unweighted() {
    return weights == null ? this : without(weights);
  }

  public Optional<String> weightsName() {
    return Optional.ofNullable(weights);
  }

  public Optional<String> targetName() {
    return Optional.ofNullable(target);
  }

  public Column targetColumn() {
    if (target == null) {
      throw new DataException(
          "no target is marked in %s: say frame.target(\"…\")".formatted(names()));
    }
    return column(target);
  }

  /**
   * The same columns, with the target and the weights of another frame, where they are here too.
   */
  public Frame rolesOf(Frame other) {
    return new Frame(new LinkedHashMap<>(columns), other.target, other.weights);
  }

  /** The frame as a model may see it: neither the target nor the weights are there. */
  public Frame features() {
    if (target == null) return unweighted();
    return weights == null ? without(target) : without(target, weights);
  }

  /** A copy of these rows, in this order; repeats allowed. O(rows × columns). */
  public Frame rows(int... rows) {
    var m = new LinkedHashMap<String, Column>();
    columns.forEach((n, c) -> m.put(n, c.rows(rows)));
    return new Frame(m, target, weights);
  }

  /** The first {@code n} rows, or all if there are fewer. */
  public Frame head(int n) {
    return rows(IntStream.range(0, Math.min(n, size)).toArray());
  }

  /**
   * The rows in which none of these columns is missing: this frame itself where that is all of
   * them. O(rows × columns).
   */
  public Frame complete(String... names) {
    var kept = new int[size];
    for (int i = 0; i < size; i++) kept[i] = i;
    int n = size;
    for (var name : names) {
      var c = column(name);
      int from = n;
      n = 0;
      for (int k = 0; k < from; k++) if (!c.isMissing(kept[k])) kept[n++] = kept[k];
    }
    return n == size ? this : rows(Arrays.copyOf(kept, n));
  }

  /**
   * Per column: kind, count, missing, mean, sd, min, quartiles, max, distinct and top levels. See
   * {@link Describe}.
   */
  public Frame describe() {
    return Describe.of(this);
  }

  /**
   * A SHA-256 over names, kinds, target, weights and every cell, in hexadecimal: two frames with
   * the same print are equal.
   */
  public String fingerprint() {
    return Fingerprint.of(this);
  }

  /** The table with its kinds and missing counts: all rows up to 60, else the first six. */
  @Override
  public String toString() {
    return Table.of(this, size <= MOST_SHOWN ? size : FIRST_SHOWN);
  }

  /** All cells of one row, as a table shows them. */
  public List<String> cells(int row) {
    return columns.values().stream().map(c -> c.cell(row)).toList();
  }

  /**
   * Concatenates frames of the same columns (any order, same kinds); levels and features are merged
   * by name.
   */
  public static Frame concat(List<Frame> frames) {
    return Concat.of(frames);
  }

  /** The row numbers from 0 to {@code size() - 1} that are not in {@code rows}. */
  public int[] others(int... rows) {
    var out = new boolean[size];
    for (int r : rows) out[r] = true;
    return IntStream.range(0, size).filter(i -> !out[i]).toArray();
  }
}
