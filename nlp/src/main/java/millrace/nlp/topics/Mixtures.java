package millrace.nlp.topics;

import java.util.LinkedHashMap;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.TopicModel;
import millrace.run.Run;

/** What the topic models' ways to mixtures have in common. */
final class Mixtures {
  private static final int BLOCK = 512;

  private Mixtures() {}

  /** What writes the mixtures of the documents from (inclusive) to (exclusive). */
  interface Rows {
    void fill(int from, int to, double[] out);
  }

  /** Rows by blocks: each row by itself, so the threads do not matter. */
  static double[] byBlocks(int rows, int topics, Run run, Rows work) {
    var out = new double[Math.multiplyExact(rows, topics)];
    int blocks = (rows + BLOCK - 1) / BLOCK;
    run.map(
        blocks,
        b -> {
          work.fill(b * BLOCK, Math.min(rows, b * BLOCK + BLOCK), out);
          return b;
        });
    return out;
  }

  /** The frame with the documents replaced by their mixtures: {@link TopicModel}'s apply. */
  static Frame apply(TopicModel model, String column, Frame frame, Run run) {
    if (column.isEmpty()) return frame;
    var shares = model.mixtures(frame, run);
    var values = new float[shares.length];
    for (int i = 0; i < values.length; i++) values[i] = (float) shares[i];
    var names = IntStream.range(0, model.topics()).mapToObj(t -> "topic" + t).toList();
    var by = new LinkedHashMap<String, Column>();
    by.put(column, new Column.Dense(values, Vocabulary.of(names)));
    return frame.replace(column, by).rolesOf(frame);
  }
}
