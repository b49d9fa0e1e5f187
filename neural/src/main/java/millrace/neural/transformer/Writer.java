package millrace.neural.transformer;

import java.util.Arrays;
import millrace.neural.compute.Ops;
import millrace.neural.layers.BeamSearch;

/**
 * A {@link Transformer} as beam search asks it. Each source has as many slots of the batch as its
 * beam is wide, from the first step to the last: so every step computes the same shapes, and what
 * is said of a source does not depend on when its neighbours end. A beginning stays in its slot;
 * only where it is continued twice keys and values are copied.
 */
final class Writer implements BeamSearch.Decoder {
  private final Ops f;
  private final Transformer net;
  private final Transformer.Encoded encoded;
  private final KvCache cache;
  private final int width;
  private final int[] never;
  private final int size;
  private int[] slots;

  Writer(Ops f, Transformer net, int[][] sources, BeamSearch search, int... never) {
    this.f = f;
    this.net = net;
    this.never = never;
    width = search.width();
    size = sources.length * width;
    var owners = new int[size];
    for (int i = 0; i < size; i++) owners[i] = i / width;
    slots = new int[sources.length];
    for (int i = 0; i < slots.length; i++) slots[i] = i * width;
    var once = net.encode(f, sources);
    encoded = width == 1 ? once : once.rows(f, owners);
    cache = KvCache.of(f, net.decoder(), size, search.steps());
  }

  @Override
  public double[] next(int[] parents, int[] tokens) {
    follow(parents);
    var ids = new int[size];
    Arrays.fill(ids, -1);
    for (int i = 0; i < tokens.length; i++) ids[slots[i]] = tokens[i];
    double[] all;
    try (var _ = f.scope()) {
      var hidden = net.hidden(f, ids, size, Sight.behind(cache), encoded);
      all = f.doubles(f.logSoftmax(net.logits(f, hidden)));
    }
    int n = all.length / size;
    var out = new double[tokens.length * n];
    for (int i = 0; i < tokens.length; i++) {
      System.arraycopy(all, slots[i] * n, out, i * n, n);
      for (int id : never) out[i * n + id] = Double.NEGATIVE_INFINITY;
    }
    return out;
  }

  /** Finds a slot for each row: its parent's, or a free one beside it. */
  private void follow(int... parents) {
    var now = new int[parents.length];
    var from = new int[size];
    var taken = new boolean[size];
    for (int i = 0; i < size; i++) from[i] = i;
    for (int i = 0; i < now.length; i++) {
      int slot = slots[parents[i]];
      now[i] = taken[slot] ? -1 : slot;
      taken[slot] = true;
    }
    boolean copied = false;
    for (int i = 0; i < now.length; i++) {
      if (now[i] >= 0) continue;
      int parent = slots[parents[i]];
      int free = parent - parent % width;
      while (taken[free]) free++;
      taken[free] = true;
      from[free] = parent;
      now[i] = free;
      copied = true;
    }
    if (copied) cache.follow(f, from);
    slots = now;
  }
}
