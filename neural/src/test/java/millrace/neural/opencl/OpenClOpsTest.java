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

  private static void all(boolean processor) {
    for (var device : devices())
      try (var f = new OpenCl(device, processor)) {
        assertEquals(OpCases.all().size(), OpSuite.check(f, 1, _ -> true), f.toString());
        assertEquals(0, f.liveBuffers(), f.toString());
      }
  }

  @Test
  void kernelsForProcessors() {
    all(true);
  }

  @Test
  void kernelsForOtherDevices() {
    all(false);
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

  @Test
  void theSameBitsEachTime() {
    for (var device : devices())
      try (var a = new OpenCl(device);
          var b = new OpenCl(device)) {
        OpSuite.check(new Ops[][] {{a, b}}, 1, _ -> true);
      }
  }
}
