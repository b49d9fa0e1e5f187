package millrace.neural.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** That the suite covers every op, and would notice a fault in any. */
final class OpSuiteTest {
  /** Guards against a suite that shrinks unnoticed. */
  private static final int LEAST = 2_500;

  @Test
  void everyOpHasCases() {
    var covered = new HashSet<Class<?>>();
    var all = OpCases.all();
    for (var c : all) covered.add(c.op().getClass());
    var missing = new ArrayList<String>();
    for (var op : records(Op.class)) if (!covered.contains(op)) missing.add(op.getSimpleName());
    assertEquals(List.of(), missing, "ops without a case");
    assertTrue(all.size() >= LEAST, () -> all.size() + " cases");
  }

  @Test
  void everyConstantHasCases() {
    var functions = EnumSet.noneOf(Function.class);
    var slopes = EnumSet.noneOf(Function.class);
    var rules = EnumSet.noneOf(Update.Rule.class);
    var cells = EnumSet.noneOf(Recurrence.Cell.class);
    for (var c : OpCases.all()) {
      switch (c.op()) {
        case Elementwise.Apply a -> functions.add(a.function());
        case Elementwise.ApplyGrad a -> slopes.add(a.function());
        case Update.Step s -> rules.add(s.rule());
        case Recurrence.Recur r -> cells.add(r.cell());
        default -> {}
      }
    }
    assertEquals(EnumSet.allOf(Function.class), functions);
    assertEquals(EnumSet.allOf(Function.class), slopes);
    assertEquals(EnumSet.allOf(Update.Rule.class), rules);
    assertEquals(EnumSet.allOf(Recurrence.Cell.class), cells);
  }

  /** Reference agrees with itself, and never with a backend that has a fault in one kind of op. */
  @Test
  void faultsAreNoticed() {
    for (var type : records(Op.class)) {
      var error =
          assertThrows(
              AssertionError.class,
              () ->
                  OpSuite.check(
                      new Spoiled(new Reference(), type::isInstance, 1e-3),
                      1,
                      c -> !c.large() && type.isInstance(c.op())),
              type.getSimpleName());
      assertTrue(error.getMessage().contains(type.getSimpleName()), error.getMessage());
    }
    assertTrue(OpSuite.check(new Reference(), 1, c -> !c.large()) > LEAST / 2);
  }

  /** All records of a sealed hierarchy. */
  static Set<Class<?>> records(Class<?> sealed) {
    var out = new HashSet<Class<?>>();
    for (var c : sealed.getPermittedSubclasses()) {
      if (c.isRecord()) out.add(c);
      else out.addAll(records(c));
    }
    return out;
  }
}
