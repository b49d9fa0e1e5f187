package millrace.evaluation.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** Numbers as people read them. Always a point for decimals, a comma for thousands. */
final class Format {
  static final String NONE = "–";

  private Format() {}

  /** How many decimals show about four figures of the typical one of these numbers. */
  static int decimals(double... values) {
    var sizes =
        Arrays.stream(values)
            .filter(v -> !Double.isNaN(v) && !Double.isInfinite(v) && v != 0)
            .map(Math::abs)
            .sorted()
            .toArray();
    if (sizes.length == 0) return 4;
    double typical = sizes[sizes.length / 2];
    if (typical >= 1000) return 0;
    if (typical >= 100) return 1;
    if (typical >= 10) return 2;
    if (typical >= 1) return 3;
    return typical >= 0.001 ? 4 : Math.min(12, 3 - (int) Math.floor(Math.log10(typical)));
  }

  /** A number with so many decimals, in scientific notation if that would be very long. */
  static String number(double v, int decimals) {
    if (Double.isNaN(v)) return NONE;
    if (Double.isInfinite(v)) return v > 0 ? "∞" : "−∞";
    if (Math.abs(v) >= 1e9 || (decimals >= 3 && Math.abs(v) >= 1e6))
      return minus(String.format(Locale.ROOT, "%.2e", v));
    if (decimals >= 3 && Math.abs(v) >= 1000) return number(v, 0); // far from the typical one
    var s = String.format(Locale.ROOT, "%,." + decimals + "f", v);
    return s.matches("-[0.]+") ? s.substring(1) : minus(s);
  }

  /** A number on its own. */
  static String number(double v) {
    return number(v, decimals(v));
  }

  /** "0.912 ± 0.013", or the number alone where there is no interval. */
  static String interval(double mean, double half, int decimals) {
    return number(mean, decimals) + (Double.isNaN(half) ? "" : " ± " + number(half, decimals));
  }

  static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /** "0.034", or that it is below 0.001, or nothing known. */
  static String p(double p) {
    if (Double.isNaN(p)) return NONE;
    if (p < 0.001) return "< 0.001";
    return String.format(Locale.ROOT, p < 0.1 ? "%.3f" : "%.2f", p);
  }

  static String seconds(double s) {
    if (Double.isNaN(s)) return NONE;
    if (s < 0.001) return String.format(Locale.ROOT, "%.0f µs", s * 1e6);
    if (s < 1) return String.format(Locale.ROOT, s < 0.01 ? "%.1f ms" : "%.0f ms", s * 1e3);
    if (s < 120) return String.format(Locale.ROOT, s < 10 ? "%.2f s" : "%.1f s", s);
    return String.format(Locale.ROOT, "%.1f min", s / 60);
  }

  static String bytes(long n) {
    if (n < 0) return NONE;
    if (n < 1000) return n + " B";
    if (n < 1_000_000) return String.format(Locale.ROOT, "%.1f kB", n / 1e3);
    if (n < 1_000_000_000) return String.format(Locale.ROOT, "%.1f MB", n / 1e6);
    return String.format(Locale.ROOT, "%.1f GB", n / 1e9);
  }

  /** A tick's label: 12k, 1.5M, 0.25; all ticks of an axis have the same decimals. */
  static String tick(double v, double step) {
    if (Math.abs(v) < step * 1e-9) return "0";
    double size = Math.abs(v);
    if (size >= 1e12 || size < 1e-6) return minus(String.format(Locale.ROOT, "%.1e", v));
    for (int i = UNITS.length - 1; i >= 0; i--) {
      double unit = Math.pow(1000, i + 1);
      if (size >= unit && step >= unit / 10) return fixed(v / unit, step / unit) + UNITS[i];
    }
    return fixed(v, step);
  }

  private static final String[] UNITS = {"k", "M", "G"};

  private static String fixed(double v, double step) {
    int decimals = 0;
    for (double s = step; decimals < 9 && Math.abs(s - Math.rint(s)) > 1e-6 * s; s *= 10)
      decimals++;
    return minus(String.format(Locale.ROOT, "%,." + decimals + "f", v));
  }

  /** A true minus sign, as wide as the digits. */
  private static String minus(String s) {
    return s.startsWith("-") ? "−" + s.substring(1) : s;
  }

  /** At most so many characters, with an ellipsis where something was cut. */
  static String cut(String s, int most) {
    return s.length() <= most ? s : s.substring(0, most - 1).strip() + "…";
  }

  /** The metric's key as a person writes it: R², RMSE, ROC AUC, log loss. */
  static String metric(String key) {
    var known =
        switch (key) {
          case "r2" -> "R²";
          case "r2_log" -> "R² of logs";
          default -> "";
        };
    if (!known.isEmpty()) return known;
    var words = key.split("_");
    for (int i = 0; i < words.length; i++)
      if (ACRONYMS.contains(" " + words[i] + " ")) words[i] = words[i].toUpperCase(Locale.ROOT);
    return String.join(" ", words);
  }

  private static final String ACRONYMS =
      " ae mae mse rmse mape smape rmsle auc roc pr mcc ovr ovo f1 r2 ari ami nmi ";

  static DoubleStream finite(double[] values) {
    return Arrays.stream(values).filter(Double::isFinite);
  }
}
