package millrace.neural.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import millrace.neural.autograd.Tape;
import millrace.neural.compute.Elementwise.Dropout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is dropped is as good as random: within 5 deviations of what chance gives. */
final class DropoutTest {
  private static final int N = 1_000_000;

  private final Tape seeds = new Tape(new Reference(), List.of(), 12);

  @ParameterizedTest
  @ValueSource(doubles = {.01, .1, .5, .9, .999})
  void asManyAsAskedFor(double p) {
    for (int k = 0; k < 5; k++) {
      var op = new Dropout(p, seeds.nextSeed());
      int dropped = 0;
      for (int i = 0; i < N; i++) if (op.dropped(i)) dropped++;
      assertEquals(p, dropped / (double) N, 5 * Math.sqrt(p * (1 - p) / N));
    }
  }

  @Test
  void nothing() {
    var op = new Dropout(0, seeds.nextSeed());
    for (int i = 0; i < N; i++) assertEquals(false, op.dropped(i));
  }

  /** Neighbours, elements a power of two apart as in rows, and the same element at two steps. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 64, 1024, 65_536})
  void independent(int distance) {
    double p = .3;
    double both = p * p;
    for (int k = 0; k < 5; k++) {
      var a = new Dropout(p, seeds.nextSeed());
      var b = distance == 0 ? new Dropout(p, seeds.nextSeed()) : a;
      int count = 0;
      for (int i = 0; i < N; i++) if (a.dropped(i) && b.dropped(i + distance)) count++;
      assertEquals(both, count / (double) N, 5 * Math.sqrt(both * (1 - both) / N));
    }
  }
}
