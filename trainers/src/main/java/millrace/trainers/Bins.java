package millrace.trainers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.preprocess.Features;
import millrace.run.Run;

/**
 * A table in which every cell is the number of its bin: a byte. A numeric feature of more than
 * {@code maxBins} distinct values is cut at its quantiles, one of fewer midway between them; a
 * nominal one has a bin for each level. What is missing has the bin after the last.
 */
final class Bins {
  /** Quantiles are taken from at most this many rows, as in scikit-learn. */
  private static final int SAMPLE = 200_000;

  final List<String> columns;
  final Vocabulary names;

  /** Per feature its levels; none for numbers. */
  final List<Vocabulary> categories;

  final int rows;
  final int width;

  /** Per feature the greatest value of each bin but the last. */
  final double[][] cuts;

  /** Per feature its number of bins, that for missing values not counted. */
  final int[] count;

  final boolean[] missing;
  final byte[][] bin;

  private Bins(
      List<String> columns, Features x, List<Vocabulary> categories, int maxBins, Run run) {
    this.columns = columns;
    this.categories = categories;
    names = x.names();
    rows = x.rows();
    width = x.width();
    cuts = new double[width][];
    count = new int[width];
    missing = new boolean[width];
    bin = new byte[width][];
    var cells = x.columnArrays();
    run.map(
        width,
        f -> {
          if (categories.get(f).size() > 0) {
            cuts[f] = new double[0];
            count[f] = categories.get(f).size();
            levels(f, cells[f]);
          } else {
            cuts[f] = cuts(sample(cells[f], run), maxBins);
            count[f] = cuts[f].length + 1;
            numbers(f, cells[f]);
          }
          return f;
        });
  }

  /**
   * @throws DataException if a nominal column has more levels than there are bins
   */
  static Bins of(Frame train, int maxBins, Run run) {
    var x = train.features();
    var columns = List.copyOf(x.names());
    var levels = new LinkedHashMap<String, Vocabulary>();
    for (var name : columns) {
      if (!(x.column(name) instanceof Column.Nominal c)) continue;
      var present = c.present();
      if (present.size() > maxBins) {
        throw new DataException(
            "column '%s' has %d levels, but with maxBins %d at most that many are read: put new OneHot(), new Ordinal() or another encoder before"
                .formatted(name, present.size(), maxBins));
      }
      // A column without any level is one that is missing everywhere.
      levels.put(name, present);
    }
    var encoded = encode(x, levels);
    var features = Features.of(encoded, columns);
    var categories = new ArrayList<Vocabulary>();
    for (var n : features.names().names())
      categories.add(levels.getOrDefault(n, Vocabulary.empty()));
    return new Bins(columns, features, List.copyOf(categories), maxBins, run);
  }

  /**
   * The design matrix of a frame to be predicted: nominal columns as codes of the levels that were
   * there in training, others as missing.
   */
  static Features features(
      Frame frame, List<String> columns, Vocabulary features, List<Vocabulary> categories) {
    var levels = new LinkedHashMap<String, Vocabulary>();
    for (var c : columns) {
      int f = features.id(c);
      if (f >= 0 && categories.get(f).size() > 0) levels.put(c, categories.get(f));
    }
    for (var c : columns) {
      boolean nominal = frame.column(c) instanceof Column.Nominal;
      if (nominal && !levels.containsKey(c) && features.id(c) >= 0) {
        levels.put(c, Vocabulary.empty());
      } else if (!nominal && levels.containsKey(c)) {
        throw new DataException(
            "column '%s' is %s, but was nominal when the model was trained"
                .formatted(c, frame.column(c).kind()));
      }
    }
    return Features.of(encode(frame, levels), columns, features);
  }

  private static Frame encode(Frame frame, Map<String, Vocabulary> levels) {
    var out = frame;
    for (var e : levels.entrySet()) {
      var codes = frame.column(e.getKey(), Column.Nominal.class).codes(e.getValue());
      var v = new double[codes.length];
      for (int i = 0; i < v.length; i++) v[i] = codes[i] < 0 ? Double.NaN : codes[i];
      out = out.with(e.getKey(), new Column.Numeric(v));
    }
    return out;
  }

  private void levels(int f, double[] cells) {
    var b = new byte[rows];
    for (int i = 0; i < rows; i++) {
      boolean absent = Double.isNaN(cells[i]);
      missing[f] |= absent;
      b[i] = (byte) (absent ? count[f] : (int) cells[i]);
    }
    bin[f] = b;
  }

  private void numbers(int f, double[] cells) {
    var b = new byte[rows];
    var c = cuts[f];
    for (int i = 0; i < rows; i++) {
      double v = cells[i];
      if (Double.isNaN(v)) {
        missing[f] = true;
        b[i] = (byte) count[f];
        continue;
      }
      int low = 0;
      for (int n = c.length; n > 0; ) {
        int half = n >>> 1;
        if (v > c[low + half]) {
          low += half + 1;
          n -= half + 1;
        } else {
          n = half;
        }
      }
      b[i] = (byte) low;
    }
    bin[f] = b;
  }

  /** The values that are there, sorted; of a long column those of some rows. */
  private static double[] sample(double[] cells, Run run) {
    var out = new double[Math.min(cells.length, SAMPLE)];
    int n = 0;
    if (cells.length <= SAMPLE) {
      for (double v : cells) if (!Double.isNaN(v)) out[n++] = v + 0.0;
    } else {
      // The same rows for every feature: each is drawn with the chance that it is still needed.
      var random = run.random("bins");
      int needed = SAMPLE;
      for (int i = 0; i < cells.length && needed > 0; i++) {
        if (random.nextInt(cells.length - i) >= needed) continue;
        needed--;
        if (!Double.isNaN(cells[i])) out[n++] = cells[i] + 0.0;
      }
    }
    var sorted = Arrays.copyOf(out, n);
    Arrays.sort(sorted);
    return sorted;
  }

  /** Where bins end: midway between few values, else midpoints of evenly spaced quantiles. */
  static double[] cuts(double[] sorted, int maxBins) {
    var distinct = Arrays.stream(sorted).distinct().limit(maxBins + 1L).toArray();
    if (distinct.length <= maxBins) {
      var out = new double[Math.max(0, distinct.length - 1)];
      for (int i = 0; i < out.length; i++) out[i] = middle(distinct[i], distinct[i + 1]);
      return out;
    }
    var out = new double[maxBins - 1];
    int n = 0;
    for (int i = 1; i < maxBins; i++) {
      double at = (double) i / maxBins * (sorted.length - 1);
      int low = (int) Math.floor(at);
      double v = at == low ? sorted[low] : middle(sorted[low], sorted[low + 1]);
      if (n == 0 || v > out[n - 1]) out[n++] = v;
    }
    return Arrays.copyOf(out, n);
  }

  private static double middle(double a, double b) {
    double m = a * 0.5 + b * 0.5;
    if (Double.isNaN(m)) return 0; // between the infinities
    return m < b ? m : a;
  }
}
