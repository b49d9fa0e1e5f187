package millrace.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import millrace.data.Vocabulary;
import millrace.learn.Prediction.Labels;
import millrace.learn.Prediction.Numbers;
import org.junit.jupiter.api.Test;

class PredictionTest {
  @Test
  void theMostProbableLevelOfEqualsTheFirst() {
    var p =
        new Labels(
            new double[] {0.2, 0.5, 0.3, 0.4, 0.2, 0.4, 0, 0, 1}, Vocabulary.of("a", "b", "c"));
    assertEquals(3, p.size());
    assertEquals(0.3, p.probability(0, 2));
    assertEquals(1, p.code(0));
    assertEquals("b", p.label(0));
    assertEquals("a", p.label(1), "a and c are equal");
    assertEquals("c", p.label(2));
    assertEquals(2, new Numbers(new double[] {1, 2}).size());
  }
}
