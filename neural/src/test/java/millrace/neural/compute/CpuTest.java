package millrace.neural.compute;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The backend itself: tensors, their arrays and scopes, and what it refuses. */
class CpuTest {
  @Test
  void aScopeGivesArraysBackAndTheNextTakesThem() {
    try (var f = new Cpu(1)) {
      float[] first;
      try (var _ = f.scope()) {
        first = f.zeros(1000).floats();
      }
      try (var _ = f.scope()) {
        var again = f.tensor(new float[1010], 1010);
        assertSame(first, again.floats(), "a length of the same step");
        assertNotSame(first, f.zeros(1000).floats(), "it is in use");
      }
      try (var _ = f.scope()) {
        assertArrayEquals(new float[1000], f.floats(f.zeros(1000)), "zeros are zeros");
      }
    }
  }

  @Test
  void whatIsKeptLivesInTheScopeAround() {
    try (var f = new Cpu(1)) {
      Tensor sum;
      float[] gone;
      try (var outer = f.scope()) {
        try (var inner = f.scope()) {
          var x = f.tensor(new float[300], 300);
          gone = x.floats();
          sum = inner.keep(f.reshape(f.affine(x, 1, 2), 3, 100)); // a view keeps its array
        }
        assertSame(gone, f.zeros(300).floats());
        assertEquals(2, f.floats(sum)[299]);
        outer.keep(sum);
      }
      try (var _ = f.scope()) {
        for (int i = 0; i < 5; i++) assertNotSame(sum.floats(), f.zeros(300).floats());
      }
      assertEquals(2, f.floats(sum)[0]);
    }
  }

  @Test
  void arraysAreNeitherTooShortNorMuchTooLong() {
    try (var f = new Cpu(1)) {
      for (int n = 1; n < 100_000; n += 1 + n / 50) {
        int length = f.zeros(n).floats().length;
        assertTrue(length >= n && length <= Math.max(256, n * 1.26), n + " in " + length);
      }
      assertEquals(0, f.zeros(0, 5).size());
    }
  }

  @Test
  void whoReadsATensorAfterItsScopeFindsNaN() {
    try (var f = new Cpu(1)) {
      Tensor x;
      try (var _ = f.scope()) {
        x = f.zeros(1000);
      }
      assertTrue(Float.isNaN(f.floats(x)[0]), "where assertions are on, as in tests");
    }
  }

  @Test
  void theInnerScopeMustBeClosedFirst() {
    try (var f = new Cpu(1)) {
      var outer = f.scope();
      var inner = f.scope();
      assertThrows(IllegalStateException.class, outer::close);
      inner.close();
      outer.close();
    }
  }

  @Test
  void copies() {
    try (var f = new Cpu(2)) {
      var values = new float[] {1, 2, 3};
      var shape = new int[] {3};
      var x = f.tensor(values, shape);
      values[0] = 9;
      shape[0] = 9;
      assertArrayEquals(new float[] {1, 2, 3}, f.floats(x));
      f.floats(x)[1] = 9;
      assertArrayEquals(new double[] {1, 2, 3}, f.doubles(x));
      f.set(x, values);
      assertArrayEquals(new float[] {9, 2, 3}, f.floats(x));
      assertArrayEquals(new float[] {0.1f}, f.floats(f.tensor(new double[] {0.1}, 1)));
      assertEquals("cpu %s, 2 threads".formatted(Kernels.best().name()), f.toString());
    }
  }

  @Test
  void refuses() {
    assertThrows(IllegalArgumentException.class, () -> new Cpu(0));
    var f = new Cpu(1);
    var e =
        assertThrows(IllegalArgumentException.class, () -> f.tensor(new float[] {1, 2, 3}, 2, 2));
    assertEquals("a tensor of shape [2, 2] has 4 numbers, but was given 3", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> f.set(f.zeros(2), new float[3]));
    f.close();
    f.close();
    assertThrows(IllegalStateException.class, () -> f.zeros(1000));
  }
}
