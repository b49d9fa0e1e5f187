package millrace.neural.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.train.AdamW;
import millrace.neural.train.Schedule;
import millrace.neural.train.Task;
import millrace.neural.train.Training;
import millrace.neural.train.Warmup;
import millrace.neural.transformer.Bert;
import millrace.neural.transformer.Encoder;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

class MaskedTokensTest {
  private static final int MASK = 1;
  private static final int FIRST = 2;
  private static final int VOCABULARY = 12;
  private static final int LENGTH = 16;
  private static final MaskedTokens MASKED = new MaskedTokens(MASK, FIRST, VOCABULARY);
  private static final Run RUN = Run.seeded(5).threads(2);

  @Test
  void hidesAsThePaperSays() {
    var random = RUN.random("ids");
    var ids = random.ints(100_000, 0, VOCABULARY).toArray();
    var hidden = MASKED.hide(ids, RUN.random("mask"));
    int words = (int) Arrays.stream(ids).filter(i -> i >= FIRST).count();
    int n = hidden.places().length;
    share(.15, n, words);
    int masked = 0;
    int same = 0;
    var back = hidden.ids().clone();
    for (int i = 0; i < n; i++) {
      int at = hidden.places()[i];
      assertTrue(hidden.told()[i] >= FIRST && (hidden.ids()[at] >= MASK));
      if (hidden.ids()[at] == MASK) masked++;
      if (hidden.ids()[at] == hidden.told()[i]) same++;
      back[at] = hidden.told()[i];
    }
    assertArrayEquals(ids, back, "the others stay");
    share(.8, masked, n);
    share(.1 + .1 / 10, same, n); // a token in its place may be the same by chance
  }

  /** Five standard deviations. */
  private static void share(double expected, int n, int of) {
    double deviation = Math.sqrt(expected * (1 - expected) / of);
    assertEquals(expected, (double) n / of, 5 * deviation);
  }

  @Test
  void hidesOneAtLeast() {
    for (int i = 0; i < 50; i++) {
      var hidden = MASKED.hide(new int[] {0, 7, 0}, RUN.random("mask", i));
      assertArrayEquals(new int[] {1}, hidden.places());
      assertArrayEquals(new int[] {7}, hidden.told());
    }
    assertThrows(
        IllegalArgumentException.class, () -> MASKED.hide(new int[] {0, 1}, RUN.random("mask")));
    assertThrows(IllegalArgumentException.class, () -> new MaskedTokens(12, 2, 12));
    assertThrows(IllegalArgumentException.class, () -> new MaskedTokens(1, 2, 12, 0));
  }

  /** Rows that count: a hidden token follows from any one that is seen and its place. */
  private static int[] rows(int... starts) {
    var out = new int[starts.length * LENGTH];
    for (int i = 0; i < out.length; i++)
      out[i] = FIRST + (starts[i / LENGTH] + i % LENGTH) % (VOCABULARY - FIRST);
    return out;
  }

  @Test
  void aSmallEncoderLearnsToCount() {
    try (var f = new Cpu(2)) {
      var size = new Bert(2, 4, 32, 64, VOCABULARY, LENGTH, 1, Function.GELU, 1e-12, 0);
      var net = Encoder.of(f, size, RUN.random("weights"));
      var task =
          Task.of(
              net,
              VOCABULARY - FIRST,
              (g, batch) ->
                  MASKED.loss(
                      g,
                      net,
                      rows(batch),
                      batch.length,
                      Run.seeded(g.training() ? g.nextSeed() : 0).random("mask")));
      var training =
          new Training()
              .optimizer(new AdamW().lr(5e-3))
              .schedule(new Warmup(30, 0, new Schedule.Cosine(770, 0)))
              .batchSize(16)
              .drawn(16 * 160)
              .epochs(5);
      var history = training.fit(f, task, RUN);
      assertTrue(history.epochs().getFirst().loss() > 1, "it knows nothing at first");
      double right = right(f, net);
      assertTrue(right > .95, "right of those masked: " + right);
    }
  }

  private static double right(Ops f, Encoder net) {
    int right = 0;
    int all = 0;
    for (int start = 0; start < VOCABULARY - FIRST; start++) {
      var hidden = MASKED.hide(rows(start), RUN.random("test", start));
      var seen = net.forward(f, hidden.ids(), 1);
      var scores = f.floats(f.matmul(seen, false, net.tokens().table(), true));
      for (int i = 0; i < hidden.places().length; i++, all++) {
        int at = hidden.places()[i] * VOCABULARY;
        int best = 0;
        for (int v = 1; v < VOCABULARY; v++) if (scores[at + v] > scores[at + best]) best = v;
        if (best == hidden.told()[i]) right++;
      }
    }
    return (double) right / all;
  }
}
