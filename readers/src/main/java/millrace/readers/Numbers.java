package millrace.readers;

/** Numbers out of character ranges, without a String for the usual ones. */
final class Numbers {
  /** 2^53 - 1: a whole number up to here is held exactly, and no other is rounded to it. */
  static final double EXACT = 9007199254740991.0;

  private static final double[] TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private Numbers() {}

  static double parse(String s) {
    return parse(s.toCharArray(), 0, s.length(), '.');
  }

  /**
   * The number in {@code b[from .. from + length)}, spaces around it allowed; NaN if it is none.
   *
   * <p>Correctly rounded: a decimal of at most 53 bits times or divided by a power of ten up to 22
   * is one rounding of two exact doubles (Clinger 1990); all others go to {@link
   * Double#parseDouble}.
   */
  static double parse(char[] b, int from, int length, char decimal) {
    int at = from;
    int end = from + length;
    while (at < end && b[at] <= ' ') at++;
    while (at < end && b[end - 1] <= ' ') end--;
    if (at == end) return Double.NaN;
    int start = at;
    boolean negative = b[at] == '-';
    if (negative || b[at] == '+') at++;
    long m = 0;
    int first = at;
    int d;
    while (at < end && (d = b[at] - '0') >= 0 && d <= 9) {
      m = m * 10 + d;
      at++;
    }
    int digits = at - first;
    if (at == end && digits > 0 && digits <= 15) return negative ? -(double) m : (double) m;
    int exponent = 0;
    if (at < end && b[at] == decimal) {
      int point = ++at;
      while (at < end && (d = b[at] - '0') >= 0 && d <= 9) {
        m = m * 10 + d;
        at++;
      }
      exponent = point - at;
      digits -= exponent;
    }
    if (digits == 0) return infinity(b, start, end);
    if (at < end && (b[at] == 'e' || b[at] == 'E')) {
      at++;
      boolean minus = at < end && b[at] == '-';
      if (at < end && (minus || b[at] == '+')) at++;
      int e = 0;
      int mark = at;
      while (at < end && (d = b[at] - '0') >= 0 && d <= 9) {
        if (e < 100_000) e = e * 10 + d;
        at++;
      }
      if (at == mark) return Double.NaN;
      exponent += minus ? -e : e;
    }
    if (at < end) return Double.NaN;
    // with 18 digits m has not overflowed
    if (digits <= 18 && m <= 1L << 53 && exponent >= -22 && exponent <= 22) {
      double v = exponent < 0 ? m / TEN[-exponent] : m * TEN[exponent];
      return negative ? -v : v;
    }
    var s = new String(b, start, end - start);
    return Double.parseDouble(decimal == '.' ? s : s.replace(decimal, '.'));
  }

  /** inf and infinity, in any case and with a sign, as other table readers take them. */
  private static double infinity(char[] b, int start, int end) {
    int at = start;
    if (b[at] == '-' || b[at] == '+') at++;
    int n = end - at;
    if (n != 3 && n != 8) return Double.NaN;
    for (int i = 0; i < n; i++) if ((b[at + i] | 32) != "infinity".charAt(i)) return Double.NaN;
    return b[start] == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
  }

  /** Is this a run of digits, with or without a sign, so long that a double would round it? */
  static boolean roundedWhole(char[] b, int from, int length, double value) {
    if (Math.abs(value) <= EXACT) return false;
    for (int i = from; i < from + length; i++) {
      if ((b[i] < '0' || b[i] > '9') && b[i] > ' ' && b[i] != '-' && b[i] != '+') return false;
    }
    return true;
  }

  /** An {@link Kind#AMOUNT}; NaN if it is none. */
  static double amount(char[] b, int from, int length, char decimal) {
    double plain = parse(b, from, length, decimal);
    if (!Double.isNaN(plain)) return plain;
    var digits = new StringBuilder();
    int at = from;
    int end = from + length;
    while (at < end && !digit(b[at]) && !(b[at] == decimal && at + 1 < end && digit(b[at + 1]))) {
      char c = b[at++];
      if (c == '-' || c == '+' || c == '\u2212') {
        if (!digits.isEmpty()) return Double.NaN;
        digits.append(c == '+' ? '+' : '-');
      } else if (!blank(c)
          && !Character.isLetter(c)
          && c != '.'
          && Character.getType(c) != Character.CURRENCY_SYMBOL) {
        return Double.NaN;
      }
    }
    int group = -1; // digits since the last thousands separator, or -1 before the first
    int run = 0;
    for (; at < end; at++) {
      char c = b[at];
      if (digit(c)) {
        digits.append(c);
        run++;
      } else if (separator(c, decimal) && at + 1 < end && digit(b[at + 1])) {
        if (group < 0 ? run == 0 || run > 3 : run != 3) return Double.NaN;
        group = run;
        run = 0;
      } else {
        break;
      }
    }
    if (group >= 0 && run != 3) return Double.NaN;
    if (at < end && b[at] == decimal) {
      digits.append('.');
      for (at++; at < end && digit(b[at]); at++) digits.append(b[at]);
    }
    while (at < end && blank(b[at])) at++;
    int unit = at;
    for (; at < end; at++) if (digit(b[at])) return Double.NaN;
    if (multiplies(new String(b, unit, end - unit).strip())) return Double.NaN;
    return parse(digits.toString());
  }

  /** "8k" is not 8: what multiplies is refused rather than taken off. */
  private static boolean multiplies(String unit) {
    return switch (unit) {
      case "k", "K", "M", "mn", "Mn", "mio", "Mio", "bn", "Bn", "B" -> true;
      default -> unit.startsWith("thousand") || unit.startsWith("million") || unit.startsWith(")");
    };
  }

  private static boolean separator(char c, char decimal) {
    return c == (decimal == ',' ? '.' : ',') || c == '\'' || c == '\u2019' || blank(c);
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean blank(char c) {
    return c <= ' ' || c == '\u00a0' || c == '\u202f' || c == '\u2009';
  }
}
