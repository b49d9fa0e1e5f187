package millrace.embeddings;

import java.util.SplittableRandom;
import millrace.neural.compute.Kernels;

/**
 * fastText on one shard. In skip-gram a word, which is the mean of its rows, predicts each word
 * around it; in CBOW the mean of the rows of all words around predicts the word. What the mean has
 * moved goes to each of its rows, so that it moves as far again.
 */
final class SubwordWindows implements Learner {
  private static final int[] FIRST = {0};

  private final boolean bag;
  private final int window;
  private final boolean shrink;
  private final Kernels kernels = Kernels.best();
  private final Share inputs;
  private final Pieces pieces;
  private final Outputs outputs;
  private final int[] keep;
  private final int[] sentence;
  private final int[] rows; // where those of the mean begin
  private final float[] hidden; // the mean, and what it was
  private int size; // how many rows

  /**
   * @param bag whether CBOW
   * @param window the most words on either side
   * @param shrink whether windows are smaller at random
   * @param keep of each word, how likely it is kept, of 2³¹
   * @param longest the most words a sentence has
   */
  SubwordWindows(
      boolean bag,
      int window,
      boolean shrink,
      Share inputs,
      Pieces pieces,
      Outputs outputs,
      int[] keep,
      int longest) {
    this.bag = bag;
    this.window = window;
    this.shrink = shrink;
    this.inputs = inputs;
    this.pieces = pieces;
    this.outputs = outputs;
    this.keep = keep;
    sentence = new int[longest];
    rows = new int[Math.multiplyExact(pieces.most(), bag ? Math.min(2 * window, longest) : 1)];
    hidden = new float[2 * inputs.stride()];
  }

  @Override
  public Share[] shares() {
    return new Share[] {inputs, outputs.words()};
  }

  @Override
  public void learn(Stretch stretch, float rate, long seed) {
    var random = new SplittableRandom(seed);
    outputs.begin(random);
    for (int s = 0, from = 0; s < stretch.sentences(); s++) {
      int n = Subsampling.keep(stretch, from, stretch.ends[s], keep, random, sentence);
      from = stretch.ends[s];
      for (int i = 0; i < n; i++) {
        int reach = shrink ? 1 + random.nextInt(window) : window;
        if (n > 1) word(i, Math.max(0, i - reach), Math.min(n - 1, i + reach), rate);
      }
    }
  }

  private void word(int i, int from, int to, float rate) {
    size = 0;
    if (bag) for (int j = from; j <= to; j++) gather(j, i, Inputs.CHANGES);
    else gather(i, -1, (to - from) * Inputs.CHANGES);
    int width = inputs.stride();
    kernels.pairs().sum(inputs.values(), rows, size, 1f / size, width, hidden, 0);
    System.arraycopy(hidden, 0, hidden, width, width);
    if (bag) outputs.step(hidden, FIRST, 1, sentence[i], rate);
    else
      for (int j = from; j <= to; j++)
        if (j != i) outputs.step(hidden, FIRST, 1, sentence[j], rate);
    for (int k = 0; k < width; k++) hidden[k] -= hidden[width + k];
    kernels.pairs().add(hidden, 0, inputs.values(), rows, size, width);
  }

  /**
   * Adds the rows of the word at a place.
   *
   * @param but not of this place
   * @param changes how often they are about to be changed
   */
  private void gather(int place, int but, int changes) {
    if (place == but) return;
    int word = sentence[place];
    int end = pieces.starts()[word + 1];
    for (int k = pieces.starts()[word]; k < end; k++)
      rows[size++] = inputs.at(pieces.rows()[k], changes);
  }
}
