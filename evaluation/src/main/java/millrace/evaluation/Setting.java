package millrace.evaluation;

import java.util.Locale;

/**
 * One hyper-parameter of a candidate, as tables and plots show it.
 *
 * @param name of the parameter
 * @param text its value
 * @param number its value as a number; NaN if it is none
 * @param log whether the parameter is looked at on a logarithmic scale
 */
public record Setting(String name, String text, double number, boolean log) {
  static Setting of(String name, Object value, boolean log) {
    return switch (value) {
      case Integer n -> new Setting(name, n.toString(), n, log);
      case Long n -> new Setting(name, n.toString(), n, log);
      case Number n -> new Setting(name, text(n.doubleValue()), n.doubleValue(), log);
      case Enum<?> e -> new Setting(name, e.name().toLowerCase(Locale.ROOT), Double.NaN, false);
      case Record r -> new Setting(name, Names.print(r), Double.NaN, false);
      default -> new Setting(name, String.valueOf(value), Double.NaN, false);
    };
  }

  private static String text(double v) {
    return v == Math.rint(v) && Math.abs(v) < 1e15 ? Long.toString((long) v) : Double.toString(v);
  }

  /** {@code c=0.1}. */
  @Override
  public String toString() {
    return name + "=" + text;
  }
}
