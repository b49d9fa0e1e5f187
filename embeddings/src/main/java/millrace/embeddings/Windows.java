package millrace.embeddings;

import java.util.SplittableRandom;
import millrace.neural.compute.Kernels;

/** Skip-gram and CBOW on one shard: each word and those around it. */
final class Windows implements Learner {
  private final Word2Vec how;
  private final Kernels kernels = Kernels.best();
  private final Share inputs;
  private final Share[] shares;
  private final Outputs outputs;
  private final int[] keep;
  private final int[] sentence;
  private final int[] near;
  private final float[] hidden; // the mean of CBOW, and what it was
  private static final int[] FIRST = {0};

  /**
   * @param keep of each word, how likely it is kept, of 2³¹
   */
  Windows(Word2Vec how, Share inputs, Share[] shares, Outputs outputs, int[] keep, int longest) {
    this.how = how;
    this.inputs = inputs;
    this.shares = shares;
    this.outputs = outputs;
    this.keep = keep;
    sentence = new int[longest];
    near = new int[2 * how.window()];
    hidden = new float[2 * inputs.stride()];
  }

  @Override
  public Share[] shares() {
    return shares;
  }

  @Override
  public void learn(Stretch stretch, float rate, long seed) {
    var random = new SplittableRandom(seed);
    outputs.begin(random);
    for (int s = 0, from = 0; s < stretch.sentences(); s++) {
      int n = 0;
      for (; from < stretch.ends[s]; from++) {
        int word = stretch.ids[from];
        if (keep[word] == Integer.MAX_VALUE || random.nextInt() >>> 1 < keep[word])
          sentence[n++] = word;
      }
      for (int i = 0; i < n; i++) word(i, n, rate, random);
    }
  }

  private void word(int i, int n, float rate, SplittableRandom random) {
    int reach = how.shrinkWindow() ? 1 + random.nextInt(how.window()) : how.window();
    int to = Math.min(n - 1, i + reach);
    int size = 0;
    for (int j = Math.max(0, i - reach); j <= to; j++)
      if (j != i) near[size++] = inputs.at(sentence[j], GROUPED);
    if (size == 0) return;
    if (how.algorithm() == Word2Vec.Algorithm.SKIP_GRAM) {
      outputs.step(inputs.values(), near, size, sentence[i], rate);
    } else {
      int width = inputs.stride();
      var x = inputs.values();
      kernels.pairs().sum(x, near, size, 1f / size, width, hidden, 0);
      System.arraycopy(hidden, 0, hidden, width, width);
      outputs.step(hidden, FIRST, 1, sentence[i], rate);
      for (int k = 0; k < width; k++) hidden[k] -= hidden[width + k];
      kernels.pairs().add(hidden, 0, x, near, size, width);
    }
  }

  /** How often an input is changed by a target: once for each output. */
  private static final int GROUPED = Kernels.PAIRS_GROUP;
}
