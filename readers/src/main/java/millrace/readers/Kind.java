package millrace.readers;

/** How the cells of a column are to be understood; see {@link Schema}. */
public enum Kind {
  /**
   * A number as programs write it: {@code -1.5e3}, {@code inf}; spaces around it are allowed. Its
   * pattern is the decimal sign, "." (default) or ",".
   */
  NUMBER("a number"),
  /**
   * A number as people write it: with a currency, thousands separators or a unit, which are taken
   * off: {@code " £8,000"}, {@code "51,000 mi."}, {@code "$10,300 "}, {@code "(12.50)"} is refused.
   * Thousands must stand in groups of three. Multipliers ("8k") are refused, for they change the
   * value. Its pattern is the decimal sign, "." (default) or ",".
   */
  AMOUNT("an amount such as £8,000"),
  /** A whole number that a double holds exactly (below 2^53). */
  INTEGER("a whole number"),
  /**
   * true/false, yes/no, y/n, t/f, on/off, 1/0 in any case, as the levels {@code no}, {@code yes}.
   */
  BOOLEAN("yes or no"),
  /**
   * Boolean words, and words for not knowing (unknown, not available, notavailable, n/a, none,
   * maybe, undefined, ?), as the levels {@code no}, {@code unknown}, {@code yes}.
   */
  TERNARY("yes, no or unknown"),
  /**
   * A date or time. Its pattern is one of {@link java.time.format.DateTimeFormatter}; ISO 8601
   * without.
   */
  TIME("a date or time"),
  /** One of a set of names; the levels are in alphabetical order. */
  NOMINAL("a name"),
  /** Free text. */
  TEXT("text"),
  /** The column is left out. */
  SKIP("anything");

  final String expected;

  Kind(String expected) {
    this.expected = expected;
  }
}
