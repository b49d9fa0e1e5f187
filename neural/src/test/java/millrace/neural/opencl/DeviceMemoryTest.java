package millrace.neural.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import millrace.neural.compute.Cpu;
import millrace.neural.compute.Elementwise.ApplyGrad;
import millrace.neural.compute.Function;
import millrace.neural.compute.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who holds memory of a device, and until when. */
@Tag("opencl")
final class DeviceMemoryTest {
  private final OpenCl f = new OpenCl();

  @AfterEach
  void close() {
    f.close();
  }

  private static String message(Class<? extends RuntimeException> type, Runnable what) {
    return assertThrows(type, what::run).getMessage();
  }

  @Test
  void aScopeGivesBackWhatWasNotKept() {
    var weight = f.tensor(new float[] {1, 2}, 2);
    assertEquals(1, f.liveBuffers());
    Tensor kept;
    try (var outer = f.scope()) {
      try (var inner = f.scope()) {
        var x = f.add(weight, weight);
        kept = outer.keep(inner.keep(f.reshape(f.multiply(x, weight), 2, 1)));
        inner.keep(weight); // belongs to no scope, and stays
        assertEquals(3, f.liveBuffers());
      }
      assertEquals(2, f.liveBuffers());
      f.add(kept, kept);
      assertEquals(3, f.liveBuffers());
    }
    assertEquals(2, f.liveBuffers());
    assertArrayEquals(new float[] {2, 8}, f.floats(kept));
    f.close();
    assertEquals(0, f.liveBuffers());
  }

  @Test
  void twiceClosedIsOnceClosed() {
    var scope = f.scope();
    f.zeros(3);
    scope.close();
    scope.close();
    assertEquals(0, f.liveBuffers());
    f.zeros(3);
    f.close();
    f.close();
    assertEquals(0, f.liveBuffers());
  }

  @Test
  void closingGivesBackWhatScopesHold() {
    var outer = f.scope();
    var x = f.zeros(3);
    var inner = f.scope();
    f.relu(x);
    f.close();
    assertEquals(0, f.liveBuffers());
    inner.close();
    outer.close();
  }

  @Test
  void theInnerScopeClosesFirst() {
    var outer = f.scope();
    var inner = f.scope();
    var said = message(IllegalStateException.class, outer::close);
    assertTrue(said.contains("opened last"), said);
    inner.close();
    outer.close();
  }

  @Test
  void usesTooLateAreRefused() {
    Tensor x;
    try (var _ = f.scope()) {
      x = f.zeros(3);
    }
    var said = message(IllegalStateException.class, () -> f.relu(x));
    assertTrue(said.contains("Tensor[3]") && said.contains("scope had been closed"), said);
    message(IllegalStateException.class, () -> f.floats(x));
    var y = f.zeros(3);
    f.close();
    said = message(IllegalStateException.class, () -> f.floats(y));
    assertTrue(said.contains("OpenCl has been closed"), said);
    message(IllegalStateException.class, () -> f.zeros(3));
    message(IllegalStateException.class, f::scope);
    message(IllegalStateException.class, f::finish);
  }

  @Test
  void tensorsOfOthersAreRefused() {
    try (var cpu = new Cpu();
        var other = new OpenCl()) {
      var onHost = cpu.zeros(2);
      var said = message(IllegalArgumentException.class, () -> f.relu(onHost));
      assertTrue(said.contains("not on a device"), said);
      var elsewhere = other.zeros(2);
      said = message(IllegalArgumentException.class, () -> f.relu(elsewhere));
      assertTrue(said.contains("another OpenCl"), said);
    }
  }

  @Test
  void valuesMustFillTheShape() {
    var said = message(IllegalArgumentException.class, () -> f.tensor(new float[5], 2, 3));
    assertTrue(said.contains("5 values") && said.contains("[2, 3]"), said);
    var x = f.zeros(2, 3);
    message(IllegalArgumentException.class, () -> f.set(x, new float[7]));
  }

  /** Which also has not spoilt the kernel for the next. */
  @Test
  void anOpThatFailsHalfWayLeavesNothingBehind() {
    try (var _ = f.scope();
        var other = new OpenCl()) {
      var x = f.tensor(new float[] {1, 2}, 2);
      var foreign = other.zeros(2);
      var slope = new ApplyGrad(Function.TANH, 0);
      f.run(slope, x, x, x);
      message(IllegalArgumentException.class, () -> f.run(slope, x, x, foreign));
      assertArrayEquals(new float[] {0, -6}, f.floats(f.run(slope, x, x, x)[0]));
      int held = f.liveBuffers();
      f.work().temporary(7); // as if an op had failed after this
      f.work().kernel("elementwise", "slope_tanh").arg(2);
      f.work().abandon();
      assertEquals(held, f.liveBuffers());
      assertArrayEquals(new float[] {0, -6}, f.floats(f.run(slope, x, x, x)[0]));
    }
    assertEquals(0, f.liveBuffers());
  }

  /** A refused op holds nothing. */
  @Test
  void aRefusalLeavesNothingBehind() {
    try (var _ = f.scope()) {
      var x = f.zeros(2, 3);
      message(IllegalArgumentException.class, () -> f.matmul(x, false, x, false));
    }
    assertEquals(0, f.liveBuffers());
  }

  @Test
  void emptyTensorsAreTensors() {
    var x = f.zeros(0, 3);
    assertEquals(0, f.floats(f.relu(x)).length);
    assertArrayEquals(new float[3], f.floats(f.sumTo(x, 3)));
    assertEquals(0, f.floats(f.linear(x, f.zeros(4, 3), f.zeros(4))).length);
  }

  @Test
  void thePoolKeepsNoMoreThanItsBound() {
    var pool = new ClPool(f.work().context, 4096);
    var large = pool.take(4096);
    var first = pool.take(1000);
    var second = pool.take(1024);
    assertEquals(3, pool.live());
    pool.give(first);
    pool.give(second);
    pool.give(second);
    assertEquals(1, pool.live());
    assertEquals(2048, pool.pooled());
    pool.give(large); // 6144 in all: the first, which lay unused longest, has to go
    assertEquals(0, pool.live());
    assertTrue(pool.pooled() <= 4096, pool.pooled() + " bytes");
    assertEquals(large.handle, pool.take(4000).handle);
    pool.close();
    assertEquals(0, pool.pooled());
  }

  @Test
  void sizesAreRoundedToFew() {
    assertEquals(256, ClPool.rounded(1));
    assertEquals(1024, ClPool.rounded(1024));
    assertEquals(1280, ClPool.rounded(1025));
    for (long n = 257; n < 100_000; n += 13) {
      assertTrue(ClPool.rounded(n) >= n && ClPool.rounded(n) <= n + n / 4 + 1, n + " bytes");
      assertEquals(ClPool.rounded(n), ClPool.rounded(ClPool.rounded(n)));
    }
  }
}
