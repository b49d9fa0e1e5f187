package millrace.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import org.junit.jupiter.api.Test;

class WeightsTest {
  private final Frame frame =
      Frame.of("a", Column.Numeric.of(1, 2, 3))
          .with("w", Column.Numeric.of(0, 1, 2))
          .with("y", Column.Numeric.of(7, 8, 9));

  @Test
  void weightsAreNoFeature() {
    var f = frame.weights("w").target("y");
    assertEquals(Optional.of("w"), f.weightsName());
    assertEquals(List.of("a"), List.copyOf(f.features().names()));
    assertEquals(List.of("a", "y"), List.copyOf(f.unweighted().names()));
    assertEquals(Optional.of("y"), f.unweighted().targetName());
  }

  @Test
  void weightsStayWithTheirRows() {
    var f = frame.weights("w").target("y").rows(2, 0);
    assertArrayEquals(new double[] {2, 0}, Weights.of(f));
    assertArrayEquals(new double[] {2, 0}, Weights.of(f.select(List.of("a"))));
    assertArrayEquals(new double[] {2, 0, 2, 0}, Weights.of(Frame.concat(List.of(f, f))));
    assertEquals(Optional.empty(), f.without("w").weightsName());
  }

  @Test
  void noWeightsAreOnes() {
    assertArrayEquals(new double[] {1, 1, 1}, Weights.of(frame));
  }

  @Test
  void balancedClassesCountAlike() {
    var w = Weights.of(frame, ClassWeight.BALANCED, new int[] {0, 1, 1}, 2);
    assertArrayEquals(new double[] {1.5, 0.75, 0.75}, w);
    var own = Weights.of(frame.weights("w"), ClassWeight.BALANCED, new int[] {0, 1, 1}, 2);
    assertArrayEquals(new double[] {0, 0.75, 1.5}, own);
  }

  @Test
  void wrongWeightsAreNamed() {
    var bad = frame.with("w", Column.Numeric.of(1, -2, 1));
    var e = assertThrows(DataException.class, () -> bad.weights("w"));
    assertTrue(e.getMessage().contains("'w' is -2.0 in row 1"), e.getMessage());
    var missing = frame.with("w", Column.Numeric.of(1, 1, Double.NaN));
    assertThrows(DataException.class, () -> missing.weights("w"));
    var both = frame.target("y");
    assertThrows(DataException.class, () -> both.weights("y"));
    var zero = frame.with("w", Column.Numeric.of(0, 0, 0)).weights("w");
    assertThrows(DataException.class, () -> Weights.of(zero));
  }

  @Test
  void weightsArePartOfTheFingerprint() {
    assertTrue(!frame.fingerprint().equals(frame.weights("w").fingerprint()));
  }
}
