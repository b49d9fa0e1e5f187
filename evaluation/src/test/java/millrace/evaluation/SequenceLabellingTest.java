package millrace.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Vocabulary;
import millrace.learn.Prediction.Sequences;
import org.junit.jupiter.api.Test;

/**
 * Against scikit-learn 1.2.1: {@code accuracy_score(y, p)} and {@code f1_score(y, p,
 * average="macro")} of y = A B A C C B, p = A B B C A D.
 */
class SequenceLabellingTest {
  private final Column.Tokens truth =
      new Column.Tokens(
          new int[] {0, 2, 3, 3, 6}, new int[] {0, 1, 0, 2, 2, 1}, Vocabulary.of("A", "B", "C"));
  private final Sequences said =
      new Sequences(
          new Column.Tokens(
              new int[] {0, 2, 3, 3, 6},
              new int[] {3, 2, 2, 1, 3, 0},
              Vocabulary.of("D", "C", "B", "A")));

  @Test
  void scores() {
    assertEquals(0.5, SequenceLabelling.TOKEN_ACCURACY.score(truth, said));
    assertEquals(0.41666666666666663, SequenceLabelling.F1_MACRO.score(truth, said), 1e-15);
    assertEquals(0.5, SequenceLabelling.SEQUENCE_ACCURACY.score(truth, said));
  }

  @Test
  void wrongTruthIsRefused() {
    var other = Column.Numeric.of(1, 2, 3, 4);
    assertThrows(DataException.class, () -> SequenceLabelling.TOKEN_ACCURACY.score(other, said));
    var e =
        assertThrows(
            DataException.class,
            () -> SequenceLabelling.TOKEN_ACCURACY.score(truth.rows(1, 0, 2, 3), said));
    assertTrue(e.getMessage().contains("row 0 has 1 labels but 2 predicted"), e.getMessage());
  }
}
