package millrace.neural.transformer;

/**
 * What a transformer takes: parameters, memory and work, by the published formulas, before anything
 * is allocated. Memory is that of this library, in floats of 4 bytes.
 *
 * <p>FLOPs are counted as is usual: a multiplication and an addition are two; the matrices cost 2 a
 * weight and token, attention 4 · blocks · T · width a token (q·kᵀ and the weights times v), and a
 * training step three times a forward pass.
 *
 * @param parameters all, tied ones once
 * @param multiplied those by which each token is multiplied: matrices, and the tokens' vectors
 *     where they give the scores; not positions, norms and biases
 * @param layers blocks
 * @param width of a token's vector
 * @param keyWidth of a token's keys in a block, all groups together
 * @param hidden of the feed-forward layers
 * @param vocabulary scores of a token; 0 if there are none
 * @param heads of attention
 * @see "J. Kaplan et al., Scaling laws for neural language models, arXiv:2001.08361, section 2.1"
 * @see "A. Chowdhery et al., PaLM, arXiv:2204.02311, appendix B"
 */
public record ModelSize(
    long parameters,
    long multiplied,
    int layers,
    int width,
    int keyWidth,
    int hidden,
    int vocabulary,
    int heads) {
  private static final int FLOAT = 4;

  /** Numbers of a state of Adam: two, beside the weight and its gradient. */
  private static final int OF_A_WEIGHT = 4;

  /** GPT-2's: 12·width² + 13·width a block, tied embeddings, a last norm. */
  public static ModelSize of(Gpt g) {
    long c = g.width();
    long block = 12 * c * c + 13 * c;
    long tokens = g.vocabulary() * c;
    return new ModelSize(
        g.layers() * block + tokens + g.context() * c + 2 * c,
        12L * g.layers() * c * c + tokens,
        g.layers(),
        g.width(),
        g.width(),
        4 * g.width(),
        g.vocabulary(),
        g.heads());
  }

  /** Llama's: q and out width² each, k and v of the groups, three matrices of the gated layer. */
  public static ModelSize of(Llama l) {
    long c = l.width();
    long keys = c / l.heads() * l.groups();
    long matrices = 2 * c * c + 2 * c * keys + 3 * c * l.hidden();
    long tokens = l.vocabulary() * c;
    return new ModelSize(
        l.layers() * (matrices + 2 * c) + c + (l.tied() ? tokens : 2 * tokens),
        l.layers() * matrices + tokens,
        l.layers(),
        l.width(),
        (int) keys,
        l.hidden(),
        l.vocabulary(),
        l.heads());
  }

  /** BERT's, without a head: 4·width² + 2·width·hidden a block with biases, and two norms. */
  public static ModelSize of(Bert b) {
    long c = b.width();
    long matrices = 4 * c * c + 2 * c * b.hidden();
    long block = matrices + 4 * c + b.hidden() + c + 4 * c;
    long vectors = ((long) b.vocabulary() + b.context() + b.types()) * c;
    return new ModelSize(
        b.layers() * block + vectors + 2 * c,
        b.layers() * matrices,
        b.layers(),
        b.width(),
        b.width(),
        b.hidden(),
        0,
        b.heads());
  }

  /** Bytes of the weights; {@code perWeight}: 4 as floats, 1 as int8. */
  public long weightBytes(double perWeight) {
    return Math.round(parameters * perWeight);
  }

  /** Bytes of keys and values of so many tokens of a batch: 2 · blocks · keyWidth a token. */
  public long cacheBytes(int batch, int tokens) {
    return 2L * layers * keyWidth * batch * tokens * FLOAT;
  }

  /** Bytes of the weights as floats and of the cache. */
  public long inferenceBytes(int batch, int tokens) {
    return weightBytes(FLOAT) + cacheBytes(batch, tokens);
  }

  /**
   * Bytes of a training step with Adam: weights, gradients and two states, and what the tape keeps
   * of a batch. Attention being fused, that is linear in the tokens: of each block and token 8
   * vectors of the width, 2 of the keys' and 2 of the hidden layer, a number a head; behind the
   * blocks a vector and twice the scores.
   */
  public long trainingBytes(int batch, int tokens) {
    long block = 8L * width + 2L * keyWidth + 2L * hidden + heads;
    long kept = batch * (long) tokens * (layers * block + 2L * width + 2L * vocabulary);
    return (OF_A_WEIGHT * parameters + kept) * FLOAT;
  }

  /** FLOPs of a token that looks at so many: 2 · multiplied + 4 · blocks · tokens · width. */
  public long forwardFlops(int tokens) {
    return 2 * multiplied + 4L * layers * tokens * width;
  }

  /** FLOPs of a token in training: three times {@link #forwardFlops}. */
  public long trainingFlops(int tokens) {
    return 3 * forwardFlops(tokens);
  }
}
