package millrace.neural.transformer;

import org.jspecify.annotations.Nullable;

/**
 * What the tokens of a batch may look at.
 *
 * @param onlyBefore whether each sees only itself and those before
 * @param lengths how many tokens of each row are there, the rest being padding behind them; empty:
 *     all
 * @param cache what came before them; null: nothing
 */
public record Sight(boolean onlyBefore, int[] lengths, @Nullable KvCache cache) {
  /** Each token sees itself and those before. */
  public static Sight causal() {
    return new Sight(true, new int[0], null);
  }

  /** Each token sees all of its row; of shorter rows only so many are there. */
  public static Sight all(int... lengths) {
    return new Sight(false, lengths, null);
  }

  /** Tokens that come behind those in a cache, which takes them up. */
  public static Sight behind(KvCache cache) {
    return new Sight(true, new int[0], cache);
  }

  /** The place of the first token. */
  int from() {
    return cache == null ? 0 : cache.length();
  }
}
