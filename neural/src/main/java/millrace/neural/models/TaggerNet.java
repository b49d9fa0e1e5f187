package millrace.neural.models;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Embedding;
import millrace.neural.layers.Linear;
import millrace.neural.layers.Recurrent;
import org.jspecify.annotations.Nullable;

/**
 * Scores of each label at each place: vectors of the words of all columns and of the first column's
 * characters go through a recurrent network, and then a linear layer.
 *
 * @param characters null if they are not read
 */
record TaggerNet(
    List<Embedding> words,
    @Nullable CharEncoder characters,
    Recurrent network,
    Linear output,
    double dropout) {
  /** Spellings that are encoded together when predicting, all of one length. */
  private static final int BLOCK = 64;

  /**
   * The scores of some rows, [steps · rows, labels] in the order of their packing.
   *
   * @param spellings what {@link #spellings} gave, if it was asked; else each batch's are encoded
   */
  Tensor forward(Ops f, TaggerRows data, @Nullable Tensor spellings, int... rows) {
    var packed = data.columns().getFirst().pack(rows);
    var parts = new ArrayList<Tensor>();
    for (int c = 0; c < words.size(); c++) {
      var ids = data.columns().get(c).ids(packed, rows);
      parts.add(words.get(c).forward(f, ids, packed.steps(), packed.rows()));
    }
    if (characters != null) {
      var at = data.at(data.spelled(), -1, packed, rows);
      var table = spellings != null ? spellings : encode(f, data, at);
      parts.add(f.reshape(f.rows(table, at), packed.steps(), packed.rows(), characters.width()));
    }
    var x = parts.size() == 1 ? parts.getFirst() : f.concat(2, parts.toArray(Tensor[]::new));
    var all = network.run(f, HiddenLayers.dropout(f, dropout, x), packed.active(), null).all();
    var scores = output.forward(f, HiddenLayers.dropout(f, dropout, all));
    return f.reshape(scores, packed.steps() * packed.rows(), scores.dim(2));
  }

  /** The vectors of the spellings that occur; {@code at} then says which of these. */
  private Tensor encode(Ops f, TaggerRows data, int[] at) {
    var number = new int[data.spellings().length];
    Arrays.fill(number, -1);
    var which = new ArrayList<int[]>();
    for (int k = 0; k < at.length; k++) {
      if (at[k] < 0) continue;
      if (number[at[k]] < 0) {
        number[at[k]] = which.size();
        which.add(data.spellings()[at[k]]);
      }
      at[k] = number[at[k]];
    }
    if (which.isEmpty()) which.add(new int[1]); // sentences without words
    return characters.forward(f, which.toArray(int[][]::new));
  }

  /** The vectors of all spellings, none of which depends on another; null if they are not read. */
  @Nullable Tensor spellings(Ops f, TaggerRows data) {
    if (characters == null) return null;
    int width = characters.width();
    var all = data.spellings();
    var out = new float[Math.max(1, all.length) * width];
    var order =
        IntStream.range(0, all.length)
            .boxed()
            .sorted((a, b) -> Integer.compare(all[a].length, all[b].length))
            .mapToInt(Integer::intValue)
            .toArray();
    var block = new int[BLOCK][];
    for (int at = 0; at < order.length; ) {
      int n = 0;
      int length = all[order[at]].length;
      while (n < BLOCK && at + n < order.length && all[order[at + n]].length == length)
        block[n] = all[order[at + n++]];
      Arrays.fill(block, n, BLOCK, block[0]);
      try (var _ = f.scope()) {
        var y = f.floats(characters.forward(f, block));
        for (int i = 0; i < n; i++)
          System.arraycopy(y, i * width, out, order[at + i] * width, width);
      }
      at += n;
    }
    return f.tensor(out, out.length / width, width);
  }
}
