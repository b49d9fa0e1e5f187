package millrace.readers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "1",
        "-1.5",
        "+2",
        "1e5",
        "1E-5",
        ".5",
        "5.",
        "123456789012345678901234567890",
        "0.1",
        "0.30000000000000004",
        "1e22",
        "1e23",
        "9007199254740993",
        "4.9e-324",
        "1e400",
        "1.7976931348623157e308",
        "2.2250738585072011e-308",
        "0.000000000000000000000000000001",
        "8.5000000000000000000000000000000000001",
        "000000000000000000000000123.5",
        "1e99999999999"
      })
  void equalsTheJdk(String s) {
    assertEquals(Double.parseDouble(s), Numbers.parse(s));
    assertEquals(Double.parseDouble(s), Numbers.parse("  " + s + "\t"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "-", "+", ".", "e5", "1e", "1e+", "1.2.3", "1,5", "0x10", "1d", "1f", "1 2", "--1",
        "NaN", "infinit", "in", "١", "1_000"
      })
  void notANumber(String s) {
    assertEquals(Double.NaN, Numbers.parse(s));
  }

  @Test
  void infinity() {
    assertEquals(Double.POSITIVE_INFINITY, Numbers.parse("inf"));
    assertEquals(Double.NEGATIVE_INFINITY, Numbers.parse("-Infinity"));
    assertEquals(Double.POSITIVE_INFINITY, Numbers.parse("+INF"));
  }

  @Test
  void randomNumbersEqualTheJdk() {
    var random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      var s =
          switch (i % 4) {
            case 0 -> Double.toString(Double.longBitsToDouble(random.nextLong()));
            case 1 -> Double.toString(random.nextInt(10_000_000) / 1000.0);
            case 2 -> Long.toString(random.nextLong() >> random.nextInt(64));
            default ->
                random.nextInt(1_000_000_000)
                    + "."
                    + Math.abs(random.nextLong() >> random.nextInt(64));
          };
      if (s.contains("NaN")) continue;
      assertEquals(Double.parseDouble(s), Numbers.parse(s), s);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "' £8,000'|8000",
        "'38,852'|38852",
        "'51,000 mi.'|51000",
        "'$10,300 '|10300",
        "'€1,234.56'|1234.56",
        "'-£5'|-5",
        "'£-5'|-5",
        "'1,234,567'|1234567",
        "'12 %'|12",
        "'USD 5.5'|5.5",
        "'Rs. 900'|900",
        "'1.5e3'|1500",
        "'7 km/h'|7",
        "'8 000 zł'|8000",
        "'1''000 CHF'|1000",
        "'.5 l'|0.5"
      })
  void amounts(String s, double expected) {
    assertEquals(expected, Numbers.amount(s.toCharArray(), 0, s.length(), '.'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Unknown",
        "£",
        "8k",
        "8 million",
        "1,23",
        "1234,567",
        "1,2345",
        "300.0HP 3.7L",
        "(5)",
        "5-6",
        "£8,000 or 9",
        "#5"
      })
  void noAmounts(String s) {
    assertEquals(Double.NaN, Numbers.amount(s.toCharArray(), 0, s.length(), '.'));
  }

  @Test
  void decimalComma() {
    assertEquals(1.5, Numbers.parse("1,5".toCharArray(), 0, 3, ','));
    assertEquals(0.1, Numbers.parse("0,1000000000000000000000".toCharArray(), 0, 24, ','));
    var s = "8.000,50 €";
    assertEquals(8000.5, Numbers.amount(s.toCharArray(), 0, s.length(), ','));
  }
}
