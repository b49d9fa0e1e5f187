package millrace.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import millrace.learn.TopicModel;
import millrace.run.Run;

/**
 * How alike the topics of several runs are, say of the same trainer with different seeds. The
 * topics of two runs are matched one to one so that their total likeness is the largest possible;
 * the likeness of the runs is the mean over the matched pairs. If one run has more topics, those
 * left over count as 0. All numbers are from 0 to 1, and 1 when the runs have the same topics in
 * any order.
 *
 * @param runs how many
 * @param jaccard between runs, row-major {@code runs × runs}, symmetric, 1 on the diagonal: topics
 *     are alike by |A ∩ B| / |A ∪ B| of the sets of their top words
 * @param cosine the same, with topics alike by the cosine between their p(word | topic), words
 *     matched by name
 * @see "Greene, O'Callaghan, Cunningham 2014, How Many Topics? Stability Analysis for Topic Models"
 */
public record Stability(int runs, double[] jaccard, double[] cosine) {

  /**
   * Compares each pair of runs. O(runs² topics² (words + topics)).
   *
   * @param models at least two
   * @param n how many top words of a topic make its set; 10 is usual
   * @param run its threads compare; the numbers are the same for any
   */
  public static Stability of(List<? extends TopicModel> models, int n, Run run) {
    int m = models.size();
    if (m < 2) throw new IllegalArgumentException("there must be at least 2 models but is " + m);
    var tops = new ArrayList<List<HashSet<String>>>();
    var vectors = new ArrayList<double[]>();
    for (var model : models) {
      tops.add(model.top(n).stream().map(HashSet::new).toList());
      vectors.add(unit(model.topicWords(), model.topics()));
    }
    var pairs = new ArrayList<int[]>();
    for (int a = 0; a < m; a++) for (int b = 0; b < a; b++) pairs.add(new int[] {a, b});
    var scores =
        run.map(
            pairs.size(),
            i -> {
              int a = pairs.get(i)[0];
              int b = pairs.get(i)[1];
              if (models.get(a).topics() > models.get(b).topics()) {
                int other = a;
                a = b;
                b = other;
              }
              int rows = models.get(a).topics();
              int columns = models.get(b).topics();
              var shared = jaccard(tops.get(a), tops.get(b));
              var map = models.get(a).words().mapTo(models.get(b).words());
              var cosines = cosines(vectors.get(a), rows, vectors.get(b), columns, map);
              return new double[] {matched(shared, rows, columns), matched(cosines, rows, columns)};
            });
    var jaccard = new double[m * m];
    var cosine = new double[m * m];
    for (int a = 0; a < m; a++) {
      jaccard[a * m + a] = 1;
      cosine[a * m + a] = 1;
    }
    for (int i = 0; i < pairs.size(); i++) {
      int a = pairs.get(i)[0];
      int b = pairs.get(i)[1];
      jaccard[a * m + b] = jaccard[b * m + a] = scores.get(i)[0];
      cosine[a * m + b] = cosine[b * m + a] = scores.get(i)[1];
    }
    return new Stability(m, jaccard, cosine);
  }

  /** The mean over all pairs of different runs. */
  public double meanJaccard() {
    return mean(jaccard);
  }

  /** The mean over all pairs of different runs. */
  public double meanCosine() {
    return mean(cosine);
  }

  private double mean(double[] of) {
    return (Arrays.stream(of).sum() - runs) / (runs * (runs - 1.0));
  }

  private static double matched(double[] likeness, int rows, int columns) {
    var column = Assignment.best(likeness, rows, columns);
    double sum = 0;
    for (int r = 0; r < rows; r++) sum += likeness[r * columns + column[r]];
    return sum / columns;
  }

  private static double[] jaccard(List<HashSet<String>> a, List<HashSet<String>> b) {
    var out = new double[a.size() * b.size()];
    for (int i = 0; i < a.size(); i++) {
      for (int j = 0; j < b.size(); j++) {
        int common = 0;
        for (var w : a.get(i)) if (b.get(j).contains(w)) common++;
        int all = a.get(i).size() + b.get(j).size() - common;
        out[i * b.size() + j] = (double) common / all;
      }
    }
    return out;
  }

  /** Rows divided by their Euclidean length. */
  private static double[] unit(double[] p, int rows) {
    int width = p.length / rows;
    var out = new double[p.length];
    for (int r = 0; r < rows; r++) {
      double square = 0;
      for (int w = r * width; w < (r + 1) * width; w++) square += p[w] * p[w];
      double length = Math.sqrt(square);
      for (int w = r * width; w < (r + 1) * width; w++) out[w] = p[w] / length;
    }
    return out;
  }

  /**
   * @param map from the words of {@code a} to those of {@code b}, -1 for none
   */
  private static double[] cosines(double[] a, int rows, double[] b, int columns, int[] map) {
    int width = map.length;
    int other = b.length / columns;
    var out = new double[rows * columns];
    for (int j = 0; j < columns; j++) {
      // Column j in the order of a's words.
      var q = new double[width];
      for (int w = 0; w < width; w++) q[w] = map[w] < 0 ? 0 : b[j * other + map[w]];
      for (int i = 0; i < rows; i++) {
        double sum = 0;
        for (int w = 0; w < width; w++) sum += a[i * width + w] * q[w];
        out[i * columns + j] = sum;
      }
    }
    return out;
  }
}
