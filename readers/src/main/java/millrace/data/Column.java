package millrace.data;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One column of a {@link Frame}. Eight kinds, closed: a {@code switch} over them needs no default.
 * Each is a record of primitive arrays; accessors give the array itself, which nobody may write
 * into.
 *
 * <p>Missing cells: {@code NaN} in Numeric, -1 in Nominal, the empty string in Text, {@link
 * Time#MISSING} in Time; Tokens, Spans, Sparse and Dense have none.
 */
public sealed interface Column {
  int size();

  /** A copy of the given rows, in the given order; repeats allowed (bootstrap). */
  Column rows(int... rows);

  boolean isMissing(int row);

  /** The cell as text, as a table shows it; empty when missing. */
  String cell(int row);

  /** How many cells are missing. O(n). */
  default int missing() {
    int n = 0;
    for (int i = 0, size = size(); i < size; i++) if (isMissing(i)) n++;
    return n;
  }

  /**
   * The kind's name as messages and schemas write it: numeric, nominal, text, tokens, sparse,
   * dense, time, spans.
   */
  default String kind() {
    return kind(getClass());
  }

  static String kind(Class<? extends Column> type) {
    return type == Column.class ? "any" : type.getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** Numbers; {@code NaN} is missing. */
  record Numeric(double[] values) implements Column {
    public static Numeric of(double... values) {
      return new Numeric(values);
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public Numeric rows(int... rows) {
      var v = new double[rows.length];
      for (int i = 0; i < v.length; i++) v[i] = values[rows[i]];
      return new Numeric(v);
    }

    @Override
    public boolean isMissing(int row) {
      return Double.isNaN(values[row]);
    }

    @Override
    public String cell(int row) {
      return isMissing(row) ? "" : number(values[row]);
    }
  }

  /** Codes into {@code levels}; -1 is missing or unseen. */
  record Nominal(int[] codes, Vocabulary levels) implements Column {
    /** A column of these names, levels in alphabetical order; an empty name is missing. */
    public static Nominal of(List<String> names) {
      var levels =
          Vocabulary.of(names.stream().filter(s -> !s.isEmpty()).distinct().sorted().toList());
      return new Nominal(names.stream().mapToInt(levels::id).toArray(), levels);
    }

    /** A column of these names, levels in alphabetical order; an empty name is missing. */
    public static Nominal of(String... names) {
      return of(List.of(names));
    }

    @Override
    public int size() {
      return codes.length;
    }

    @Override
    public Nominal rows(int... rows) {
      return new Nominal(pick(codes, rows), levels);
    }

    @Override
    public boolean isMissing(int row) {
      return codes[row] < 0;
    }

    @Override
    public String cell(int row) {
      return isMissing(row) ? "" : levels.name(codes[row]);
    }

    /**
     * The levels that occur, in the order of {@link #levels}: what an encoder may learn from
     * training rows. O(n).
     */
    public Vocabulary present() {
      var seen = new boolean[levels.size()];
      for (int c : codes) if (c >= 0) seen[c] = true;
      return Vocabulary.of(levels.names().stream().filter(n -> seen[levels.id(n)]).toList());
    }

    /** The codes in terms of other levels; what is not among those becomes -1. O(n + levels). */
    public int[] codes(Vocabulary other) {
      if (other.equals(levels)) return codes;
      var map = levels.mapTo(other);
      var out = new int[codes.length];
      for (int i = 0; i < out.length; i++) out[i] = codes[i] < 0 ? -1 : map[codes[i]];
      return out;
    }
  }

  /** Free text; the empty string is missing. */
  record Text(List<String> values) implements Column {
    public Text {
      values = List.copyOf(values);
    }

    public static Text of(String... values) {
      return new Text(List.of(values));
    }

    @Override
    public int size() {
      return values.size();
    }

    @Override
    public Text rows(int... rows) {
      return new Text(Arrays.stream(rows).mapToObj(values::get).toList());
    }

    @Override
    public boolean isMissing(int row) {
      return values.get(row).isEmpty();
    }

    @Override
    public String cell(int row) {
      return values.get(row);
    }
  }

  /** Sequences of words: row i is {@code ids[starts[i] .. starts[i + 1])}. */
  record Tokens(int[] starts, int[] ids, Vocabulary words) implements Column {
    @Override
    public int size() {
      return starts.length - 1;
    }

    @Override
    public Tokens rows(int... rows) {
      var s = startsOf(starts, rows);
      var out = new int[s[rows.length]];
      for (int i = 0; i < rows.length; i++)
        System.arraycopy(ids, starts[rows[i]], out, s[i], s[i + 1] - s[i]);
      return new Tokens(s, out, words);
    }

    /** A copy of one row's ids. */
    public int[] row(int row) {
      return Arrays.copyOfRange(ids, starts[row], starts[row + 1]);
    }

    @Override
    public boolean isMissing(int row) {
      return false;
    }

    @Override
    public String cell(int row) {
      return String.join(" ", Arrays.stream(row(row)).mapToObj(words::name).toList());
    }
  }

  /**
   * Compressed sparse rows: row i has the values {@code value[k]} of the features {@code index[k]},
   * for k in {@code starts[i] .. starts[i + 1]}, indices rising within a row; all others are 0.
   */
  record Sparse(int[] starts, int[] index, double[] value, Vocabulary features) implements Column {
    @Override
    public int size() {
      return starts.length - 1;
    }

    @Override
    public Sparse rows(int... rows) {
      var s = startsOf(starts, rows);
      var ix = new int[s[rows.length]];
      var v = new double[s[rows.length]];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(index, starts[rows[i]], ix, s[i], s[i + 1] - s[i]);
        System.arraycopy(value, starts[rows[i]], v, s[i], s[i + 1] - s[i]);
      }
      return new Sparse(s, ix, v, features);
    }

    @Override
    public boolean isMissing(int row) {
      return false;
    }

    @Override
    public String cell(int row) {
      var out = new StringBuilder();
      for (int k = starts[row]; k < starts[row + 1]; k++) {
        out.append(k == starts[row] ? "" : " ")
            .append(features.name(index[k]))
            .append(':')
            .append(number(value[k]));
      }
      return out.toString();
    }
  }

  /**
   * A vector per row, row-major, one entry per name in {@code features}: embeddings, topic
   * mixtures.
   */
  record Dense(float[] values, Vocabulary features) implements Column {
    public Dense {
      if (features.size() == 0 || values.length % features.size() != 0) {
        throw new IllegalArgumentException(
            "%d values do not fill rows of %d features".formatted(values.length, features.size()));
      }
    }

    public int width() {
      return features.size();
    }

    @Override
    public int size() {
      return values.length / features.size();
    }

    @Override
    public Dense rows(int... rows) {
      int w = width();
      var v = new float[rows.length * w];
      for (int i = 0; i < rows.length; i++) System.arraycopy(values, rows[i] * w, v, i * w, w);
      return new Dense(v, features);
    }

    @Override
    public boolean isMissing(int row) {
      return false;
    }

    @Override
    public String cell(int row) {
      return Arrays.toString(Arrays.copyOfRange(values, row * width(), (row + 1) * width()));
    }
  }

  /** Points in time as milliseconds since 1970-01-01T00:00Z; local times are read as UTC. */
  record Time(long[] millis) implements Column {
    public static final long MISSING = Long.MIN_VALUE;
    private static final long DAY = 86_400_000L;

    @Override
    public int size() {
      return millis.length;
    }

    @Override
    public Time rows(int... rows) {
      var v = new long[rows.length];
      for (int i = 0; i < v.length; i++) v[i] = millis[rows[i]];
      return new Time(v);
    }

    @Override
    public boolean isMissing(int row) {
      return millis[row] == MISSING;
    }

    /** ISO 8601: a date when the time is midnight, else date and time. */
    @Override
    public String cell(int row) {
      if (isMissing(row)) return "";
      var t = Instant.ofEpochMilli(millis[row]).atOffset(ZoneOffset.UTC);
      return Math.floorMod(millis[row], DAY) == 0
          ? t.toLocalDate().toString()
          : t.toLocalDateTime().toString();
    }
  }

  /**
   * Marked stretches of a text: row i has the spans k in {@code starts[i] .. starts[i + 1]}; span k
   * covers the characters {@code from[k]} (inclusive) to {@code to[k]} (exclusive), counted in
   * UTF-16 units as {@link String#substring(int, int)} counts, and is labelled {@code
   * names.name(labels[k])}. Token offsets (the label is the token), sentences, entities.
   */
  record Spans(int[] starts, int[] from, int[] to, int[] labels, Vocabulary names)
      implements Column {
    public Spans {
      if (from.length != to.length || from.length != labels.length) {
        throw new IllegalArgumentException(
            "%d starts, %d ends and %d labels of spans"
                .formatted(from.length, to.length, labels.length));
      }
    }

    @Override
    public int size() {
      return starts.length - 1;
    }

    @Override
    public Spans rows(int... rows) {
      var s = startsOf(starts, rows);
      return new Spans(
          s, stretches(from, rows, s), stretches(to, rows, s), stretches(labels, rows, s), names);
    }

    private int[] stretches(int[] values, int[] rows, int[] s) {
      var out = new int[s[rows.length]];
      for (int i = 0; i < rows.length; i++)
        System.arraycopy(values, starts[rows[i]], out, s[i], s[i + 1] - s[i]);
      return out;
    }

    /** The labels as a sequence, without their places. */
    public Tokens tokens() {
      return new Tokens(starts, labels, names);
    }

    @Override
    public boolean isMissing(int row) {
      return false;
    }

    /** {@code 0-5:PERSON 9-12:CITY}. */
    @Override
    public String cell(int row) {
      var out = new StringBuilder();
      for (int k = starts[row]; k < starts[row + 1]; k++) {
        out.append(k == starts[row] ? "" : " ")
            .append(from[k])
            .append('-')
            .append(to[k])
            .append(':')
            .append(names.name(labels[k]));
      }
      return out.toString();
    }
  }

  /** A number without a needless ".0". */
  private static String number(double v) {
    return v == Math.rint(v) && Math.abs(v) < 1e15 ? Long.toString((long) v) : Double.toString(v);
  }

  private static int[] pick(int[] from, int[] rows) {
    var v = new int[rows.length];
    for (int i = 0; i < v.length; i++) v[i] = from[rows[i]];
    return v;
  }

  private static int[] startsOf(int[] starts, int[] rows) {
    var s = new int[rows.length + 1];
    for (int i = 0; i < rows.length; i++) {
      s[i + 1] = Math.addExact(s[i], starts[rows[i] + 1] - starts[rows[i]]);
    }
    return s;
  }
}
