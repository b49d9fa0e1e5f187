package millrace.neural.models;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Embedding;
import millrace.neural.layers.Init;

/**
 * The part of a network that reads a table: its features and the vectors of its levels, side by
 * side.
 */
record TableNet(List<Embedding> embeddings) {
  static TableNet of(Weights weights, TableInput input) {
    var out = new ArrayList<Embedding>();
    for (int j = 0; j < input.nominal().size(); j++) {
      int length = input.length(j);
      out.add(embedding(weights.in("levels." + j), input.vectors(j), length));
    }
    return new TableNet(List.copyOf(out));
  }

  /**
   * Vectors that are about 1 long at first, but for the one of what was never seen: that is 0, in
   * the middle of the others, and stays so unless training rows have it.
   */
  static Embedding embedding(Weights weights, int vectors, int length) {
    Init init =
        (shape, random) -> {
          var v = Init.normal(0, 1 / Math.sqrt(length)).values(shape, random);
          Arrays.fill(v, 0, length, 0);
          return v;
        };
    return new Embedding(weights.of("vectors", init, vectors, length), -1);
  }

  /** [rows, {@link TableInput#width}]. */
  Tensor forward(Ops f, TableRows table, int... rows) {
    var parts = new ArrayList<Tensor>();
    if (table.width() > 0) parts.add(f.tensor(table.numbers(rows), rows.length, table.width()));
    for (int j = 0; j < embeddings.size(); j++)
      parts.add(embeddings.get(j).forward(f, table.codes(j, rows)));
    return parts.size() == 1 ? parts.getFirst() : f.concat(1, parts.toArray(Tensor[]::new));
  }
}
