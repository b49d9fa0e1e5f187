package millrace.embeddings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTest {
  private static float parse(String s) {
    var b = ("x" + s + "9").getBytes(StandardCharsets.UTF_8);
    return Decimal.parse(b, 1, b.length - 1);
  }

  @Test
  void isWhatJavaReadsOfAnyFloat() {
    var random = new Random(1);
    for (int i = 0; i < 50_000; i++) {
      float v = Float.intBitsToFloat(random.nextInt());
      if (Math.abs(v) <= Float.MAX_VALUE) assertEquals(v, parse(Float.toString(v)));
      v = (float) random.nextGaussian();
      for (var s :
          new String[] {
            Float.toString(v),
            Double.toString(v),
            String.format(Locale.ROOT, "%.5g", v),
            String.format(Locale.ROOT, "%.9f", v)
          }) assertEquals(Float.parseFloat(s), parse(s), s);
    }
  }

  /** Halves of the last place, and what lies so near to them that a double cannot tell. */
  @Test
  void isWhatJavaReadsBetweenTwoFloats() {
    var random = new Random(2);
    for (int i = 0; i < 10_000; i++) {
      float v = random.nextFloat() * 1000;
      var middle = new BigDecimal(v).add(new BigDecimal(Math.nextUp(v)));
      middle = middle.divide(BigDecimal.TWO);
      var s = middle.toPlainString();
      for (var t : new String[] {s, s + "0000001", s.substring(0, s.length() - 1)})
        assertEquals(Float.parseFloat(t), parse(t), t);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "+1",
        "1.",
        ".5",
        "1e3",
        "1E-3",
        "1e+3",
        "3.4028235e38",
        "1e-45",
        "1e-50",
        "0.00000000000000000000000000000000000000000000000000000001e60",
        "16777217",
        "9007199254740993",
        "123456789012345678901234567890",
        "1e-99999999999"
      })
  void isWhatJavaReads(String s) {
    assertEquals(Float.parseFloat(s), parse(s));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        ".",
        "e5",
        "1e",
        "1e+",
        "1.2.3",
        "0x1p3",
        "1f",
        "1d",
        "NaN",
        "inf",
        "-Infinity",
        "3.5e38",
        "1e39",
        "1,5",
        "１",
        " 1",
        "--1"
      })
  void isNoFiniteNumber(String s) {
    assertTrue(Float.isNaN(parse(s)), s);
  }
}
