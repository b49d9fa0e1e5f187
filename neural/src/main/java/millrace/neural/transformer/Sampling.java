package millrace.neural.transformer;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How the next token is chosen from its scores, in this order: a penalty for tokens that are there
 * already, temperature, the k most probable, the most probable ones that make up p together.
 *
 * @param temperature by which scores are divided; 0: the best one, always
 * @param topK how many may be chosen; 0: all
 * @param topP the fewest of the most probable tokens whose probabilities reach this; 1: all
 * @param repetitionPenalty scores of tokens that are there already are divided by this if they are
 *     above 0 and multiplied by it if not; 1: none
 * @see "A. Holtzman et al., The curious case of neural text degeneration, ICLR 2020 (top-p)"
 * @see "N. S. Keskar et al., CTRL, arXiv:1909.05858, section 4.1 (repetition penalty)"
 */
public record Sampling(double temperature, int topK, double topP, double repetitionPenalty) {
  public Sampling {
    if (!(temperature >= 0) || !(topP > 0 && topP <= 1) || topK < 0 || !(repetitionPenalty > 0))
      throw new IllegalArgumentException(
          "temperature must be 0 or more, topK 0 or more, topP in (0, 1] and the penalty above 0,"
              + " not %s, %d, %s and %s".formatted(temperature, topK, topP, repetitionPenalty));
  }

  /** The best token, always; of equal ones the first. */
  public static Sampling greedy() {
    return new Sampling(0, 0, 1, 1);
  }

  /** By the scores' probabilities as they are. */
  public static Sampling plain() {
    return new Sampling(1, 0, 1, 1);
  }

  public Sampling temperature(double temperature) {
    return new Sampling(temperature, topK, topP, repetitionPenalty);
  }

  public Sampling topK(int topK) {
    return new Sampling(temperature, topK, topP, repetitionPenalty);
  }

  public Sampling topP(double topP) {
    return new Sampling(temperature, topK, topP, repetitionPenalty);
  }

  public Sampling repetitionPenalty(double penalty) {
    return new Sampling(temperature, topK, topP, penalty);
  }

  /**
   * Chooses.
   *
   * @param scores of all tokens, from {@code at} on; they are changed
   * @param before tokens that are there already
   */
  int choose(float[] scores, int at, int n, int[] before, RandomGenerator random) {
    if (repetitionPenalty != 1) penalize(scores, at, before);
    if (temperature == 0) return best(scores, at, n);
    var p = probabilities(scores, at, n);
    int kept = topK == 0 ? n : Math.min(topK, n);
    if (kept == n && topP == 1) return draw(p, null, n, random.nextDouble());
    var order = order(p);
    if (topP < 1) kept = Math.min(kept, enough(p, order, kept));
    double sum = 0;
    for (int i = 0; i < kept; i++) sum += p[order[i]];
    return draw(p, order, kept, random.nextDouble() * sum);
  }

  private void penalize(float[] scores, int at, int[] before) {
    for (int id : Arrays.stream(before).distinct().toArray()) {
      float s = scores[at + id];
      scores[at + id] = (float) (s > 0 ? s / repetitionPenalty : s * repetitionPenalty);
    }
  }

  static int best(float[] scores, int at, int n) {
    int best = 0;
    for (int i = 1; i < n; i++) if (scores[at + i] > scores[at + best]) best = i;
    return best;
  }

  private double[] probabilities(float[] scores, int at, int n) {
    double most = scores[at + best(scores, at, n)];
    var p = new double[n];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      p[i] = Math.exp((scores[at + i] - most) / temperature);
      sum += p[i];
    }
    for (int i = 0; i < n; i++) p[i] /= sum;
    return p;
  }

  /** Tokens from the most probable on; of equal ones the first. */
  private static int[] order(double[] p) {
    var ids = new Integer[p.length];
    Arrays.setAll(ids, i -> i);
    Arrays.sort(ids, (a, b) -> p[a] == p[b] ? Integer.compare(a, b) : Double.compare(p[b], p[a]));
    return Arrays.stream(ids).mapToInt(Integer::intValue).toArray();
  }

  /** How many of the first k, whose probabilities count as all, reach {@link #topP}. */
  private int enough(double[] p, int[] order, int k) {
    double all = 0;
    for (int i = 0; i < k; i++) all += p[order[i]];
    double sum = 0;
    for (int i = 0; i < k; i++) {
      sum += p[order[i]];
      if (sum >= topP * all) return i + 1;
    }
    return k;
  }

  private static int draw(double[] p, int @Nullable [] order, int n, double u) {
    for (int i = 0; i < n - 1; i++) {
      u -= p[order == null ? i : order[i]];
      if (u < 0) return order == null ? i : order[i];
    }
    return order == null ? n - 1 : order[n - 1];
  }
}
