package millrace.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DidYouMeanTest {
  private static final List<String> NAMES =
      List.of("price", "year", "fuelType", "engine size", "x", "nEstimators", "maxDepth");

  @ParameterizedTest
  @CsvSource({
    "prise, price",
    "pirce, price",
    "PRICE, price",
    "price_eur, price",
    "fuel_type, fuelType",
    "fuel, fuelType",
    "engine, engine size",
    "n_estimators, nEstimators",
    "nestimator, nEstimators",
    "max-depth, maxDepth",
    "yaer, year"
  })
  void theNearestIsMeant(String wanted, String meant) {
    assertEquals(". Did you mean '" + meant + "'?", DidYouMean.among(wanted, NAMES));
  }

  @ParameterizedTest
  @CsvSource({"y", "''", "colour", "target", "pr"})
  void nothingIsMeantWhereNothingIsLike(String wanted) {
    assertEquals("", DidYouMean.among(wanted, NAMES));
  }

  @Test
  void changesAreCounted() {
    assertEquals(0, DidYouMean.changes("", ""));
    assertEquals(3, DidYouMean.changes("", "abc"));
    assertEquals(3, DidYouMean.changes("abc", ""));
    assertEquals(3, DidYouMean.changes("kitten", "sitting"));
    assertEquals(3, DidYouMean.changes("sitting", "kitten"));
    assertEquals(1, DidYouMean.changes("ab", "ba"));
    assertEquals(3, DidYouMean.changes("ca", "abc")); // no edit within what was exchanged
    assertEquals(1, DidYouMean.changes("mpl", "mlp"));
  }
}
