package millrace.neural.models;

import java.util.ArrayList;
import java.util.List;
import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Conv1d;
import millrace.neural.layers.Embedding;
import millrace.neural.layers.Init;

/**
 * Makes one vector of each text: windows of words, of several widths, go through feature maps, and
 * of each map the greatest value over all windows stays. Windows reach beyond both ends of a text
 * by half their width.
 *
 * @param convolutions one for each width of a window
 */
record WordCnn(Embedding words, List<Conv1d> convolutions) {
  static WordCnn of(
      Weights weights, WordInput input, int embedding, int narrowest, int widest, int maps) {
    var out = new ArrayList<Conv1d>();
    var words = TableNet.embedding(weights.in("words"), input.vectors(), embedding);
    for (int w = narrowest; w <= widest; w++) {
      var at = weights.in("window." + w);
      out.add(
          new Conv1d(
              at.of("weight", Init.heNormal(Function.RELU, 0), maps, embedding, w),
              at.of("bias", Init.zeros(), maps),
              1,
              w / 2,
              1));
    }
    return new WordCnn(words, List.copyOf(out));
  }

  int width() {
    return convolutions.size() * convolutions.getFirst().weight().dim(0);
  }

  /** [rows, width]. */
  Tensor forward(Ops f, SequenceRows data, double dropout, int... rows) {
    int b = rows.length;
    var packed = data.pack(rows);
    int steps = packed.steps();
    var x = words.forward(f, data.ids(packed, rows), steps, b); // [T, B, E]
    x = f.permute(HiddenLayers.dropout(f, dropout, x), 1, 2, 0); // [B, E, T]
    var parts = new Tensor[convolutions.size()];
    for (int i = 0; i < parts.length; i++) {
      var y = f.relu(convolutions.get(i).forward(f, x)); // [B, maps, places]
      int more = y.dim(2) - steps;
      // relu is at least 0, so a place of 0 never is the greatest unless all are 0
      y = f.multiply(y, mask(f, packed.lengths(), more, y.dim(2)));
      parts[i] = f.reshape(f.max(y, 2), b, y.dim(1));
    }
    var all = parts.length == 1 ? parts[0] : f.concat(1, parts);
    return packed.restore(f, all);
  }

  /** 1 where a window belongs to its text, else 0: [B, 1, places]. */
  private static Tensor mask(Ops f, int[] lengths, int more, int places) {
    var out = new float[lengths.length * places];
    for (int b = 0; b < lengths.length; b++)
      for (int t = 0; t < lengths[b] + more; t++) out[b * places + t] = 1;
    return f.tensor(out, lengths.length, 1, places);
  }
}
