package millrace.neural.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Embedding;
import millrace.neural.layers.Init;
import millrace.neural.layers.Layer;
import millrace.neural.layers.LayerNorm;
import millrace.neural.layers.Linear;
import millrace.neural.transformer.Adapted;
import millrace.neural.transformer.Bert;
import millrace.neural.transformer.Block;
import millrace.neural.transformer.Encoder;
import millrace.neural.transformer.FeedForward;
import millrace.neural.transformer.MultiHead;

/**
 * Puts an encoder together: of new weights, or of a pretrained one's, of which some stay as they
 * are, some are trained and some get an {@link Adapted}. A tensor has the name under which {@link
 * Layer#parameters} lists it, {@code blocks.0.attention.query.weight}; an adaptation's end in
 * {@code .a} and {@code .b}.
 */
final class EncoderNet {
  private static final Init FIRST = Init.normal(0, 0.02);

  private final Weights weights;
  private final Bert size;
  private final Map<String, Tensor> base;
  private final Predicate<String> frozen;
  private final int rank;
  private final double alpha;

  /**
   * @param weights where tensors come from that are trained or new
   * @param base tensors of a pretrained encoder by name; empty: none
   * @param frozen which of these stay as they are
   * @param rank of the change of queries and values in blocks that are not frozen; 0: none
   * @param alpha the change is multiplied by alpha / rank
   */
  EncoderNet(
      Weights weights,
      Bert size,
      Map<String, Tensor> base,
      Predicate<String> frozen,
      int rank,
      double alpha) {
    this.weights = weights;
    this.size = size;
    this.base = base;
    this.frozen = frozen;
    this.rank = rank;
    this.alpha = alpha;
  }

  Encoder build() {
    int width = size.width();
    var words = tensor("tokens.table", FIRST, size.vocabulary(), width);
    var positions = tensor("positions", FIRST, size.context(), width);
    var types = tensor("types", FIRST, size.types(), width);
    var norm = norm("norm");
    var blocks = new ArrayList<Block>();
    for (int i = 0; i < size.layers(); i++) blocks.add(block("blocks." + i));
    boolean still = !base.isEmpty() && embeddingsStay();
    double dropout = still ? 0 : size.dropout();
    return new Encoder(new Embedding(words, -1), positions, types, norm, blocks, dropout);
  }

  /**
   * How many blocks, and the embeddings before them, are not trained at all; −1: not even these.
   */
  int still() {
    if (base.isEmpty() || !embeddingsStay()) return -1;
    int n = 0;
    while (n < size.layers() && stays("blocks.%d.".formatted(n))) n++;
    return n;
  }

  private boolean embeddingsStay() {
    return List.of("tokens.table", "positions", "types", "norm.gain", "norm.bias").stream()
        .allMatch(this::frozen);
  }

  private boolean frozen(String name) {
    return rank > 0 || frozen.test(name);
  }

  /** Whether a block stays: nothing of it is trained, and nothing adapted. */
  private boolean stays(String block) {
    return base.keySet().stream().filter(n -> n.startsWith(block)).allMatch(frozen);
  }

  private Block block(String at) {
    int n = size.width();
    double dropout = !base.isEmpty() && stays(at + ".") ? 0 : size.dropout();
    var attention =
        new MultiHead(
            adapted(at + ".attention.query", n, n),
            linear(at + ".attention.key", n, n),
            adapted(at + ".attention.value", n, n),
            linear(at + ".attention.out", n, n),
            size.heads(),
            size.heads(),
            n,
            dropout,
            null);
    var feed =
        new FeedForward(
            linear(at + ".feed.up", n, size.hidden()),
            linear(at + ".feed.down", size.hidden(), n),
            size.function());
    return new Block(
        norm(at + ".attentionNorm"), attention, norm(at + ".feedNorm"), feed, false, dropout);
  }

  private Layer adapted(String at, int in, int out) {
    var linear = linear(at, in, out);
    if (rank == 0 || frozen.test(at + ".weight")) return linear;
    double bound = 1 / Math.sqrt(in);
    var a = weights.of(at + ".a", Init.uniform(-bound, bound), rank, in);
    return new Adapted(linear, a, weights.of(at + ".b", Init.zeros(), out, rank), alpha / rank);
  }

  private Linear linear(String at, int in, int out) {
    return new Linear(
        tensor(at + ".weight", FIRST, out, in), tensor(at + ".bias", Init.zeros(), out));
  }

  private LayerNorm norm(String at) {
    int n = size.width();
    return new LayerNorm(
        tensor(at + ".gain", Init.constant(1), n),
        tensor(at + ".bias", Init.zeros(), n),
        size.eps());
  }

  private Tensor tensor(String name, Init init, int... shape) {
    var known = base.get(name);
    if (known == null) return weights.of(name, init, shape);
    if (frozen(name)) return known;
    return weights.of(name, (_, _) -> numbers(known), shape);
  }

  private static double[] numbers(Tensor t) {
    var out = new double[t.size()];
    for (int i = 0; i < out.length; i++) out[i] = t.floats()[i];
    return out;
  }
}
