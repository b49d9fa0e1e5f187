package millrace.readers;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import millrace.data.Column;
import millrace.data.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the kind of a column from its cells. In this order:
 *
 * <ol>
 *   <li>all numbers: numeric. Except when all are whole and one is too long for a double (2^53 or
 *       more): then it is an identifier, and goes on below, so that no digit is lost. Leading zeros
 *       are lost as in pandas; a {@link Schema} that says NOMINAL keeps them.
 *   <li>all boolean or ternary words: nominal, as written, whatever their share. ({@link
 *       Kind#BOOLEAN} and {@link Kind#TERNARY} in a schema also fold their spellings.)
 *   <li>all ISO 8601 dates or times: time.
 *   <li>nominal, when the names repeat: at most a fifth as many distinct ones as there are cells,
 *       and at most 10,000; or, so that small tables are not all text, at most 20 distinct ones
 *       whose mean length is at most 24 characters.
 *   <li>text.
 * </ol>
 *
 * A column without any cell is numeric, all missing, as in pandas.
 */
public final class Inference {
  /** The largest share of distinct names among the cells of a nominal column. */
  public static final double NOMINAL_SHARE = 0.2;

  /** The most levels of a nominal column that was not asked for. */
  public static final int NOMINAL_LEVELS = 10_000;

  private static final int FEW = 20;
  private static final double SHORT = 24;

  private static final Set<String> YES = Set.of("true", "yes", "y", "t", "on", "1");
  private static final Set<String> NO = Set.of("false", "no", "n", "f", "off", "0");
  private static final Set<String> UNKNOWN =
      Set.of(
          "unknown",
          "not available",
          "notavailable",
          "not_available",
          "not-available",
          "n/a",
          "na",
          "none",
          "maybe",
          "undefined",
          "undetermined",
          "?");

  private Inference() {}

  /**
   * A column of these cells, its kind inferred; cells that are one of pandas' tokens are missing.
   * For readers that hold strings.
   */
  public static Column column(List<String> cells) {
    return column(cells, Missing.DEFAULT);
  }

  /** A column of these cells, its kind inferred; cells that are one of the tokens are missing. */
  public static Column column(List<String> cells, List<String> missing) {
    return of(cells, missing, null);
  }

  /**
   * A column of these cells, of the field's kind if it says one.
   *
   * @throws millrace.data.DataException naming the first row (from 0) whose cell does not fit
   */
  public static Column column(List<String> cells, List<String> missing, Schema.Field field) {
    return of(cells, missing, field);
  }

  private static Column of(List<String> cells, List<String> tokens, Schema.@Nullable Field field) {
    var missing = Missing.of(tokens, field == null ? List.of() : field.missing());
    var kind = field == null ? null : field.kind().orElse(null);
    Cells column =
        field == null || kind == null ? Cells.words(missing) : Cells.of(field, kind, '.', missing);
    for (int i = 0; i < cells.size(); i++) {
      var cell = cells.get(i).toCharArray();
      if (column.put(i, cell, 0, cell.length) != Cells.Outcome.KEPT
          && field != null
          && kind != null) {
        throw new DataException(
            "row %d, column '%s': '%s' is not %s; correct it, or change the schema"
                .formatted(i, field.name(), cells.get(i), kind.expected));
      }
    }
    return new Merge(List.of(new Merge.Piece(column, cells.size())), field, '.', missing).column();
  }

  /** 1 for yes, 0 for no, -1 for anything else. */
  static int truth(String word) {
    var w = word.strip().toLowerCase(Locale.ROOT);
    return YES.contains(w) ? 1 : NO.contains(w) ? 0 : -1;
  }

  static boolean unknown(String word) {
    return UNKNOWN.contains(word.strip().toLowerCase(Locale.ROOT));
  }

  /**
   * The kind of a column with these distinct names.
   *
   * @param cells how many cells are not missing
   * @param decimal the sign of numbers
   */
  static Kind kind(List<String> distinct, long cells, char decimal, Missing missing) {
    if (distinct.isEmpty() || numbers(distinct, decimal, missing)) return Kind.NUMBER;
    if (distinct.stream().allMatch(w -> truth(w) >= 0 || unknown(w))
        && distinct.stream().anyMatch(w -> truth(w) >= 0)) {
      return Kind.NOMINAL;
    }
    var iso = Times.of("");
    if (distinct.stream().allMatch(w -> iso.parse(w) != Column.Time.MISSING)) return Kind.TIME;
    int n = distinct.size();
    if (n <= NOMINAL_LEVELS && n <= cells * NOMINAL_SHARE) return Kind.NOMINAL;
    double length = distinct.stream().mapToInt(String::length).average().orElse(0);
    return n <= FEW && length <= SHORT ? Kind.NOMINAL : Kind.TEXT;
  }

  private static boolean numbers(List<String> distinct, char decimal, Missing missing) {
    boolean whole = true;
    boolean rounded = false;
    for (var w : distinct) {
      var chars = w.toCharArray();
      double v = Numbers.parse(chars, 0, chars.length, decimal);
      if (Double.isNaN(v)) {
        if (missing.has(w.strip())) continue;
        return false;
      }
      if (Math.abs(v) <= Numbers.EXACT) whole &= v == Math.rint(v);
      else if (Numbers.roundedWhole(chars, 0, chars.length, v)) rounded = true;
      else whole = false;
    }
    return !(whole && rounded);
  }
}
