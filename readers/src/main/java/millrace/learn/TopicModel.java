package millrace.learn;

import java.util.ArrayList;
import java.util.List;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.run.Run;

/**
 * A fitted topic model: topics are distributions over words, documents are mixtures of topics. As a
 * {@link Transform} it replaces the column of documents by a dense column of their mixtures,
 * features {@code topic0}, {@code topic1} …, so that topics are features of a pipeline.
 */
public interface TopicModel extends Transform {
  /** The words that the topics are distributions over; others are passed over. */
  Vocabulary words();

  /** How many topics. */
  int topics();

  /** p(word | topic), row-major: {@code topics() × words().size()}; each row sums to 1. A copy. */
  double[] topicWords();

  /** The share of each topic in the training documents; sums to 1. A copy. */
  double[] weights();

  /**
   * p(topic | document), row-major: {@code frame.size() × topics()}; each row sums to 1. Each
   * document by itself and without chance: the same for any number of threads, and row by row as
   * all at once. A document without a known word gets the prior.
   */
  double[] mixtures(Frame frame, Run run);

  /** {@link #mixtures(Frame, Run)} in this thread. */
  default double[] mixtures(Frame frame) {
    return mixtures(frame, Run.quiet().threads(1));
  }

  /** The topic that has the largest share of each document; of equals the first. */
  default Prediction.Clusters clusters(Frame frame, Run run) {
    int k = topics();
    var shares = mixtures(frame, run);
    var cluster = new int[frame.size()];
    for (int i = 0; i < cluster.length; i++) {
      for (int t = 1; t < k; t++)
        if (shares[i * k + t] > shares[i * k + cluster[i]]) cluster[i] = t;
    }
    return new Prediction.Clusters(cluster, k);
  }

  /**
   * The {@code n} most probable words of each topic, most probable first; of equals the first in
   * {@link #words}. O(topics × words × n at worst, topics × words as a rule).
   */
  default List<List<String>> top(int n) {
    if (n < 1) throw new IllegalArgumentException("n must be at least 1 but is " + n);
    int v = words().size();
    var p = topicWords();
    var all = new ArrayList<List<String>>();
    var best = new int[Math.min(n, v)];
    for (int t = 0; t < topics(); t++) {
      int held = 0;
      for (int w = 0; w < v; w++) {
        double share = p[t * v + w];
        if (held == best.length && share <= p[t * v + best[held - 1]]) continue;
        int at = held < best.length ? held++ : held - 1;
        for (; at > 0 && p[t * v + best[at - 1]] < share; at--) best[at] = best[at - 1];
        best[at] = w;
      }
      var names = new ArrayList<String>(best.length);
      for (int w : best) names.add(words().name(w));
      all.add(List.copyOf(names));
    }
    return List.copyOf(all);
  }
}
