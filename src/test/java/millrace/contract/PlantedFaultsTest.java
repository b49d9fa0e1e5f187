package millrace.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import millrace.contract.faults.ChangesTheFrame;
import millrace.contract.faults.DeafToCancel;
import millrace.contract.faults.DependsOnThreads;
import millrace.contract.faults.LooksAtNeighbours;
import millrace.contract.faults.NeverReports;
import millrace.contract.faults.ReadsTheTarget;
import millrace.contract.faults.SkipsItsRange;
import millrace.contract.faults.Sound;
import millrace.contract.faults.TakesAnyWeights;
import millrace.learn.Trainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The test of the test: each planted fault is caught by the check meant for it, and a sound trainer
 * by none.
 */
class PlantedFaultsTest {
  private static final Map<Trainer<?>, String> FAULTS =
      Map.of(
          new LooksAtNeighbours(), "row by row gives what all at once gives",
          new ReadsTheTarget(), "the target is not read when predicting",
          new ChangesTheFrame(), "fit leaves the frame as it was",
          new SkipsItsRange(), "refuses what lies outside a range, naming parameter and value",
          new DeafToCancel(), "cancelling stops it",
          new DependsOnThreads(), "same seed, same bytes, on 1, 2 and 3 threads",
          new NeverReports(), "progress rises to its total",
          new TakesAnyWeights(), "refuses weights that it would not use");

  @TestFactory
  Stream<DynamicTest> faultsAreCaught() {
    return FAULTS.entrySet().stream()
        .map(
            e ->
                DynamicTest.dynamicTest(
                    e.getKey().getClass().getSimpleName(),
                    () -> assertTrue(failures(e.getKey()).contains(e.getValue()))));
  }

  @Test
  void aSoundTrainerPasses() {
    var failures = failures(new Sound());
    if (!failures.isEmpty()) fail("failed: " + failures);
  }

  private static List<String> failures(Trainer<?> t) {
    var out = new ArrayList<String>();
    for (var check : Checks.ALL) {
      if (!check.applies().test(t)) continue;
      try {
        check.body().on(t);
      } catch (AssertionError | Exception e) {
        out.add(check.name());
      }
    }
    return out;
  }
}
