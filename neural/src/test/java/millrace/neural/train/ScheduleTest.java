package millrace.neural.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every schedule against golden/schedules.py (PyTorch). */
class ScheduleTest {
  private static final JsonNode GOLDEN = Golden.read("schedules.json");

  @TestFactory
  Stream<DynamicTest> pytorch() {
    Map<String, Schedule> cases = new LinkedHashMap<>();
    cases.put("constant", new Schedule.Constant());
    cases.put("time", new Schedule.TimeBased(.05));
    cases.put("step", new Schedule.StepDecay(7, .5));
    cases.put("multi", new Schedule.MultiStep(List.of(12L, 5L, 30L), .2));
    cases.put("exponential", new Schedule.Exponential(.9));
    cases.put("cosine", new Schedule.Cosine(39, .1));
    cases.put("restarts", new Schedule.Restarts(10, 1, .05));
    cases.put("restarts longer", new Schedule.Restarts(5, 2, 0));
    cases.put("warmup", new Warmup(8, .1, new Schedule.Exponential(.9)));
    cases.put("cycle", new Schedule.OneCycle(40));
    cases.put("cycle linear", new Schedule.OneCycle(37, .25, 10, 100, true, false));
    cases.put("cycle three", new Schedule.OneCycle(40, .3, 25, 1e4, false, true));
    return cases.entrySet().stream()
        .map(c -> DynamicTest.dynamicTest(c.getKey(), () -> check(c.getKey(), c.getValue())));
  }

  private static void check(String name, Schedule schedule) {
    var golden = Golden.numbers(GOLDEN.get(name));
    assertTrue(golden.length >= 36);
    for (int t = 0; t < golden.length; t++)
      assertEquals(golden[t], schedule.factor(t), 1e-12, name + " at " + t);
  }

  @Test
  void plateau() {
    var watched = Golden.numbers(GOLDEN.get("watched"));
    var flipped = Arrays.stream(watched).map(w -> -(1 - w)).toArray();
    check("plateau", new Plateau(.5, 2), watched);
    check("plateau all", new Plateau(.3, 1, .01, 3, .02), watched);
    check("plateau max", new Plateau(.5, 2), flipped);
  }

  private static void check(String name, Schedule schedule, double[] watched) {
    var golden = Golden.numbers(GOLDEN.get(name));
    assertTrue(golden[golden.length - 1] < golden[0], "it falls");
    for (int t = 0; t < golden.length; t++)
      assertEquals(golden[t], schedule.factor(t, Arrays.copyOf(watched, t)), 1e-12, name + " " + t);
  }

  @Test
  void afterTheEnd() {
    assertEquals(.1, new Schedule.Cosine(10, .1).factor(25), 1e-15);
    assertEquals(1 / 25e4, new Schedule.OneCycle(10).factor(25), 1e-15);
    assertEquals(.5, new Warmup(4, 0, new Plateau(.5, 0)).factor(7, 1, 2));
    assertEquals(.25, new Warmup(4, 0, new Plateau(.5, 0)).factor(1, 1, 2));
  }

  @Test
  void refusals() {
    assertThrows(IllegalArgumentException.class, () -> new Schedule.StepDecay(0, .5));
    assertThrows(IllegalArgumentException.class, () -> new Schedule.Cosine(3, 1.5));
    assertThrows(IllegalArgumentException.class, () -> new Plateau(1, 2));
    assertThrows(IllegalArgumentException.class, () -> new Schedule.OneCycle(1));
    assertThrows(IllegalArgumentException.class, () -> new Warmup(0, .1, new Schedule.Constant()));
  }
}
