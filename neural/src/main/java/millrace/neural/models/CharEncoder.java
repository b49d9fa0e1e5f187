package millrace.neural.models;

import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Recurrence;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Conv1d;
import millrace.neural.layers.Embedding;
import millrace.neural.layers.Init;
import millrace.neural.layers.Packed;
import millrace.neural.layers.Recurrent;
import org.jspecify.annotations.Nullable;

/**
 * Makes a vector of a word's characters.
 *
 * @param maps of {@link Characters#CNN}, else null
 * @param network of {@link Characters#LSTM}, else null
 */
record CharEncoder(
    Embedding characters, @Nullable Conv1d maps, @Nullable Recurrent network, int width) {
  /**
   * @param length how long a character's vector is
   * @param width how long a word's is
   */
  static CharEncoder of(Weights weights, CharInput input, Characters by, int length, int width) {
    var characters = TableNet.embedding(weights.in("characters"), input.vectors(), length);
    if (by == Characters.CNN) {
      var init = Init.heNormal(Function.RELU, 0);
      var maps =
          new Conv1d(
              weights.of("maps.weight", init, width, length, 3),
              weights.of("maps.bias", Init.zeros(), width),
              1,
              1,
              1);
      return new CharEncoder(characters, maps, null, width);
    }
    int half = (width + 1) / 2;
    var network = RecurrentStack.of(weights, Recurrence.Cell.LSTM, length, half, 1, true, 0);
    return new CharEncoder(characters, null, network, 2 * half);
  }

  /** Of words given by their characters, none without any: [words, width]. */
  Tensor forward(Ops f, int[]... words) {
    var packed = Packed.of(words);
    int b = packed.rows();
    var x = characters.forward(f, packed.ids(words), packed.steps(), b);
    if (network != null)
      return packed.restore(f, network.summary(f, network.run(f, x, packed.active(), null)));
    var y = f.relu(maps.forward(f, f.permute(x, 1, 2, 0)));
    // relu is at least 0, so a place of 0 never is the greatest unless all are 0
    y = f.multiply(y, inside(f, packed));
    return packed.restore(f, f.reshape(f.max(y, 2), b, width));
  }

  /** 1 where a word has a character, else 0: [words, 1, steps]. */
  private static Tensor inside(Ops f, Packed packed) {
    int steps = packed.steps();
    var out = new float[packed.rows() * steps];
    for (int j = 0; j < packed.rows(); j++)
      for (int t = 0; t < packed.lengths()[j]; t++) out[j * steps + t] = 1;
    return f.tensor(out, packed.rows(), 1, steps);
  }
}
