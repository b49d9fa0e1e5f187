package millrace.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import millrace.learn.Catalog;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every check on every trainer and step of the catalogue, and on composites whose defaults would be
 * vacuous.
 */
class ContractTest {
  private static final int FEWEST_CHECKS = 14;

  /**
   * Who may fail which check, and why. An exception that no longer fails is an error: the list
   * cannot rot.
   */
  private static final Map<String, String> EXCEPTIONS =
      Map.of(
          "BernoulliNaiveBayes: is no worse than its baseline",
          "all features of the sample but a random one are there, above its default threshold of 0",
          "TargetTransform: is no worse than its baseline",
          "its default turns back the mean of the logarithm, which is no mean",
          "GaussianMixture: is no worse than its baseline",
          "its default is a single component, as in scikit-learn: all rows are in one cluster",
          "QuantileRegressor: is no worse than its baseline",
          "its default penalty, as in scikit-learn, leaves the median, which is no mean");

  static List<Trainer<?>> subjects() {
    var real =
        Catalog.trainers().stream()
            .filter(t -> !t.getClass().getPackageName().startsWith("millrace.contract"))
            .<Trainer<?>>map(Samples::ready);
    return Stream.concat(real, Composites.all().stream()).toList();
  }

  @TestFactory
  Stream<DynamicNode> contract() {
    return subjects().stream()
        .map(
            t ->
                dynamicContainer(
                    Spec.print((Record) t),
                    Checks.ALL.stream()
                        .filter(c -> c.applies().test(t))
                        .map(c -> dynamicTest(c.name(), () -> run(c, t)))));
  }

  private static void run(Check check, Trainer<?> t) throws Exception {
    var excuse = EXCEPTIONS.get(Spec.print((Record) t) + ": " + check.name());
    if (excuse == null) {
      check.body().on(t);
      return;
    }
    try {
      check.body().on(t);
    } catch (AssertionError e) {
      return;
    }
    throw new AssertionError("passes, so its exception (" + excuse + ") must go");
  }

  @Test
  void nobodyEscapesTheContract() {
    assertTrue(subjects().size() >= 140, "only " + subjects().size() + " subjects");
    for (var t : subjects()) {
      long checks = Checks.ALL.stream().filter(c -> c.applies().test(t)).count();
      assertTrue(checks >= FEWEST_CHECKS, t + " has only " + checks + " checks");
    }
    var names = Catalog.trainers().stream().map(t -> Catalog.name(t.getClass())).toList();
    assertEquals(names.stream().distinct().toList(), names, "names are unique");
  }
}
