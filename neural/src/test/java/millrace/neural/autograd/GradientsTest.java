package millrace.neural.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Set;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Kernels;
import millrace.neural.compute.OpCase;
import millrace.neural.compute.OpCases;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Reference;
import millrace.neural.compute.Spoiled;
import org.junit.jupiter.api.Test;

/** The gradient of every op, on every backend; and that a wrong one would be noticed. */
final class GradientsTest {
  /** Of float sums of up to some thousand numbers. */
  private static final double FLOAT = 2e-5;

  @Test
  void everyOpFollowsItsCentralDifferences() {
    int slopes = GradientCheck.differences(new Reference(), c -> !c.large());
    assertTrue(slopes > 20_000, () -> slopes + " slopes");
  }

  @Test
  void everyOpWithAGradientIsChecked() {
    Set<Class<?>> checked = new HashSet<>();
    Set<Class<?>> all = new HashSet<>();
    for (var c : OpCases.all()) {
      if (GradientCheck.has(c)) checked.add(c.op().getClass());
      if (Gradients.has(c.op())) all.add(c.op().getClass());
    }
    assertEquals(all, checked);
  }

  @Test
  void cpuAgreesWithReference() {
    agrees(new Cpu(Kernels.SCALAR, 1));
    agrees(new Cpu(2));
  }

  private static void agrees(Ops backend) {
    try (backend) {
      int gradients = GradientCheck.agreement(backend, FLOAT, _ -> true);
      assertTrue(gradients > 2_000, () -> gradients + " gradients");
    }
  }

  /** A fault in an op that only serves gradients. */
  @Test
  void aWrongGradientOpIsNoticed() {
    var serving = new LinkedHashMap<Class<?>, Class<?>>();
    for (var c : OpCases.all()) {
      if (!GradientCheck.has(c)) continue;
      for (var gradient : OpCases.all()) {
        var type = gradient.op().getClass();
        if (type.getSimpleName().equals(c.op().getClass().getSimpleName() + "Grad"))
          serving.put(type, c.op().getClass());
      }
    }
    serving.forEach(
        (gradient, op) ->
            noticed(
                new Spoiled(new Reference(), gradient::isInstance, 1e-3),
                c -> op.isInstance(c.op()),
                gradient));
    assertTrue(serving.size() >= 8, serving::toString);
  }

  /** A fault in whatever the gradient of an op is made of. */
  @Test
  void aFaultInAnyGradientIsNoticed() {
    Set<Class<?>> types = new HashSet<>();
    for (var c : OpCases.all()) if (GradientCheck.has(c)) types.add(c.op().getClass());
    for (var type : types)
      noticed(
          new Spoiled(new Reference(), op -> !type.isInstance(op), 1e-3),
          c -> type.isInstance(c.op()),
          type);
  }

  private static void noticed(
      Ops spoiled, java.util.function.Predicate<OpCase> which, Class<?> what) {
    var error =
        assertThrows(
            AssertionError.class,
            () -> GradientCheck.differences(spoiled, c -> !c.large() && which.test(c)),
            what.getSimpleName());
    assertTrue(error.getMessage().contains("are wrong"), error.getMessage());
  }
}
