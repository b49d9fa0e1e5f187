package millrace.jmh.neural;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;

/** Rows of tokens for MiniLM, those of similar length in one batch; all sides have the same. */
final class MiniLmProblem {
  static final int BATCHES = 8;
  static final int ROWS = 32;
  static final int WIDTH = 384;
  private static final int SHORTEST = 6;
  private static final int LONGEST = 48;
  private static final int FIRST = 101; // [CLS]
  private static final int LAST = 102; // [SEP]
  private static final int WORDS = 2000;
  private static final int VOCABULARY = 30_522;

  private MiniLmProblem() {}

  /** The model as it is in its artefact. */
  static byte[] model() {
    try (var in = MiniLmProblem.class.getResourceAsStream("/all-minilm-l6-v2.onnx")) {
      if (in == null) throw new IllegalStateException("MiniLM is not on the class path");
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many tokens each row of a batch has, the longest last. */
  static int[] lengths(int batch) {
    var lengths = new int[ROWS];
    for (int r = 0; r < ROWS; r++)
      lengths[r] = SHORTEST + (LONGEST - SHORTEST) * (batch * ROWS + r) / (BATCHES * ROWS - 1);
    return lengths;
  }

  /** The tokens of a batch, each row padded by zeros to the longest. */
  static int[] ids(int batch) {
    var lengths = lengths(batch);
    int width = lengths[ROWS - 1];
    var random = new Random(batch);
    var ids = new int[ROWS * width];
    for (int r = 0; r < ROWS; r++) {
      ids[r * width] = FIRST;
      for (int t = 1; t < lengths[r] - 1; t++)
        ids[r * width + t] = random.nextInt(WORDS, VOCABULARY);
      ids[r * width + lengths[r] - 1] = LAST;
    }
    return ids;
  }

  /** The mean magnitude of the means of the tokens' vectors [ROWS, width, WIDTH]. */
  static double pooled(float[] hidden, int batch) {
    var lengths = lengths(batch);
    int width = lengths[ROWS - 1];
    double sum = 0;
    for (int r = 0; r < ROWS; r++)
      for (int d = 0; d < WIDTH; d++) {
        float mean = 0;
        for (int t = 0; t < lengths[r]; t++) mean += hidden[(r * width + t) * WIDTH + d];
        sum += Math.abs(mean / lengths[r]);
      }
    return sum / ROWS / WIDTH;
  }
}
