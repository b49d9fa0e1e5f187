package millrace.readers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.data.Column;
import millrace.data.Frame;

/**
 * A column that stayed words, although all its cells are numbers when they are read otherwise: with
 * the other decimal sign, or as amounts of money. Who does not look at the kinds of columns would
 * take it for a set of names without knowing.
 *
 * @param column its name
 * @param kind {@link Kind#NUMBER} or {@link Kind#AMOUNT}
 * @param decimal the decimal sign
 */
public record Unread(String column, Kind kind, char decimal) {
  /**
   * Those of a frame. A column counts as amounts only if cells have a sign of a currency, and as
   * numbers only if its commas or points cannot be those of thousands. O(levels, and cells of
   * Text).
   *
   * @param decimal the sign that the frame was read with, '.' or ','
   */
  public static List<Unread> of(Frame frame, char decimal) {
    var out = new ArrayList<Unread>();
    for (var name : frame.names())
      otherwise(name, words(frame.column(name)), decimal).ifPresent(out::add);
    return out;
  }

  private static List<String> words(Column column) {
    return switch (column) {
      case Column.Nominal c -> c.present().names();
      case Column.Text c -> c.values().stream().filter(v -> !v.isEmpty()).toList();
      default -> List.of();
    };
  }

  private static Optional<Unread> otherwise(String name, List<String> words, char decimal) {
    if (words.isEmpty()) return Optional.empty();
    char other = decimal == '.' ? ',' : '.';
    boolean money = words.stream().anyMatch(Unread::money);
    boolean amounts = all(words, Kind.AMOUNT, decimal);
    if (amounts)
      return money ? Optional.of(new Unread(name, Kind.AMOUNT, decimal)) : Optional.empty();
    if (all(words, Kind.NUMBER, other)) return Optional.of(new Unread(name, Kind.NUMBER, other));
    return money && all(words, Kind.AMOUNT, other)
        ? Optional.of(new Unread(name, Kind.AMOUNT, other))
        : Optional.empty();
  }

  private static boolean money(String word) {
    return word.codePoints().anyMatch(c -> Character.getType(c) == Character.CURRENCY_SYMBOL);
  }

  private static boolean all(List<String> words, Kind kind, char decimal) {
    for (var word : words) {
      var cell = word.toCharArray();
      double v =
          kind == Kind.AMOUNT
              ? Numbers.amount(cell, 0, cell.length, decimal)
              : Numbers.parse(cell, 0, cell.length, decimal);
      if (Double.isNaN(v)) return false;
    }
    return true;
  }
}
