package millrace.neural.transformer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.neural.compute.Cpu;
import millrace.neural.layers.Init;
import millrace.neural.layers.Layer;
import millrace.run.Run;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GenerationTest {
  private static final int VOCABULARY = 13;
  private static final int CONTEXT = 16;

  private final Cpu f = new Cpu(2);
  private final Run run = Run.seeded(4);
  private final Decoder net = net();

  private Decoder net() {
    var net = Decoder.of(f, new Gpt(2, 2, 16, VOCABULARY, CONTEXT), run.random("weights"));
    var random = run.random("spread");
    for (var p : Layer.parameters(net).values()) {
      var values = Init.normal(0, 0.5).values(p.shape(), random);
      var floats = new float[values.length];
      for (int i = 0; i < floats.length; i++) floats[i] = (float) values[i];
      f.set(p, floats);
    }
    return net;
  }

  @AfterEach
  void close() {
    f.close();
  }

  /** The same without a cache: everything anew for each token. */
  private int[] slowly(int[] prompt, int most) {
    var ids = prompt.clone();
    for (int i = 0; i < most; i++) {
      var scores = f.floats(net.forward(f, ids, 1, Sight.causal()));
      int best = Sampling.best(scores, (ids.length - 1) * VOCABULARY, VOCABULARY);
      ids = Arrays.copyOf(ids, ids.length + 1);
      ids[ids.length - 1] = best;
    }
    return Arrays.copyOfRange(ids, prompt.length, ids.length);
  }

  @Test
  void greedyTakesTheBestTokenEachTime() {
    for (int[] prompt : new int[][] {{0}, {3, 7, 1}, {12, 12, 5, 2, 9}}) {
      var expected = slowly(prompt, 8);
      assertArrayEquals(expected, new Generation(8, Sampling.greedy()).of(f, net, prompt, run));
      assertArrayEquals(
          expected, new Generation(8, Sampling.plain().topK(1)).of(f, net, prompt, run));
      assertArrayEquals(
          expected, new Generation(8, Sampling.plain().topP(1e-9)).of(f, net, prompt, run));
    }
  }

  @Test
  void rowsOfABatchGetWhatEachWouldGetAlone() {
    var prompts = List.of(new int[] {1, 2}, new int[] {5}, new int[] {7, 3}, new int[] {1, 2});
    var how = new Generation(9, Sampling.plain());
    var all = how.all(f, net, prompts, run);
    assertArrayEquals(how.of(f, net, prompts.get(0), run), all.get(0));
    for (int i = 0; i < prompts.size(); i++) assertEquals(9, all.get(i).length);
    assertTrue(!Arrays.equals(all.get(0), all.get(3)), "each row draws numbers of its own");
    var greedy = new Generation(9, Sampling.greedy());
    var best = greedy.all(f, net, prompts, run);
    for (int i = 0; i < prompts.size(); i++)
      assertArrayEquals(greedy.of(f, net, prompts.get(i), run), best.get(i));
  }

  @Test
  void endsAtStopsAtTheContextAndWhenTold() {
    int[] prompt = {3, 7, 1};
    var free = new Generation(100, Sampling.greedy()).of(f, net, prompt, run);
    assertEquals(CONTEXT - prompt.length, free.length);
    int stop = free[4];
    int first = 0;
    while (free[first] != stop) first++;
    assertArrayEquals(
        Arrays.copyOf(free, first),
        new Generation(100, Sampling.greedy(), stop).of(f, net, prompt, run));
    var heard = new ArrayList<Integer>();
    var told =
        new Generation(100, Sampling.greedy())
            .of(
                f,
                net,
                prompt,
                run,
                id -> {
                  heard.add(id);
                  return heard.size() < 3;
                });
    assertArrayEquals(Arrays.copyOf(free, 3), told);
    assertArrayEquals(told, heard.stream().mapToInt(Integer::intValue).toArray());
    assertEquals(0, new Generation(0, Sampling.greedy()).of(f, net, prompt, run).length);
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Generation(1, Sampling.greedy()).of(f, net, new int[CONTEXT + 1], run));
    assertTrue(error.getMessage().contains("1 to 16 tokens"), error.getMessage());
  }

  /** Frequencies of many draws against the definition. */
  @Test
  void drawsByTheProbabilitiesThatAreLeft() {
    float[] scores = {2, 1, 0, -1, 1.5f};
    check(Sampling.plain(), scores, softmax(scores, 1));
    check(Sampling.plain().temperature(0.5), scores, softmax(scores, 0.5));
    double[] top = softmax(new float[] {2, 1.5f}, 1);
    check(Sampling.plain().topK(2), scores, new double[] {top[0], 0, 0, 0, top[1]});
    // the largest two of .463 .170 .063 .023 .281 make .744, three .914
    double[] three = softmax(new float[] {2, 1, 1.5f}, 1);
    check(Sampling.plain().topP(0.8), scores, new double[] {three[0], three[1], 0, 0, three[2]});
    check(Sampling.plain().topP(0.74), scores, new double[] {top[0], 0, 0, 0, top[1]});
    // tokens 0 and 3 are there already
    check(
        Sampling.plain().repetitionPenalty(2), scores, softmax(new float[] {1, 1, 0, -2, 1.5f}, 1));
  }

  private static double[] softmax(float[] scores, double temperature) {
    double sum = 0;
    for (float s : scores) sum += Math.exp(s / temperature);
    var p = new double[scores.length];
    for (int i = 0; i < p.length; i++) p[i] = Math.exp(scores[i] / temperature) / sum;
    return p;
  }

  private void check(Sampling sampling, float[] scores, double[] expected) {
    int draws = 20_000;
    var counts = new int[scores.length];
    var random = run.random("draws");
    for (int i = 0; i < draws; i++)
      counts[sampling.choose(scores.clone(), 0, scores.length, new int[] {0, 3, 3}, random)]++;
    for (int i = 0; i < counts.length; i++)
      assertEquals(expected[i], counts[i] / (double) draws, 0.015, sampling + " token " + i);
  }

  @Test
  void beamsAreTheMostProbableSequences() {
    int[] prompt = {4, 2};
    var how = new Generation(3, Sampling.greedy());
    var found = how.beams(f, net, prompt, VOCABULARY * VOCABULARY, -1, 0);
    double most = Double.NEGATIVE_INFINITY;
    int[] best = {};
    for (int a = 0; a < VOCABULARY; a++)
      for (int b = 0; b < VOCABULARY; b++)
        for (int c = 0; c < VOCABULARY; c++) {
          double p = logProbability(prompt, a, b, c);
          if (p > most) {
            most = p;
            best = new int[] {a, b, c};
          }
        }
    assertArrayEquals(best, found.getFirst().tokens());
    assertEquals(most, found.getFirst().logProbability(), 1e-4);
    var narrow = how.beams(f, net, prompt, 1, -1, 0).getFirst();
    assertArrayEquals(how.of(f, net, prompt, run), narrow.tokens());
  }

  private final java.util.Map<String, float[]> known = new java.util.HashMap<>();

  private double logProbability(int[] prompt, int... more) {
    double sum = 0;
    var ids = prompt;
    for (int next : more) {
      var at = ids;
      var scores =
          known.computeIfAbsent(
              Arrays.toString(ids),
              _ -> {
                try (var _ = f.scope()) {
                  var logits = net.forward(f, at, 1, Sight.causal());
                  var all = f.floats(f.logSoftmax(logits));
                  return Arrays.copyOfRange(all, all.length - VOCABULARY, all.length);
                }
              });
      sum += scores[next];
      ids = Arrays.copyOf(ids, ids.length + 1);
      ids[ids.length - 1] = next;
    }
    return sum;
  }
}
