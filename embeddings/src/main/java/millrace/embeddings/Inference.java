package millrace.embeddings;

import java.util.SplittableRandom;
import millrace.data.Column;
import millrace.data.Vocabulary;
import millrace.run.Crew;
import millrace.run.Run;

/**
 * Vectors of new documents: each begins at random and learns to predict the document's words, whose
 * vectors stay as they are. All chance comes from the words.
 */
final class Inference {
  private static final int PARTS_PER_THREAD = 4;

  private final Doc2Vec.Fitted model;
  private final Doc2Vec how;
  private final Weights words;
  private final Targets targets;
  private final int[] keep;

  Inference(Doc2Vec.Fitted model) {
    this.model = model;
    how = model.how();
    words = Weights.of(model.inputs().length / how.width(), how.width()).set(model.inputs());
    targets = how.targets(model.words());
    targets.words().set(model.outputs());
    targets.nodes().set(model.nodes());
    keep = Subsampling.keep(model.words(), how.sample());
  }

  Column.Dense of(Column.Tokens documents, Run run) {
    int n = documents.size();
    int width = how.width();
    var out = new float[Math.multiplyExact(n, width)];
    var map = documents.words().mapTo(model.words().words());
    int parts = Math.min(Math.max(1, n), run.threads() * PARTS_PER_THREAD);
    try (var crew = new Crew(run.threads())) {
      crew.run(
          parts,
          p -> {
            int to = (int) ((long) n * (p + 1) / parts);
            var one = new One((int) ((long) n * p / parts), to, documents, map);
            for (int row = one.first; row < to; row++) one.infer(row, out, row * width);
          });
    }
    return new Column.Dense(out, Vocabulary.numbered("vector", width));
  }

  /** One thread's document. */
  private final class One {
    private final int first;
    private final Column.Tokens documents;
    private final int[] map;
    private final Stretch stretch;
    private final Document document;
    private final Windows windows;

    One(int first, int to, Column.Tokens documents, int[] map) {
      this.first = first;
      this.documents = documents;
      this.map = map;
      int longest = 1;
      var starts = documents.starts();
      for (int r = first; r < to; r++) longest = Math.max(longest, starts[r + 1] - starts[r]);
      stretch = new Stretch(longest);
      document = new Document(words, longest);
      windows = new Windows(how.windows(true), document, targets.fixed(), keep, longest);
    }

    void infer(int row, float[] out, int at) {
      stretch.clear();
      long seed = 0;
      for (int k = documents.starts()[row]; k < documents.starts()[row + 1]; k++) {
        int word = map[documents.ids()[k]];
        if (word < 0) continue;
        stretch.add(word);
        seed = mixed(seed + word + 1);
      }
      if (stretch.size() == 0) return;
      stretch.end(0);
      document.vector(seed, how.width());
      int epochs = how.inferEpochs();
      double fall = (how.rate() - how.lastRate()) / Math.max(1, epochs - 1);
      for (int e = 0; e < epochs; e++)
        windows.learn(stretch, (float) (how.rate() - fall * e), mixed(seed ^ e + 1));
      System.arraycopy(document.values(), 0, out, at, how.width());
    }

    /** As SplittableRandom finishes its numbers. */
    private static long mixed(long z) {
      z += 0x9E3779B97F4A7C15L;
      z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
      z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
      return z ^ z >>> 31;
    }
  }

  /** The document's vector and, behind it, copies of those of its words, which may be none. */
  private static final class Document implements Inputs {
    private final Weights words;
    private final float[] values;

    Document(Weights words, int longest) {
      this.words = words;
      int rows = words.count() == 0 ? 1 : longest + 1;
      values = new float[Math.multiplyExact(rows, words.stride())];
    }

    void vector(long seed, int width) {
      new Weights(1, width, stride(), values).uniform(new SplittableRandom(seed));
    }

    @Override
    public void begin(int[] sentence, int n, long document) {
      if (words.count() == 0) return;
      int width = words.stride();
      for (int i = 0; i < n; i++)
        System.arraycopy(words.values(), words.at(sentence[i]), values, (i + 1) * width, width);
    }

    @Override
    public int at(int place) {
      return (place + 1) * words.stride();
    }

    @Override
    public int document() {
      return 0;
    }

    @Override
    public float[] values() {
      return values;
    }

    @Override
    public int stride() {
      return words.stride();
    }

    @Override
    public Share[] shares() {
      return new Share[0];
    }
  }
}
