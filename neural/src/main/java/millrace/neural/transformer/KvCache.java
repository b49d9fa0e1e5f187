package millrace.neural.transformer;

import java.util.ArrayList;
import java.util.List;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.compute.Update.Put;

/**
 * Keys and values of the tokens so far, for each block of a {@link Decoder}, so that the next token
 * costs one row and not all of them again. It takes 2 · blocks · batch · capacity · groups · d
 * floats from the start.
 *
 * <p>Make it inside the scope in which it shall live; it changes as it is used.
 */
public final class KvCache {
  private record Pair(Tensor keys, Tensor values) {}

  private final List<Pair> blocks = new ArrayList<>();
  private final int batch;
  private final int capacity;
  private int length;

  private KvCache(int batch, int capacity) {
    this.batch = batch;
    this.capacity = capacity;
  }

  /** Room for so many tokens of each row of a batch. */
  public static KvCache of(Ops f, Decoder net, int batch, int capacity) {
    return of(f, net.blocks(), batch, capacity);
  }

  static KvCache of(Ops f, List<Block> blocks, int batch, int capacity) {
    if (batch < 1 || capacity < 1)
      throw new IllegalArgumentException(
          "a cache has a row and a place at least, not %d and %d".formatted(batch, capacity));
    var cache = new KvCache(batch, capacity);
    for (var block : blocks) {
      int width = block.attention().keyWidth();
      cache.blocks.add(new Pair(f.zeros(batch, capacity, width), f.zeros(batch, capacity, width)));
    }
    return cache;
  }

  /** How many tokens are in it. */
  public int length() {
    return length;
  }

  /** How many it has room for. */
  public int capacity() {
    return capacity;
  }

  /** How many rows the batch has. */
  public int batch() {
    return batch;
  }

  /** The first tokens only, as if the others had never been there. */
  public void truncate(int length) {
    if (length < 0 || length > this.length)
      throw new IllegalArgumentException(
          "there are %d tokens, which cannot be cut to %d".formatted(this.length, length));
    this.length = length;
  }

  /** These rows of the batch, in this order, rows being repeated at will: for beam search. */
  public KvCache rows(Ops f, int... ids) {
    var out = new KvCache(ids.length, capacity);
    for (var p : blocks) out.blocks.add(new Pair(f.rows(p.keys, ids), f.rows(p.values, ids)));
    out.length = length;
    return out;
  }

  /** Row i becomes what row {@code from[i]} was; no memory is taken beyond the call. */
  void follow(Ops f, int... from) {
    for (var p : blocks) {
      try (var _ = f.scope()) {
        f.run(new Put(0), p.keys, f.rows(p.keys, from));
        f.run(new Put(0), p.values, f.rows(p.values, from));
      }
    }
  }

  /** Puts keys and values of a block behind those that are there; all of them, with room. */
  Tensor[] put(Ops f, int block, Tensor keys, Tensor values) {
    if (length + keys.dim(1) > capacity)
      throw new IllegalArgumentException(
          "the cache has room for %d tokens: %d are there, and %d more do not fit"
              .formatted(capacity, length, keys.dim(1)));
    var pair = blocks.get(block);
    f.run(new Put(length), pair.keys, keys);
    f.run(new Put(length), pair.values, values);
    return new Tensor[] {pair.keys, pair.values};
  }

  /** All blocks have put so many tokens. */
  void grow(int tokens) {
    length += tokens;
  }
}
