package millrace.neural.models;

import millrace.preprocess.Features;

/**
 * Rows of a table, ready for a network.
 *
 * @param width how many features there are
 * @param numbers the standardized features, row-major; empty if they are sparse
 * @param base what a feature is where a sparse row has no entry; empty if they are not
 * @param starts where each sparse row's entries begin
 * @param index the features of the entries
 * @param value the entries
 * @param codes the number of each row's vector, per nominal column
 */
record TableRows(
    int width,
    float[] numbers,
    float[] base,
    int[] starts,
    int[] index,
    float[] value,
    int[][] codes) {
  static TableRows dense(TableInput input, Features x, int[][] codes) {
    int w = x.width();
    var out = new float[Math.multiplyExact(x.rows(), w)];
    var columns = x.columnArrays();
    for (int f = 0; f < w; f++) {
      var v = columns[f];
      for (int i = 0, at = f; i < v.length; i++, at += w) out[at] = input.standard(f, v[i]);
    }
    return new TableRows(w, out, new float[0], new int[0], new int[0], new float[0], codes);
  }

  static TableRows sparse(TableInput input, Features.Csr x, int[][] codes) {
    var base = new float[x.width()];
    for (int f = 0; f < base.length; f++) base[f] = input.standard(f, 0);
    var value = new float[x.value().length];
    for (int k = 0; k < value.length; k++) value[k] = input.standard(x.index()[k], x.value()[k]);
    return new TableRows(x.width(), new float[0], base, x.starts(), x.index(), value, codes);
  }

  /** The features of some rows, row-major. O(rows × width). */
  float[] numbers(int... rows) {
    var out = new float[Math.multiplyExact(rows.length, width)];
    for (int i = 0; i < rows.length; i++) {
      if (base.length == 0) {
        System.arraycopy(numbers, rows[i] * width, out, i * width, width);
      } else {
        System.arraycopy(base, 0, out, i * width, width);
        for (int k = starts[rows[i]]; k < starts[rows[i] + 1]; k++)
          out[i * width + index[k]] = value[k];
      }
    }
    return out;
  }

  /** The vectors of some rows in a nominal column. */
  int[] codes(int column, int... rows) {
    var out = new int[rows.length];
    for (int i = 0; i < rows.length; i++) out[i] = codes[column][rows[i]];
    return out;
  }
}
