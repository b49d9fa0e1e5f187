package millrace.neural.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Recurrence.Cell;
import millrace.neural.compute.Reference;
import millrace.neural.losses.CrossEntropy;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/** Reversing short sequences: the last comes first, which is what attention is for. */
class EncoderDecoderTest {
  private static final int START = 0;
  private static final int END = 1;
  private static final int WORDS = 10; // with start and end, which sources do not have

  private record Pairs(int[][] sources, int[][] targets) {
    static Pairs of(int n, RandomGenerator random) {
      var sources = new int[n][];
      var targets = new int[n][];
      for (int i = 0; i < n; i++) {
        int length = 2 + random.nextInt(5);
        sources[i] = new int[length];
        targets[i] = new int[length + 2];
        targets[i][length + 1] = END;
        for (int k = 0; k < length; k++) {
          sources[i][k] = 2 + random.nextInt(WORDS - 2);
          targets[i][length - k] = sources[i][k];
        }
      }
      return new Pairs(sources, targets);
    }
  }

  private static double right(Pairs pairs, List<List<BeamSearch.Found>> found) {
    double right = 0;
    for (int i = 0; i < pairs.sources.length; i++) {
      var t = pairs.targets[i];
      var best = found.get(i).getFirst();
      if (best.ended() && Arrays.equals(Arrays.copyOfRange(t, 1, t.length - 1), best.tokens()))
        right++;
    }
    return right / pairs.sources.length;
  }

  private static EncoderDecoder net(Ops f, Cell cell, boolean additive) {
    var random = Run.seeded(4).random("weights");
    var attention =
        additive
            ? AdditiveAttention.of(f, 32, 64, 32, random)
            : DotAttention.of(f, 32, 64, 32, random);
    return EncoderDecoder.of(f, cell, WORDS, WORDS, 16, 32, 1, attention, random);
  }

  @Test
  void learnsToReverseWithAdditiveAttention() {
    learns(Cell.GRU, true);
  }

  @Test
  void learnsToReverseWithDotProducts() {
    learns(Cell.LSTM, false);
  }

  private static void learns(Cell cell, boolean additive) {
    try (var f = new Cpu(2)) {
      var net = net(f, cell, additive);
      var adam = new Adam(f, Layer.parameters(net).values(), 4e-3);
      var run = Run.seeded(5);
      double loss = Double.NaN;
      for (int step = 0; step < 300; step++) {
        var batch = Pairs.of(32, run.random("batch", step));
        loss =
            adam.step(
                g ->
                    new CrossEntropy()
                        .of(
                            g,
                            net.logits(g, batch.sources, batch.targets),
                            EncoderDecoder.expected(batch.targets)));
      }
      assertTrue(loss < .2, "loss " + loss);
      var test = Pairs.of(200, run.random("test"));
      double greedy = right(test, net.decode(f, test.sources, BeamSearch.greedy(9, START, END)));
      assertTrue(greedy > .9, "greedy " + greedy);
      var beam = new BeamSearch(4, 9, START, END, 0);
      double wide = right(test, net.decode(f, test.sources, beam));
      assertTrue(wide >= greedy - .02, "beam %s, greedy %s".formatted(wide, greedy));
    }
  }

  /** Decoding finds the probabilities that teacher forcing computes, whatever it stands beside. */
  @Test
  void probabilitiesAreThoseOfTeacherForcing() {
    var f = new Reference();
    for (var cell : List.of(Cell.GRU, Cell.LSTM)) {
      var net = net(f, cell, cell == Cell.GRU);
      int[][] sources = {{2, 3, 4}, {5}, {6, 7, 8, 9, 2}};
      var found = net.decode(f, sources, new BeamSearch(3, 4, START, END, 0));
      for (int i = 0; i < sources.length; i++) {
        assertEquals(3, found.get(i).size());
        for (var one : found.get(i)) {
          var target = new ArrayList<Integer>(List.of(START));
          for (int t : one.tokens()) target.add(t);
          if (one.ended()) target.add(END);
          int[][] targets = {target.stream().mapToInt(t -> t).toArray()};
          var logs = f.doubles(f.logSoftmax(net.logits(f, new int[][] {sources[i]}, targets)));
          double sum = 0;
          for (int t = 1; t < target.size(); t++) sum += logs[(t - 1) * WORDS + target.get(t)];
          assertEquals(sum, one.logProbability(), 1e-9);
        }
      }
    }
  }

  @Test
  void expectedTokens() {
    int[][] targets = {{0, 5, 1}, {0, 6, 7, 1}};
    int[] expected = {5, 1, -100, 6, 7, 1};
    assertArrayEquals(expected, EncoderDecoder.expected(targets));
  }

  @Test
  void refusals() {
    var f = new Reference();
    var net = net(f, Cell.GRU, true);
    var search = BeamSearch.greedy(2, START, END);
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> net.decode(f, new int[][] {{2}, {}}, search));
    assertEquals("source 1 is empty", e.getMessage());
    var t =
        assertThrows(
            IllegalArgumentException.class, () -> EncoderDecoder.expected(new int[][] {{0}}));
    assertEquals("a target needs a start and an end token, but has 1 tokens", t.getMessage());
  }
}
