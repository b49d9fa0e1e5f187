package millrace.preprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;

/**
 * Which features of one column a selecting step keeps. A column of which none is kept is dropped.
 *
 * @param features what the column had when the step was fitted
 * @param kept the numbers of the kept ones, rising
 */
public record KeptFeatures(String column, Vocabulary features, int[] kept) {
  /** All features of a frame's numeric, dense and sparse columns, in its order. */
  public static List<KeptFeatures> all(Frame frame) {
    var columns =
        Columnwise.names(frame, Column.Numeric.class, Column.Dense.class, Column.Sparse.class);
    var features = Columnwise.features(frame, columns);
    var keep = new boolean[Columnwise.width(features)];
    Arrays.fill(keep, true);
    return of(columns, features, keep);
  }

  /** Of all features, numbered through, those that are {@code true} in {@code keep}. */
  public static List<KeptFeatures> of(List<KeptFeatures> all, boolean[] keep) {
    return of(
        all.stream().map(KeptFeatures::column).toList(),
        all.stream().map(KeptFeatures::features).toList(),
        keep);
  }

  /** The kept features of all columns, whose features are numbered through in {@code keep}. */
  static List<KeptFeatures> of(List<String> columns, List<Vocabulary> features, boolean[] keep) {
    var out = new ArrayList<KeptFeatures>();
    int at = 0;
    for (int j = 0; j < columns.size(); j++) {
      var kept = new int[features.get(j).size()];
      int n = 0;
      for (int f = 0; f < kept.length; f++) if (keep[at + f]) kept[n++] = f;
      out.add(new KeptFeatures(columns.get(j), features.get(j), Arrays.copyOf(kept, n)));
      at += kept.length;
    }
    return out;
  }

  /** The frame with only these features of these columns; other columns stay. */
  public static Frame apply(Frame frame, List<KeptFeatures> all) {
    for (var k : all) {
      if (k.kept.length == k.features.size()) {
        Columnwise.same(frame, k.column, k.features);
      } else if (k.kept.length == 0) {
        frame = frame.without(k.column);
      } else {
        frame =
            frame.with(
                k.column,
                switch (Columnwise.same(frame, k.column, k.features)) {
                  case Column.Dense c -> k.dense(c);
                  case Column.Sparse c -> k.sparse(c);
                  // one of several features is gone, so same() has seen that it is Dense or Sparse
                  case Column c -> throw new AssertionError(c.kind());
                });
      }
    }
    return frame;
  }

  private Vocabulary names() {
    return Vocabulary.of(Arrays.stream(kept).mapToObj(features::name).toList());
  }

  private Column dense(Column.Dense c) {
    int n = c.size();
    int w = c.width();
    var out = new float[n * kept.length];
    for (int i = 0, o = 0; i < n; i++)
      for (int f = 0; f < kept.length; f++) out[o++] = c.values()[i * w + kept[f]];
    return new Column.Dense(out, names());
  }

  private Column sparse(Column.Sparse c) {
    var to = new int[features.size()];
    Arrays.fill(to, -1);
    for (int f = 0; f < kept.length; f++) to[kept[f]] = f;
    int entries = 0;
    for (int f : c.index()) if (to[f] >= 0) entries++;
    var starts = new int[c.starts().length];
    var index = new int[entries];
    var value = new double[entries];
    int n = 0;
    for (int i = 0; i < c.size(); i++) {
      for (int k = c.starts()[i]; k < c.starts()[i + 1]; k++) {
        int f = to[c.index()[k]];
        if (f < 0) continue;
        index[n] = f;
        value[n++] = c.value()[k];
      }
      starts[i + 1] = n;
    }
    return new Column.Sparse(starts, index, value, names());
  }
}
