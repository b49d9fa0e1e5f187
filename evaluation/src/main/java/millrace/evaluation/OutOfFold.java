package millrace.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import millrace.data.Column;
import millrace.data.Vocabulary;
import millrace.learn.Prediction;
import millrace.learn.Prediction.Clusters;
import millrace.learn.Prediction.Labels;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Prediction.Scores;
import millrace.learn.Prediction.Sequences;
import millrace.learn.Prediction.Texts;

/** Puts the predictions of all folds together. */
final class OutOfFold {
  private OutOfFold() {}

  /**
   * One prediction in the order wanted. Models may know different levels (a fold without a rare
   * one): labels are put in terms of all levels of the truth and of the models, with probability 0
   * for what a model does not know.
   *
   * @param truth of all rows
   * @param order {@code order[i]} is the place, counted over all parts, of what becomes row i
   */
  static Prediction join(Column truth, List<? extends Prediction> parts, int[] order) {
    return switch (parts.getFirst()) {
      case Numbers _ -> new Numbers(ordered(((Numbers) Prediction.concat(parts)).values(), order));
      case Scores _ -> new Scores(ordered(((Scores) Prediction.concat(parts)).values(), order));
      case Labels _ -> labels(truth, parts, order);
      case Clusters _ -> clusters(parts, order);
      case Sequences _ -> sequences(parts, order);
      case Texts _ -> new Texts(((Texts) Prediction.concat(parts)).answers().rows(order));
    };
  }

  private static double[] ordered(double[] all, int[] order) {
    var out = new double[order.length];
    for (int i = 0; i < out.length; i++) out[i] = all[order[i]];
    return out;
  }

  /** The clusters of different models have nothing to do with each other: each keeps its own. */
  private static Clusters clusters(List<? extends Prediction> parts, int[] order) {
    var all = new int[order.length];
    int at = 0;
    int count = 0;
    for (var p : parts) {
      var c = (Clusters) p;
      for (int v : c.cluster()) all[at++] = v == Clusters.NOISE ? v : count + v;
      count += c.count();
    }
    var out = new int[order.length];
    for (int i = 0; i < out.length; i++) out[i] = all[order[i]];
    return new Clusters(out, count);
  }

  private static Sequences sequences(List<? extends Prediction> parts, int[] order) {
    return new Sequences(((Sequences) Prediction.concat(parts)).labels().rows(order));
  }

  private static Labels labels(Column truth, List<? extends Prediction> parts, int[] order) {
    var levels = union(truth, parts);
    int k = levels.size();
    var place = new int[order.length];
    for (int i = 0; i < order.length; i++) place[order[i]] = i;
    var out = new double[order.length * k];
    int at = 0;
    for (var p : parts) {
      var labels = (Labels) p;
      var map = labels.levels().mapTo(levels);
      for (int i = 0, n = labels.size(); i < n; i++, at++)
        for (int c = 0; c < map.length; c++) out[place[at] * k + map[c]] = labels.probability(i, c);
    }
    return new Labels(out, levels);
  }

  /** The levels that occur in the truth or that a model knows, in the order of the target. */
  private static Vocabulary union(Column truth, List<? extends Prediction> parts) {
    var used = new LinkedHashSet<String>();
    var inOrder = new ArrayList<String>();
    if (truth instanceof Column.Nominal y) {
      used.addAll(y.present().names());
      inOrder.addAll(y.levels().names());
    }
    for (var p : parts) used.addAll(((Labels) p).levels().names());
    inOrder.retainAll(used);
    inOrder.addAll(used);
    return Vocabulary.of(inOrder);
  }
}
