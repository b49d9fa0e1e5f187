package millrace.trainers.tribuo;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Random;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;

/** Made-up tables with numeric, dense and sparse columns. */
final class Frames {
  private Frames() {}

  /** Missing cells in {@code a} where wanted; a target that depends on every column. */
  static Frame numbers(int n, long seed, boolean missing) {
    var r = new Random(seed);
    var a = new double[n];
    var b = new double[n];
    var d = new float[2 * n];
    var starts = new int[n + 1];
    var index = new int[2 * n];
    var value = new double[2 * n];
    var y = new double[n];
    int at = 0;
    for (int i = 0; i < n; i++) {
      a[i] = r.nextGaussian();
      b[i] = r.nextInt(10);
      d[2 * i] = r.nextFloat();
      d[2 * i + 1] = r.nextFloat();
      int s = r.nextInt(5);
      y[i] = 3 * a[i] + b[i] * (s + 1) + 2 * d[2 * i] * b[i] + r.nextGaussian() / 10;
      if (s < 4) {
        index[at] = s;
        value[at++] = r.nextInt(4); // a stored 0 now and then
      }
      starts[i + 1] = at;
      if (missing && r.nextInt(4) == 0) a[i] = Double.NaN;
    }
    var m = new LinkedHashMap<String, Column>();
    m.put("a", Column.Numeric.of(a));
    m.put("b", Column.Numeric.of(b));
    m.put("d", new Column.Dense(d, Vocabulary.of("d0", "d1")));
    m.put(
        "s",
        new Column.Sparse(
            starts,
            Arrays.copyOf(index, at),
            Arrays.copyOf(value, at),
            Vocabulary.of("s=0", "s=1", "s=2", "s=3")));
    m.put("y", Column.Numeric.of(y));
    return Frame.of(m).target("y");
  }

  /**
   * The same with {@code k} levels, cut at equal distances; the vocabulary also holds an unused
   * one.
   */
  static Frame levels(int n, int k, long seed, boolean missing) {
    var f = numbers(n, seed, missing);
    var y = f.column("y", Column.Numeric.class).values();
    var names = new String[k + 1];
    names[0] = "never";
    for (int c = 0; c < k; c++) names[c + 1] = "level" + c;
    var codes = new int[n];
    for (int i = 0; i < n; i++) codes[i] = 1 + Math.clamp((int) (y[i] * k / 50), 0, k - 1);
    return f.with("y", new Column.Nominal(codes, Vocabulary.of(names))).target("y");
  }
}
