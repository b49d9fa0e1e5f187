package millrace.embeddings;

import java.util.Arrays;
import java.util.SplittableRandom;
import millrace.neural.compute.Kernels;

/** Each word of a shard's sentences, and what predicts it: words around it, the document. */
final class Windows implements Learner {
  private static final int[] FIRST = {0};

  /**
   * What predicts a word, and how.
   *
   * @param mean whether the mean of the inputs predicts, else each by itself
   * @param words whether the words around are inputs
   * @param window the most words on either side
   * @param shrink whether windows are smaller at random
   * @param fixed whether only the vectors of documents learn
   */
  record How(boolean mean, boolean words, int window, boolean shrink, boolean fixed) {}

  private final How how;
  private final Kernels kernels = Kernels.best();
  private final Inputs inputs;
  private final Outputs outputs;
  private final int[] keep;
  private final int[] sentence;
  private final int[] near;
  private final float[] hidden; // the mean of the inputs, and what it was

  /**
   * @param keep of each word, how likely it is kept, of 2³¹
   * @param longest the most words a sentence has
   */
  Windows(How how, Inputs inputs, Outputs outputs, int[] keep, int longest) {
    this.how = how;
    this.inputs = inputs;
    this.outputs = outputs;
    this.keep = keep;
    sentence = new int[longest];
    near = new int[2 * how.window + 1];
    hidden = new float[2 * inputs.stride()];
  }

  @Override
  public Share[] shares() {
    var own = inputs.shares();
    var all = Arrays.copyOf(own, own.length + 2);
    all[own.length] = outputs.words();
    all[own.length + 1] = outputs.nodes();
    return all;
  }

  @Override
  public void learn(Stretch stretch, float rate, long seed) {
    var random = new SplittableRandom(seed);
    outputs.begin(random);
    for (int s = 0, from = 0; s < stretch.sentences(); s++) {
      int n = Subsampling.keep(stretch, from, stretch.ends[s], keep, random, sentence);
      from = stretch.ends[s];
      inputs.begin(sentence, n, stretch.rows[s]);
      for (int i = 0; i < n; i++) {
        int size = near(i, n, random);
        if (size > 0) step(size, sentence[i], rate);
      }
    }
  }

  /** Gathers the inputs of a place: the document is the last. */
  private int near(int i, int n, SplittableRandom random) {
    int size = 0;
    if (how.words) {
      int reach = how.shrink ? 1 + random.nextInt(how.window) : how.window;
      int to = Math.min(n - 1, i + reach);
      for (int j = Math.max(0, i - reach); j <= to; j++) if (j != i) near[size++] = inputs.at(j);
    }
    int document = inputs.document();
    if (document >= 0) near[size++] = document;
    return size;
  }

  private void step(int size, int target, float rate) {
    var x = inputs.values();
    if (!how.mean) {
      outputs.step(x, near, size, target, rate);
      return;
    }
    int width = inputs.stride();
    kernels.pairs().sum(x, near, size, 1f / size, width, hidden, 0);
    System.arraycopy(hidden, 0, hidden, width, width);
    outputs.step(hidden, FIRST, 1, target, rate);
    for (int k = 0; k < width; k++) hidden[k] -= hidden[width + k];
    if (how.fixed) near[0] = near[size - 1];
    kernels.pairs().add(hidden, 0, x, near, how.fixed ? 1 : size, width);
  }
}
