package millrace.neural.train;

import java.util.Arrays;
import java.util.List;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Recurrence.Cell;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Dropout;
import millrace.neural.layers.Embedding;
import millrace.neural.layers.Layer;
import millrace.neural.layers.LayerNorm;
import millrace.neural.layers.Linear;
import millrace.neural.layers.Packed;
import millrace.neural.layers.Recurrent;
import millrace.neural.losses.CrossEntropy;
import millrace.run.Run;

/**
 * Tags of made-up sentences of all lengths, each of which follows from a word and its neighbour.
 */
final class Tagger {
  private static final int WORDS = 12;
  private static final int TAGS = 4;

  /** Embedding, dropout, LSTM in both directions, layer norm, and a linear layer. */
  record Net(Embedding words, Dropout dropout, Recurrent lstm, LayerNorm norm, Linear out) {
    /** [words of all sentences, tags]. */
    Tensor forward(Ops f, int[]... sentences) {
      var packed = Packed.of(sentences);
      var x = words.forward(f, packed.ids(sentences), packed.steps(), packed.rows());
      var all = lstm.run(f, dropout.forward(f, x), packed.active(), null).all();
      return out.forward(f, norm.forward(f, packed.flat(f, all)));
    }
  }

  final Ops f;
  final Net net;
  final int[][] sentences;
  final int[][] tags;

  Tagger(Ops f, int rows, int units, int longest, Run run) {
    this.f = f;
    var random = run.random("sentences");
    sentences = new int[rows][];
    tags = new int[rows][];
    for (int i = 0; i < rows; i++) {
      sentences[i] = random.ints(1 + i % longest, 0, WORDS).toArray();
      tags[i] = new int[sentences[i].length];
      for (int k = 0; k < tags[i].length; k++)
        tags[i][k] = (sentences[i][k] + (k > 0 ? sentences[i][k - 1] : 0)) % TAGS;
    }
    var init = run.random("weights");
    net =
        new Net(
            Embedding.of(f, WORDS, units, init),
            new Dropout(.1),
            Recurrent.of(f, Cell.LSTM, units, units, 1, true, init),
            LayerNorm.of(f, 2 * units),
            Linear.of(f, 2 * units, TAGS, init));
  }

  Task task() {
    return Task.of(net, sentences.length, this::loss);
  }

  Tensor loss(Ops g, int... rows) {
    var batch = new int[rows.length][];
    for (int i = 0; i < rows.length; i++) batch[i] = sentences[rows[i]];
    var targets = Arrays.stream(rows).flatMap(r -> Arrays.stream(tags[r])).toArray();
    return new CrossEntropy().of(g, net.forward(g, batch), targets);
  }

  /** All weights, one behind the other. */
  double[] weights() {
    return SmallNet.numbers(f, List.copyOf(Layer.parameters(net).values()));
  }
}
