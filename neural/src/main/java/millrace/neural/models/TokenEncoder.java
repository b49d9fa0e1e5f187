package millrace.neural.models;

import java.util.Arrays;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Init;
import millrace.neural.layers.Linear;
import millrace.neural.layers.Masks;
import millrace.neural.transformer.Encoder;
import org.jspecify.annotations.Nullable;

/**
 * Makes one vector of each text: a transformer's states of the tokens, pooled.
 *
 * @param still through how many blocks rows of numbers have gone already: what the blocks that are
 *     not trained make of a text is computed once
 * @param pool W and b of {@link TokenPooling#ATTENTION}, else null
 * @param score v of it, else null
 */
record TokenEncoder(
    Encoder encoder,
    int still,
    TokenPooling pooling,
    @Nullable Linear pool,
    @Nullable Linear score) {
  static TokenEncoder of(Weights weights, Encoder encoder, int still, TokenPooling pooling) {
    Linear pool = null;
    Linear score = null;
    if (pooling == TokenPooling.ATTENTION) {
      int n = encoder.width();
      pool = HiddenLayers.linear(weights.in("pool"), Init.glorotUniform(1), n, n);
      score = HiddenLayers.linear(weights.in("score"), Init.glorotUniform(1), n, 1).withoutBias();
    }
    return new TokenEncoder(encoder, still, pooling, pool, score);
  }

  /** How long the vector is. */
  int width() {
    return (pooling == TokenPooling.MEAN_MAX ? 2 : 1) * encoder.width();
  }

  /** [rows, width]. */
  Tensor forward(Ops f, SequenceRows data, int... rows) {
    var lengths = new int[rows.length];
    for (int i = 0; i < rows.length; i++) lengths[i] = data.length(rows[i]);
    int most = Arrays.stream(lengths).max().orElse(1);
    Tensor x;
    if (data.channels() > 0) {
      x = data.numbers(f, most, rows);
      x = encoder.blocks(f, x, still, encoder.blocks().size(), lengths);
    } else {
      x = encoder.forward(f, data.ids(most, rows), rows.length, lengths);
    }
    return switch (pooling) {
      case CLS -> f.reshape(f.slice(x, 1, 0, 1), rows.length, encoder.width());
      case MEAN -> mean(f, x, lengths);
      case MAX -> max(f, x, lengths);
      case MEAN_MAX -> f.concat(1, mean(f, x, lengths), max(f, x, lengths));
      case ATTENTION -> attention(f, x, lengths);
    };
  }

  private Tensor mean(Ops f, Tensor x, int... lengths) {
    int most = x.dim(1);
    var share = new float[lengths.length * most];
    for (int i = 0; i < lengths.length; i++)
      Arrays.fill(share, i * most, i * most + lengths[i], 1f / lengths[i]);
    var shares = f.tensor(share, lengths.length, most, 1);
    return f.reshape(f.sum(f.multiply(x, shares), 1), lengths.length, encoder.width());
  }

  private Tensor max(Ops f, Tensor x, int... lengths) {
    int most = x.dim(1);
    var ended = new float[lengths.length * most];
    for (int i = 0; i < lengths.length; i++)
      Arrays.fill(ended, i * most + lengths[i], (i + 1) * most, (float) Masks.BLOCKED);
    var open = f.add(x, f.tensor(ended, lengths.length, most, 1));
    return f.reshape(f.max(open, 1), lengths.length, encoder.width());
  }

  private Tensor attention(Ops f, Tensor x, int... lengths) {
    if (pool == null || score == null) throw new IllegalStateException("there is no attention");
    int n = lengths.length;
    int most = x.dim(1);
    var scores = score.forward(f, f.tanh(pool.forward(f, x)));
    var open = f.add(f.reshape(scores, n, 1, most), Masks.padding(f, lengths, most));
    return f.reshape(f.matmul(f.softmax(open), false, x, false), n, encoder.width());
  }
}
