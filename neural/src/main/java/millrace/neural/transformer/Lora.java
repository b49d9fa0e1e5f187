package millrace.neural.transformer;

import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import millrace.learn.Spec;
import millrace.neural.compute.Ops;
import millrace.neural.layers.Layer;
import millrace.neural.layers.Linear;

/**
 * Low-rank adaptation of a network: which of its layers become {@link Adapted}, and how. What is
 * adapted is trained, nothing else, if only {@code Layer.parameters} of the adapted layers are.
 *
 * <pre>{@code
 * var lora = new Lora(8, 16);
 * var blocks = lora.adapt(f, encoder.blocks(), run.random("lora"));
 * …                                            // train Lora.parameters(blocks)
 * var plain = Lora.merge(f, blocks);           // layers as before, with what was learned
 * }</pre>
 *
 * @param rank of the change, r
 * @param alpha the change is multiplied by alpha / rank
 * @param layers names of components of {@link MultiHead} and {@link FeedForward}; by default query
 *     and value, as in the paper
 * @see "E. J. Hu et al., LoRA: Low-rank adaptation of large language models, ICLR 2022"
 */
public record Lora(int rank, double alpha, Set<String> layers) {
  private static final Set<String> KNOWN = Set.of("query", "key", "value", "out", "up", "down");

  public Lora {
    if (rank < 1) throw new IllegalArgumentException("the rank must be 1 or more but is " + rank);
    layers = Set.copyOf(layers);
    if (!KNOWN.containsAll(layers))
      throw new IllegalArgumentException("layers are some of %s, not %s".formatted(KNOWN, layers));
  }

  /** Of queries and values. */
  public Lora(int rank, double alpha) {
    this(rank, alpha, Set.of("query", "value"));
  }

  /** The same blocks, some layers of which are adapted. Weights are shared with what was given. */
  public List<Block> adapt(Ops f, List<Block> blocks, RandomGenerator random) {
    return change(
        blocks,
        layers,
        layer -> {
          if (layer instanceof Linear linear) return Adapted.of(f, linear, rank, alpha, random);
          throw new IllegalArgumentException(
              "only a Linear can be adapted, not a " + layer.getClass().getSimpleName());
        });
  }

  /** The same blocks with plain layers that do what the adapted ones did. */
  public static List<Block> merge(Ops f, List<Block> blocks) {
    return change(blocks, KNOWN, layer -> layer instanceof Adapted a ? a.merged(f) : layer);
  }

  /** Blocks whose layers of these names are changed. */
  static List<Block> change(List<Block> blocks, Set<String> names, UnaryOperator<Layer> how) {
    return blocks.stream()
        .map(
            block -> {
              var changed = Spec.with(block, "attention", part(block.attention(), names, how));
              return block.feed() instanceof Record feed
                  ? Spec.with(changed, "feed", part(feed, names, how))
                  : changed;
            })
        .toList();
  }

  /** A record whose components of these names are changed. */
  private static <R extends Record> R part(R layer, Set<String> names, UnaryOperator<Layer> how) {
    var out = layer;
    for (var c : layer.getClass().getRecordComponents())
      if (names.contains(c.getName()) && Spec.get(c, layer) instanceof Layer inner)
        out = Spec.with(out, c.getName(), how.apply(inner));
    return out;
  }
}
