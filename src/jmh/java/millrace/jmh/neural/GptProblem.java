package millrace.jmh.neural;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * nanoGPT's network for a CPU, the same for all sides: texts and first weights follow from a fixed
 * seed. What comes next follows from the two tokens before, but for one in five.
 *
 * @param ids of each batch, row by row
 * @param next what follows each of them
 * @param weights by the order in which the network uses them: tokens, places, for each block the
 *     first norm, queries, keys, values, out, the second norm, up, down, and the last norm; each
 *     matrix before its bias. Scores come from the tokens' vectors
 */
record GptProblem(int[][] ids, int[][] next, List<Problem.Weight> weights) {
  static final int LAYERS = 4;
  static final int HEADS = 4;
  static final int WIDTH = 128;
  static final int CONTEXT = 64;
  static final int VOCABULARY = 65;
  static final int BATCH = 12;
  static final double RATE = 1e-3;
  static final double DECAY = 0.1;

  /** How many weights a block has. */
  static final int BLOCK = 16;

  private static final int BATCHES = 64;

  static GptProblem make() {
    var random = new Random(5);
    var weights = new ArrayList<Problem.Weight>();
    weights.add(normal(random, .02, VOCABULARY, WIDTH));
    weights.add(normal(random, .02, CONTEXT, WIDTH));
    double last = .02 / Math.sqrt(2.0 * LAYERS);
    for (int i = 0; i < LAYERS; i++) {
      norm(weights);
      for (int j = 0; j < 3; j++) linear(weights, random, .02, WIDTH, WIDTH);
      linear(weights, random, last, WIDTH, WIDTH);
      norm(weights);
      linear(weights, random, .02, 4 * WIDTH, WIDTH);
      linear(weights, random, last, WIDTH, 4 * WIDTH);
    }
    norm(weights);
    var ids = new int[BATCHES][];
    var next = new int[BATCHES][];
    for (int b = 0; b < BATCHES; b++) {
      ids[b] = new int[BATCH * CONTEXT];
      next[b] = new int[BATCH * CONTEXT];
      for (int r = 0; r < BATCH; r++) row(random, ids[b], next[b], r * CONTEXT);
    }
    return new GptProblem(ids, next, weights);
  }

  private static void row(RandomGenerator random, int[] ids, int[] next, int at) {
    int before = random.nextInt(VOCABULARY);
    int now = random.nextInt(VOCABULARY);
    for (int t = 0; t < CONTEXT; t++) {
      int then =
          random.nextInt(5) == 0
              ? random.nextInt(VOCABULARY)
              : (3 * before + 5 * now + 7) % VOCABULARY;
      ids[at + t] = now;
      next[at + t] = then;
      before = now;
      now = then;
    }
  }

  private static void norm(List<Problem.Weight> to) {
    var ones = new float[WIDTH];
    Arrays.fill(ones, 1);
    to.add(new Problem.Weight(ones, WIDTH));
    to.add(new Problem.Weight(new float[WIDTH], WIDTH));
  }

  private static void linear(
      List<Problem.Weight> to, RandomGenerator random, double deviation, int out, int in) {
    to.add(normal(random, deviation, out, in));
    to.add(new Problem.Weight(new float[out], out));
  }

  private static Problem.Weight normal(RandomGenerator random, double deviation, int... shape) {
    var values = new float[shape[0] * shape[1]];
    for (int i = 0; i < values.length; i++) values[i] = (float) (deviation * random.nextGaussian());
    return new Problem.Weight(values, shape);
  }
}
