package millrace.neural.transformer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import millrace.neural.autograd.Tape;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Reference;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.BeamSearch;
import millrace.neural.layers.EncoderDecoder;
import millrace.neural.layers.Layer;
import millrace.neural.losses.CrossEntropy;
import millrace.neural.train.Adam;
import millrace.neural.train.Evaluation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An encoder and a decoder together. */
class TransformerPairTest {
  private static final int START = 0;
  private static final int END = 1;
  private static final int WORDS = 10;
  private static final Transformer.Size SIZE = new Transformer.Size(2, 2, 8, 12, 11, WORDS, 9);
  private static final int[][] SOURCES = {{3, 1, 4, 1, 5}, {10, 2}, {6, 5, 3, 10}};
  private static final int[][] TARGETS = {{0, 4, 2, 1}, {0, 9, 9, 3, 5, 1}, {0, 1}};

  private static Transformer net(Ops f, Transformer.Size size) {
    var net = Transformer.of(f, size, TransformerTest.random());
    TransformerTest.spread(f, Layer.parameters(net).values());
    return net;
  }

  private static Tensor loss(Ops f, Transformer net) {
    return new CrossEntropy()
        .smoothing(0.1)
        .of(f, net.logits(f, SOURCES, TARGETS), EncoderDecoder.expected(TARGETS));
  }

  @ParameterizedTest
  @CsvSource({"true, true", "false, false", "false, true", "true, false"})
  void gradientsFollowCentralDifferences(boolean normFirst, boolean sinusoidal) {
    var f = new Reference();
    var net =
        Transformer.of(
            f, SIZE.normFirst(normFirst).sinusoidal(sinusoidal), TransformerTest.random());
    var names = Layer.parameters(net).keySet();
    assertEquals(normFirst, names.contains("decoderNorm.gain"));
    assertEquals(!sinusoidal, names.contains("targetPlaces.table"));
    TransformerTest.check(net, f, g -> loss(g, net));
  }

  /** The values of the formula at places where sines and cosines are known, and their turning. */
  @Test
  void placesAreWaves() {
    var f = new Reference();
    int width = 6;
    var table = f.doubles(Positions.Sinusoidal.of(f, 50, width).table());
    assertArrayEquals(new double[] {0, 1, 0, 1, 0, 1}, Arrays.copyOf(table, width), 0);
    for (int p = 0; p < 50; p++)
      for (int i = 0; i < width / 2; i++) {
        double angle = p / Math.pow(10_000, 2.0 * i / width);
        assertEquals(Math.sin(angle), table[p * width + 2 * i], 1e-12);
        assertEquals(Math.cos(angle), table[p * width + 2 * i + 1], 1e-12);
      }
    for (int k : new int[] {1, 7}) { // place p + k is place p turned, whatever p
      double angle = k / Math.pow(10_000, 2.0 / width);
      for (int p = 0; p + k < 50; p++) {
        double sin = table[p * width + 2];
        double cos = table[p * width + 3];
        assertEquals(
            sin * Math.cos(angle) + cos * Math.sin(angle), table[(p + k) * width + 2], 1e-12);
      }
    }
    var odd = f.doubles(Positions.Sinusoidal.of(f, 3, 3).table());
    assertEquals(Math.sin(2 / Math.pow(10_000, 2.0 / 3)), odd[8], 1e-12);
  }

  @Test
  void aCacheGivesWhatAllAtOnceGives() {
    for (Ops f : List.of(new Reference(), new Cpu(2)))
      for (boolean normFirst : new boolean[] {true, false}) {
        var net = net(f, SIZE.normFirst(normFirst));
        int[] ids = {0, 4, 2, 7, 3, 0, 9, 9, 3, 5, 0, 2, 2, 6, 1};
        var source = net.encode(f, SOURCES);
        var all = f.doubles(net.logits(f, net.hidden(f, ids, 3, Sight.causal(), source)));
        var cache = KvCache.of(f, net.decoder(), 3, 5);
        double tolerance = f instanceof Reference ? 1e-12 : 2e-5;
        for (int t = 0; t < 5; t++) {
          int[] next = {ids[t], ids[5 + t], ids[10 + t]};
          var hidden = net.hidden(f, next, 3, Sight.behind(cache), source);
          var found = f.doubles(net.logits(f, hidden));
          for (int b = 0; b < 3; b++)
            assertArrayEquals(
                Arrays.copyOfRange(all, (b * 5 + t) * WORDS, (b * 5 + t + 1) * WORDS),
                Arrays.copyOfRange(found, b * WORDS, (b + 1) * WORDS),
                tolerance);
        }
      }
  }

  /** Decoding finds the probabilities that teacher forcing computes, alone or in a batch. */
  @Test
  void probabilitiesAreThoseOfTeacherForcing() {
    var f = new Reference();
    var net = net(f, SIZE);
    for (int width : new int[] {1, 3}) {
      var search = new BeamSearch(width, 6, START, END, 0);
      var found = net.decode(f, SOURCES, search);
      for (int i = 0; i < SOURCES.length; i++) {
        assertEquals(width, found.get(i).size());
        var alone = net.decode(f, new int[][] {SOURCES[i]}, search).getFirst();
        for (int j = 0; j < width; j++) {
          var one = found.get(i).get(j);
          assertArrayEquals(alone.get(j).tokens(), one.tokens());
          assertEquals(alone.get(j).logProbability(), one.logProbability(), 1e-12);
          var target = new ArrayList<Integer>(List.of(START));
          for (int t : one.tokens()) target.add(t);
          if (one.ended()) target.add(END);
          int[][] targets = {target.stream().mapToInt(t -> t).toArray()};
          var logs = f.doubles(f.logSoftmax(net.logits(f, new int[][] {SOURCES[i]}, targets)));
          double sum = 0;
          for (int t = 1; t < target.size(); t++) sum += logs[(t - 1) * WORDS + target.get(t)];
          assertEquals(sum, one.logProbability(), 1e-9);
        }
      }
    }
  }

  /** A beam as wide as there are sequences finds the best of all of them. */
  @Test
  void aWideBeamFindsTheBest() {
    var f = new Reference();
    var net = net(f, new Transformer.Size(1, 2, 8, 12, 11, 4, 9));
    int[][] source = {{3, 1, 4}};
    var best = net.decode(f, source, new BeamSearch(64, 3, START, END, 0), START).getFirst();
    double most = Double.NEGATIVE_INFINITY;
    int[] tokens = {};
    for (int a = 1; a < 4; a++)
      for (int b = a == END ? END : 1; b < (a == END ? END + 1 : 4); b++)
        for (int c = b == END ? END : 1; c < (b == END ? END + 1 : 4); c++) {
          int n = a == END ? 1 : b == END ? 2 : 3;
          int[] target = Arrays.copyOf(new int[] {START, a, b, c}, n + 1);
          var logs = f.doubles(f.logSoftmax(net.logits(f, source, new int[][] {target})));
          double sum = 0;
          for (int t = 1; t <= n; t++) sum += logs[(t - 1) * 4 + target[t]];
          if (sum <= most) continue;
          most = sum;
          tokens = Arrays.copyOfRange(target, 1, target[n] == END ? n : n + 1);
        }
    assertEquals(most, best.getFirst().logProbability(), 1e-9);
    assertArrayEquals(tokens, best.getFirst().tokens());
    for (var found : best) for (int t : found.tokens()) assertTrue(t != START, "never");
  }

  @Test
  void aBatchGivesWhatEachRowGives() {
    try (var f = new Cpu(2)) {
      var net = net(f, SIZE);
      var all = f.floats(net.logits(f, SOURCES, TARGETS));
      int steps = all.length / WORDS / 3;
      for (int b = 0; b < 3; b++) { // what is padding does not matter
        var one = f.floats(net.logits(f, new int[][] {SOURCES[b]}, new int[][] {TARGETS[b]}));
        assertArrayEquals(
            one, Arrays.copyOfRange(all, b * steps * WORDS, b * steps * WORDS + one.length), 2e-5f);
      }
    }
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBytes() {
    var size = new Transformer.Size(2, 4, 64, 96, 50, 40, 40).dropout(0.2);
    var random = new Random(3);
    var sources = new int[12][];
    var targets = new int[12][];
    for (int i = 0; i < 12; i++) {
      sources[i] = random.ints(1 + random.nextInt(40), 0, 50).toArray();
      targets[i] = random.ints(2 + random.nextInt(38), 0, 40).toArray();
    }
    float[][] first = null;
    List<List<BeamSearch.Found>> said = null;
    for (int threads : new int[] {1, 2, 3}) {
      try (var f = new Cpu(threads)) {
        var net = Transformer.of(f, size, TransformerTest.random());
        var parameters = List.copyOf(Layer.parameters(net).values());
        var updater = new Adam().lr(1e-2).updater(f, parameters.toArray(Tensor[]::new));
        for (int step = 0; step < 3; step++) {
          int seed = step;
          updater.step(
              1,
              () -> {
                var tape = new Tape(f, parameters, seed);
                var logits = net.logits(tape, sources, targets);
                var loss = new CrossEntropy().of(tape, logits, EncoderDecoder.expected(targets));
                tape.backward(loss);
                return Evaluation.of(tape, loss, parameters);
              });
        }
        var all = parameters.stream().map(f::floats).toArray(float[][]::new);
        var found = net.decode(f, sources, new BeamSearch(2, 12, START, END, 0.6));
        if (first == null) first = all;
        if (said == null) said = found;
        for (int i = 0; i < all.length; i++) assertArrayEquals(first[i], all[i]);
        for (int i = 0; i < found.size(); i++)
          for (int j = 0; j < found.get(i).size(); j++) {
            assertArrayEquals(said.get(i).get(j).tokens(), found.get(i).get(j).tokens());
            assertEquals(said.get(i).get(j).score(), found.get(i).get(j).score());
          }
      }
    }
  }

  @Test
  void refusals() {
    var f = new Reference();
    var net = net(f, SIZE);
    refused("source 1 is empty", () -> net.encode(f, new int[][] {{2}, {}}));
    refused("9 places, but 10 tokens", () -> net.encode(f, new int[][] {new int[10]}));
    refused(
        "room for 9 tokens, but the search has 10 steps",
        () -> net.decode(f, SOURCES, BeamSearch.greedy(10, START, END)));
    refused(
        "a target needs a start and an end token",
        () -> net.logits(f, new int[][] {{2}}, new int[][] {{0}}));
    refused(
        "5 tokens do not make 3 rows",
        () -> net.hidden(f, new int[5], 3, Sight.causal(), net.encode(f, SOURCES)));
    refused("heads must divide", () -> new Transformer.Size(1, 3, 8, 8, 4, 4, 4));
    refused("dropout must be in [0, 1)", () -> SIZE.dropout(1));
  }

  private static void refused(String why, org.junit.jupiter.api.function.Executable call) {
    var error = assertThrows(IllegalArgumentException.class, call);
    assertTrue(error.getMessage().contains(why), error.getMessage());
  }
}
