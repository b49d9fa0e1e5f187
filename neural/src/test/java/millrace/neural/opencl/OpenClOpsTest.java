package millrace.neural.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import millrace.neural.autograd.GradientCheck;
import millrace.neural.compute.OpCases;
import millrace.neural.compute.OpSuite;
import millrace.neural.compute.Ops;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every op on every device there is: by Reference's results, within the suite's own tolerances, and
 * with the same bits each time.
 */
@Tag("opencl")
final class OpenClOpsTest {
  /** All devices; these tests mean nothing without one. */
  private static List<ClDevice> devices() {
    assertTrue(OpenCl.available(), OpenCl.why());
    return OpenCl.devices();
  }

  /** By kernels for processors and by those for other devices, both on each device; twice each. */
  @Test
  void everyOp() {
    for (var device : devices())
      try (var one = new OpenCl(device, true);
          var two = new OpenCl(device, true);
          var three = new OpenCl(device, false);
          var four = new OpenCl(device, false)) {
        var groups = new Ops[][] {{one, two}, {three, four}}; // of each, the same bits
        assertEquals(OpCases.all().size(), OpSuite.check(groups, 1, _ -> true), device.toString());
        assertEquals(0, one.liveBuffers(), device.toString());
        assertEquals(0, three.liveBuffers(), device.toString());
      }
  }

  /** As Cpu's: 2e-5 of 1 + the largest number of a gradient. */
  @Test
  void gradients() {
    for (var device : devices())
      try (var f = new OpenCl(device)) {
        int gradients = GradientCheck.agreement(f, 2e-5, _ -> true);
        assertTrue(gradients > 2_000, () -> gradients + " gradients");
        assertEquals(0, f.liveBuffers(), f.toString());
      }
  }
}
