package millrace.readers;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The tokens that stand for a missing cell. Comparison is exact: case and spaces count. */
final class Missing {
  /** What pandas 1.5 takes for missing. */
  static final List<String> DEFAULT =
      List.of(
          "",
          "#N/A",
          "#N/A N/A",
          "#NA",
          "-1.#IND",
          "-1.#QNAN",
          "-NaN",
          "-nan",
          "1.#IND",
          "1.#QNAN",
          "<NA>",
          "N/A",
          "NA",
          "NULL",
          "NaN",
          "n/a",
          "nan",
          "null");

  private final Set<String> tokens;
  private final double[] numbers;

  Missing(List<String> tokens) {
    this.tokens = Set.copyOf(tokens);
    this.numbers =
        this.tokens.stream()
            .mapToDouble(Numbers::parse)
            .filter(v -> !Double.isNaN(v))
            .sorted()
            .toArray();
  }

  /** These tokens, and those of a column. */
  static Missing of(List<String> tokens, List<String> more) {
    var all = new ArrayList<>(tokens);
    all.addAll(more);
    return new Missing(all);
  }

  boolean has(String cell) {
    return tokens.contains(cell);
  }

  /** Is a token, as a number, this one? "-999" makes -999.0 missing too. */
  boolean has(double value) {
    for (double n : numbers) if (n == value) return true;
    return false;
  }

  boolean hasNumbers() {
    return numbers.length > 0;
  }
}
