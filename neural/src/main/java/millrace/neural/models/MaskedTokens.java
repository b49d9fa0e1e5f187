package millrace.neural.models;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.losses.CrossEntropy;
import millrace.neural.transformer.Encoder;

/**
 * What a BERT learns: to tell tokens that were hidden from those on both sides. Of all tokens but
 * special ones a share is chosen, each by itself; of those chosen, 80 % become the mask, 10 % any
 * token and 10 % stay. The loss is the mean of −log p(token) over those chosen, the scores being
 * the products of what the encoder makes with the tokens' vectors (tied).
 *
 * <pre>{@code
 * var task = Task.of(net, rows, (f, batch) -> {
 *   var random = Run.seeded(f.training() ? f.nextSeed() : 0).random("mask");
 *   return masked.loss(f, net, ids(batch), batch.length, random);
 * });
 * }</pre>
 *
 * @param mask the id that hides a token
 * @param first the first id that is a word and not special: lower ones are not chosen, nor put
 * @param vocabulary how many ids there are
 * @param share how many tokens are chosen; .15 in the paper
 * @see "J. Devlin et al., BERT: Pre-training of deep bidirectional transformers, NAACL 2019,
 *     section 3.1 (Task #1) and appendix A.1"
 */
public record MaskedTokens(int mask, int first, int vocabulary, double share) {
  private static final double MASKED = 0.8;
  private static final double ANY = 0.1;

  public MaskedTokens {
    if (first < 0 || first >= vocabulary || mask < 0 || mask >= vocabulary)
      throw new IllegalArgumentException(
          "mask and first must be ids below %d, not %d and %d".formatted(vocabulary, mask, first));
    if (!(share > 0 && share <= 1))
      throw new IllegalArgumentException("share must be in (0, 1] but is " + share);
  }

  /** The paper's share, .15. */
  public MaskedTokens(int mask, int first, int vocabulary) {
    this(mask, first, vocabulary, 0.15);
  }

  /**
   * Tokens, some of them hidden.
   *
   * @param ids with masks and other tokens in place of some
   * @param places of those chosen, ascending
   * @param told what was there
   */
  public record Hidden(int[] ids, int[] places, int[] told) {}

  /** Chooses and hides; of tokens that are not all special at least one. */
  public Hidden hide(int[] ids, RandomGenerator random) {
    var words = new int[ids.length];
    int n = 0;
    for (int i = 0; i < ids.length; i++) if (ids[i] >= first && ids[i] != mask) words[n++] = i;
    if (n == 0)
      throw new IllegalArgumentException(
          "none of the %d tokens can be hidden: all are special, below %d, or the mask"
              .formatted(ids.length, first));
    var places = new int[n];
    int k = 0;
    for (int i = 0; i < n; i++) if (random.nextDouble() < share) places[k++] = words[i];
    if (k == 0) places[k++] = words[random.nextInt(n)];
    places = Arrays.copyOf(places, k);
    var told = new int[k];
    var out = ids.clone();
    for (int i = 0; i < k; i++) {
      told[i] = ids[places[i]];
      double u = random.nextDouble();
      if (u < MASKED) out[places[i]] = mask;
      else if (u < MASKED + ANY) out[places[i]] = random.nextInt(first, vocabulary);
    }
    return new Hidden(out, places, told);
  }

  /**
   * The loss [1] of rows of one length, some of whose tokens are hidden. Scores are computed only
   * where a token is to be told.
   *
   * @param ids of one row behind the other, batch · T
   * @param lengths how many tokens of each row are there, the rest being padding, whose id must be
   *     special; empty: all
   */
  public Tensor loss(
      Ops f, Encoder net, int[] ids, int batch, RandomGenerator random, int... lengths) {
    var hidden = hide(ids, random);
    var seen = net.forward(f, hidden.ids(), batch, lengths);
    var chosen = f.rows(f.reshape(seen, -1, net.width()), hidden.places());
    var scores = f.matmul(chosen, false, net.tokens().table(), true);
    return new CrossEntropy().of(f, scores, hidden.told());
  }
}
