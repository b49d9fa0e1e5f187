package millrace.neural.compute;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Tensors of the reference backend; what it computes is tested by OpsGoldenTest. */
final class ReferenceTest {
  private final Reference f = new Reference();

  @Test
  void holdsDoubles() {
    var x = f.tensor(new double[] {1.1, 2.2}, 2);
    assertArrayEquals(new double[] {1.1, 2.2}, f.doubles(x));
    assertArrayEquals(new float[] {1.1f, 2.2f}, f.floats(x));
    f.set(x, new float[] {3, 4});
    assertArrayEquals(new double[] {3, 4}, f.doubles(x));
    f.doubles(x)[0] = 9;
    assertEquals(3, f.doubles(x)[0], "a copy");
    assertEquals(0, f.zeros(3, 0).size());
    assertEquals(1, f.zeros().size());
  }

  @Test
  void aReshapeSharesItsStorage() {
    var x = f.zeros(2, 3);
    var y = f.reshape(x, 3, -1);
    assertArrayEquals(new int[] {3, 2}, y.shape());
    f.set(x, new float[] {1, 2, 3, 4, 5, 6});
    assertArrayEquals(f.doubles(x), f.doubles(y));
  }

  @Test
  void refusesWhatDoesNotFit() {
    refused("takes 6 numbers, not 5", () -> f.tensor(new float[5], 2, 3));
    refused("takes 6 numbers, not 5", () -> f.tensor(new double[5], 2, 3));
    refused("takes 6 numbers, not 7", () -> f.set(f.zeros(2, 3), new float[7]));
    try (var cpu = new Cpu(Kernels.SCALAR, 1)) {
      var theirs = cpu.zeros(2, 3);
      refused("Tensor[2, 3] was made by another backend", () -> f.relu(theirs));
      refused("another backend", () -> f.add(f.zeros(2, 3), theirs));
      refused("does not hold floats", () -> cpu.relu(f.zeros(2, 3)));
    }
  }

  private static void refused(String expected, Runnable what) {
    var e = assertThrows(IllegalArgumentException.class, what::run, expected);
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }
}
