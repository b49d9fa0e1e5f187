package millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import millrace.data.Frame;
import millrace.evaluation.Classification;
import millrace.evaluation.Comparison;
import millrace.evaluation.Comparison.LeftOut;
import millrace.evaluation.CrossValidation;
import millrace.evaluation.Folds;
import millrace.evaluation.Majority;
import millrace.evaluation.Metric;
import millrace.learn.Needs;
import millrace.learn.Prediction.Labels;
import millrace.learn.Predictor;
import millrace.learn.Trainer;
import millrace.notebook.Samples;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/** A time that measuring all models would use up. */
class BudgetTest {
  private static final int SLOW = 30;

  /** {@link Majority} after so many milliseconds; it can be stopped. */
  private record After(int milliseconds) implements Trainer<Majority.Fitted> {
    @Override
    public Needs needs() {
      return new Majority().needs();
    }

    @Override
    public Majority.Fitted fit(Frame train, Run run) {
      for (int i = 0; i < milliseconds; i++) {
        try {
          Thread.sleep(1);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        run.step("wait", i, milliseconds);
      }
      return new Majority().fit(train, run);
    }
  }

  private static Comparison compared(double seconds, SequencedMap<String, Trainer<?>> models) {
    @SuppressWarnings("unchecked")
    Function<Trainer<?>, Trainer<? extends Predictor<Labels>>> asIs =
        t -> (Trainer<? extends Predictor<Labels>>) t;
    var how = new CrossValidation(Folds.stratified(3)).keepGoing(true);
    @SuppressWarnings({"unchecked", "rawtypes"})
    Metric<Labels>[] accuracy = new Metric[] {Classification.ACCURACY};
    return new Budget<>(seconds, how, Samples.iris(), Run.seeded(1), accuracy)
        .compare(models, asIs);
  }

  @Test
  void measuringLeavesTimeForWhatCameFirst() {
    var models = new LinkedHashMap<String, Trainer<?>>();
    models.put("majority", new Majority());
    for (int i = 0; i < SLOW; i++) models.put("slow" + i, new After(100));
    var result = compared(3, models);
    var names = new ArrayList<>(result.entries().stream().map(e -> e.name()).toList());
    assertTrue(names.contains("majority"), names.toString());
    var why = result.leftOut().stream().map(LeftOut::why).toList();
    assertTrue(
        why.stream().anyMatch(w -> w.startsWith("what it would take is not known")),
        why.toString());
    names.addAll(result.leftOut().stream().map(LeftOut::name).toList());
    assertEquals(models.keySet(), new HashSet<>(names));
    assertEquals(models.size(), names.size());
  }

  @Test
  void oneThatTakesLongDoesNotKeepTheOthersOut() {
    var models = new LinkedHashMap<String, Trainer<?>>();
    models.put("endless", new After(1_000_000));
    IntStream.range(0, 3).forEach(i -> models.put("majority" + i, new Majority()));
    var result = compared(3, models);
    assertEquals(3, result.entries().size(), result.leftOut().toString());
    var left = result.leftOut().getFirst();
    assertEquals("endless", left.name());
    assertTrue(left.why().contains("it was stopped after 300 ms"), left.why());
  }
}
