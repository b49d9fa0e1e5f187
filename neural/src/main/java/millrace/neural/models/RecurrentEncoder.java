package millrace.neural.models;

import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Embedding;
import millrace.neural.layers.Init;
import millrace.neural.layers.Linear;
import millrace.neural.layers.Masks;
import millrace.neural.layers.Packed;
import millrace.neural.layers.Recurrent;
import org.jspecify.annotations.Nullable;

/**
 * Makes one vector of each sequence: words become vectors first, numbers are read as they are.
 *
 * @param words the vectors of words; null for numbers
 * @param pool W and b of {@link Pooling#ATTENTION}, else null
 * @param score v of it, else null
 */
record RecurrentEncoder(
    @Nullable Embedding words,
    Recurrent network,
    Pooling pooling,
    @Nullable Linear pool,
    @Nullable Linear score,
    double dropout) {
  static RecurrentEncoder of(
      Weights weights,
      SequenceInput input,
      int embedding,
      millrace.neural.compute.Recurrence.Cell cell,
      int width,
      int layers,
      boolean bidirectional,
      Pooling pooling,
      double dropout) {
    Embedding words = null;
    int in;
    switch (input) {
      case WordInput w -> {
        words = TableNet.embedding(weights.in("words"), w.vectors(), embedding);
        in = embedding;
      }
      case NumberInput n -> in = n.channels();
      case SubwordInput s -> {
        words = TableNet.embedding(weights.in("words"), s.tokenizer().size(), embedding);
        in = embedding;
      }
    }
    var network = RecurrentStack.of(weights, cell, in, width, layers, bidirectional, dropout);
    Linear pool = null;
    Linear score = null;
    if (pooling == Pooling.ATTENTION) {
      int out = network.width();
      pool = HiddenLayers.linear(weights.in("pool"), Init.glorotUniform(1), out, out);
      score = HiddenLayers.linear(weights.in("score"), Init.glorotUniform(1), out, 1).withoutBias();
    }
    return new RecurrentEncoder(words, network, pooling, pool, score, dropout);
  }

  /** How long the vector is. */
  int width() {
    return network.width();
  }

  /** [rows, width]. */
  Tensor forward(Ops f, SequenceRows data, int... rows) {
    var packed = data.pack(rows);
    var x =
        words == null
            ? data.numbers(f, packed, rows)
            : HiddenLayers.dropout(
                f,
                dropout,
                words.forward(f, data.ids(packed, rows), packed.steps(), packed.rows()));
    var out = network.run(f, x, packed.active(), null);
    return switch (pooling) {
      case LAST -> packed.restore(f, network.summary(f, out));
      case MEAN -> packed.restore(f, mean(f, packed, out.all()));
      case MAX -> packed.restore(f, max(f, packed, out.all()));
      case ATTENTION -> attention(f, packed, packed.batchFirst(f, out.all()));
    };
  }

  /** States where a sequence has ended are 0. */
  private Tensor mean(Ops f, Packed packed, Tensor all) {
    var share = new float[packed.rows()];
    for (int j = 0; j < share.length; j++) share[j] = 1f / packed.lengths()[j];
    var sum = f.reshape(f.sum(all, 0), packed.rows(), width());
    return f.multiply(sum, f.tensor(share, share.length, 1));
  }

  private Tensor max(Ops f, Packed packed, Tensor all) {
    int b = packed.rows();
    var ended = new float[packed.steps() * b];
    for (int t = 0; t < packed.steps(); t++)
      for (int j = packed.active()[t]; j < b; j++) ended[t * b + j] = (float) Masks.BLOCKED;
    var open = f.add(all, f.tensor(ended, packed.steps(), b, 1));
    return f.reshape(f.max(open, 0), b, width());
  }

  private Tensor attention(Ops f, Packed packed, Tensor all) {
    int b = packed.rows();
    var lengths = new int[b];
    for (int j = 0; j < b; j++) lengths[packed.order()[j]] = packed.lengths()[j];
    var scores = score.forward(f, f.tanh(pool.forward(f, all)));
    var open =
        f.add(f.reshape(scores, b, 1, packed.steps()), Masks.padding(f, lengths, packed.steps()));
    return f.reshape(f.matmul(f.softmax(open), false, all, false), b, width());
  }
}
