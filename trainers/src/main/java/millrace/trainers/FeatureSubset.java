package millrace.trainers;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import millrace.data.Frame;
import millrace.preprocess.KeptFeatures;

/**
 * Some of a frame's features: those of numeric, dense and sparse columns one by one, other columns
 * whole.
 *
 * @param columns the columns of which something is kept
 * @param kept what is kept of the numeric, dense and sparse ones among them
 */
public record FeatureSubset(List<String> columns, List<KeptFeatures> kept) {
  public FeatureSubset {
    columns = List.copyOf(columns);
    kept = List.copyOf(kept);
  }

  /** A random share of the features, rounded down, at least one; all for a share of 1. */
  static FeatureSubset random(Frame train, double share, RandomGenerator random) {
    var x = train.features();
    if (share == 1) return new FeatureSubset(List.copyOf(x.names()), List.of());
    var matrix = KeptFeatures.all(train);
    var others = new ArrayList<>(x.names());
    int inMatrix = 0;
    for (var m : matrix) {
      others.remove(m.column());
      inMatrix += m.features().size();
    }
    int n = inMatrix + others.size();
    var keep = new boolean[n];
    for (int f : Members.choose(Math.max(1, (int) (share * n)), n, random)) keep[f] = true;
    var kept = KeptFeatures.of(matrix, keep).stream().filter(k -> k.kept().length > 0).toList();
    var columns = new ArrayList<>(kept.stream().map(KeptFeatures::column).toList());
    for (int c = 0; c < others.size(); c++) if (keep[inMatrix + c]) columns.add(others.get(c));
    return new FeatureSubset(columns, kept);
  }

  /** The frame with these features only; its target and weights stay. */
  Frame of(Frame frame) {
    return KeptFeatures.apply(frame.select(columns), kept);
  }
}
