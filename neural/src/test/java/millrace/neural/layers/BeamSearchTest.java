package millrace.neural.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.neural.layers.BeamSearch.Found;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/** Search in random tables, small enough to look at every sequence. */
class BeamSearchTest {
  private static final int TOKENS = 4;
  private static final int END = 3;
  private static final int STEPS = 5;

  /** The next token depends on the sequence of the batch and on all tokens before it. */
  private static double[] logs(int sequence, List<Integer> before) {
    var random = Run.seeded(sequence).random("logs", before.hashCode(), before.size());
    var out = new double[TOKENS];
    double sum = 0;
    for (int i = 0; i < TOKENS; i++) {
      out[i] = random.nextDouble() + .02;
      sum += out[i];
    }
    for (int i = 0; i < TOKENS; i++) out[i] = Math.log(out[i] / sum);
    return out;
  }

  private static final class Table implements BeamSearch.Decoder {
    private List<List<Integer>> rows = new ArrayList<>();
    private int[] sequences;
    private int calls;

    Table(int... sequences) {
      this.sequences = sequences;
      for (int i = 0; i < sequences.length; i++) rows.add(List.of());
    }

    @Override
    public double[] next(int[] parents, int[] tokens) {
      var now = new ArrayList<List<Integer>>();
      var owners = new int[parents.length];
      var out = new double[parents.length * TOKENS];
      for (int i = 0; i < parents.length; i++) {
        var row = new ArrayList<>(rows.get(parents[i]));
        if (calls > 0) row.add(tokens[i]);
        else assertEquals(0, tokens[i]);
        now.add(row);
        owners[i] = sequences[parents[i]];
        System.arraycopy(logs(owners[i], row), 0, out, i * TOKENS, TOKENS);
      }
      rows = now;
      sequences = owners;
      calls++;
      return out;
    }
  }

  /** All sequences of at most STEPS tokens, and their log-probabilities. */
  private static void all(
      int sequence, List<Integer> before, double p, double power, List<Found> out) {
    int n = before.size();
    boolean ended = n > 0 && before.getLast() == END;
    if (ended || n == STEPS) {
      var tokens = before.stream().mapToInt(t -> t).limit(ended ? n - 1 : n).toArray();
      out.add(new Found(tokens, p, p / Math.pow(n, power), ended));
      return;
    }
    var logs = logs(sequence, before);
    for (int t = 0; t < TOKENS; t++) {
      var next = new ArrayList<>(before);
      next.add(t);
      all(sequence, next, p + logs[t], power, out);
    }
  }

  @Test
  void aWideBeamFindsEverySequenceInOrder() {
    for (double power : new double[] {0, .7, 1}) {
      var expected = new ArrayList<Found>();
      all(1, List.of(), 0, power, expected);
      expected.sort((a, b) -> Double.compare(b.score(), a.score()));
      var found = new BeamSearch(2000, STEPS, 0, END, power).search(1, new Table(1)).getFirst();
      assertEquals(expected.size(), found.size());
      for (int i = 0; i < found.size(); i++) {
        assertArrayEquals(expected.get(i).tokens(), found.get(i).tokens());
        assertEquals(expected.get(i).score(), found.get(i).score(), 1e-12);
        assertEquals(expected.get(i).logProbability(), found.get(i).logProbability(), 1e-12);
        assertEquals(expected.get(i).ended(), found.get(i).ended());
      }
    }
  }

  @Test
  void greedyTakesTheBestTokenEachTime() {
    for (int sequence = 0; sequence < 20; sequence++) {
      List<Integer> best = new ArrayList<>();
      boolean ended = false;
      while (best.size() < STEPS && !ended) {
        var logs = logs(sequence, best);
        int t = 0;
        for (int i = 1; i < TOKENS; i++) if (logs[i] > logs[t]) t = i;
        ended = t == END;
        if (!ended) best.add(t);
      }
      var found = BeamSearch.greedy(STEPS, 0, END).search(1, new Table(sequence)).getFirst();
      assertEquals(1, found.size());
      assertArrayEquals(best.stream().mapToInt(i -> i).toArray(), found.getFirst().tokens());
      assertEquals(ended, found.getFirst().ended());
    }
  }

  /** A wider beam is better on the whole, and a sequence does not care about its neighbours. */
  @Test
  void batches() {
    var sequences = new int[30];
    for (int i = 0; i < 30; i++) sequences[i] = i;
    double before = Double.NEGATIVE_INFINITY;
    for (int width : new int[] {1, 3, 40}) {
      var search = new BeamSearch(width, STEPS, 0, END, 0);
      var together = search.search(30, new Table(sequences));
      double sum = 0;
      for (int i = 0; i < 30; i++) {
        var alone = search.search(1, new Table(i)).getFirst();
        assertEquals(alone.size(), together.get(i).size());
        assertTrue(alone.size() <= width);
        for (int k = 0; k < alone.size(); k++) {
          assertArrayEquals(alone.get(k).tokens(), together.get(i).get(k).tokens());
          assertEquals(alone.get(k).score(), together.get(i).get(k).score());
        }
        sum += alone.getFirst().logProbability();
      }
      assertTrue(sum > before, "width " + width);
      before = sum;
    }
  }

  /** Among equals the smaller token. */
  @Test
  void ties() {
    BeamSearch.Decoder equal = (parents, tokens) -> new double[parents.length * TOKENS];
    var found = new BeamSearch(3, 2, 0, END, 0).search(1, equal).getFirst();
    assertEquals(
        List.of("[0, 0]", "[0, 1]", "[0, 2]"),
        found.stream().map(f -> Arrays.toString(f.tokens())).toList());
    assertFalse(found.getFirst().ended());
  }

  @Test
  void refusals() {
    var e = assertThrows(IllegalArgumentException.class, () -> new BeamSearch(0, 1, 0, 1, 0));
    assertTrue(e.getMessage().contains("width and steps of at least 1"), e.getMessage());
  }
}
