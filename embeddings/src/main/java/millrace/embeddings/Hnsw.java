package millrace.embeddings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import millrace.learn.Spec;
import millrace.neural.compute.Kernels;
import millrace.run.Run;
import org.apache.lucene.util.hnsw.HnswGraphBuilder;
import org.apache.lucene.util.hnsw.HnswGraphSearcher;
import org.apache.lucene.util.hnsw.OnHeapHnswGraph;
import org.apache.lucene.util.hnsw.RandomVectorScorerSupplier;
import org.apache.lucene.util.hnsw.UpdateableRandomVectorScorer;

/**
 * Finds nearly all of the nearest words and looks at few: a graph in layers, each word joined to
 * near ones, walked greedily from the top (Lucene's). Worth its making for many questions to many
 * words; {@link Neighbours#exact} makes no mistakes.
 *
 * <pre>{@code
 * Neighbours near = new Hnsw().efSearch(200).index(vectors, Run.seeded(1));
 * near.nearest("king", 10);
 * }</pre>
 *
 * @param m how many neighbours a word is joined to on the upper layers, twice as many on the
 *     lowest: 16
 * @param efConstruction how many candidates are kept in view when a word is joined: 100
 * @param efSearch how many are kept in view when a question is answered, at least as many as are
 *     asked for: 100. More find more and take longer.
 * @see "Y. Malkov, D. Yashunin, Efficient and Robust Approximate Nearest Neighbor Search Using
 *     Hierarchical Navigable Small World Graphs, TPAMI 42, 2020"
 */
public record Hnsw(int m, int efConstruction, int efSearch) {
  private static final int STEP = 1_000;
  private static final int MOST = 3_200; // Lucene's
  private static final Kernels.Sums SUMS = Kernels.best().sums();

  public Hnsw {
    if (m < 2 || m > 512)
      throw new IllegalArgumentException("Hnsw m must be from 2 to 512 but is " + m);
    if (efConstruction < m || efConstruction > MOST)
      throw new IllegalArgumentException(
          "Hnsw efConstruction must be from m = %d to %d but is %d"
              .formatted(m, MOST, efConstruction));
    if (efSearch < 1)
      throw new IllegalArgumentException("Hnsw efSearch must be at least 1 but is " + efSearch);
  }

  public Hnsw() {
    this(16, 100, 100);
  }

  public Hnsw m(int m) {
    return Spec.with(this, "m", m);
  }

  public Hnsw efConstruction(int efConstruction) {
    return Spec.with(this, "efConstruction", efConstruction);
  }

  public Hnsw efSearch(int efSearch) {
    return Spec.with(this, "efSearch", efSearch);
  }

  /**
   * Makes the graph, on one thread, so that the same seed gives the same graph: about O(words · log
   * words · efConstruction · m · width). It holds 8 · m bytes and more a word beside the vectors,
   * which are not copied. What it gives may be asked by many threads at once.
   *
   * @param run hears of words joined as the phase "hnsw"
   */
  public Neighbours index(WordVectors vectors, Run run) {
    var scales = new float[vectors.words().size()];
    new Rows(vectors.values(), vectors.width()).scales(0, scales.length, scales);
    var ids = IntStream.range(0, scales.length).filter(i -> !Float.isNaN(scales[i])).toArray();
    var words = new Points(vectors, scales, ids);
    try {
      return new Index(words, graph(words, run), efSearch);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  private OnHeapHnswGraph graph(Points words, Run run) throws IOException {
    int n = words.ids.length;
    var builder =
        HnswGraphBuilder.create(words, m, efConstruction, run.seedFor("hnsw"), Math.max(1, n));
    for (int i = 0; i < n; i++) {
      if (i % STEP == 0) run.step("hnsw", i, n);
      builder.addGraphNode(i);
    }
    return builder.getCompletedGraph();
  }

  /**
   * The words that have a direction, in Lucene's terms: their scores are cosines brought to [0, 1].
   *
   * @param ids of the words, in the order of the graph
   */
  private record Points(WordVectors vectors, float[] scales, int[] ids)
      implements RandomVectorScorerSupplier {
    @Override
    public UpdateableRandomVectorScorer scorer() {
      return new Scorer(this, vectors.values());
    }

    @Override
    public RandomVectorScorerSupplier copy() {
      return this;
    }

    float cosine(float[] x, int from, float scale, int node) {
      int id = ids[node];
      int width = vectors.width();
      double dot = SUMS.dot(x, from, vectors.values(), id * width, width);
      return (float) (dot * scale * scales[id]);
    }
  }

  /** Compares one vector, within an array, with all words. */
  private static final class Scorer implements UpdateableRandomVectorScorer {
    private final Points words;
    private final float[] x;
    private int from;
    private float scale = 1;

    Scorer(Points words, float[] x) {
      this.words = words;
      this.x = x;
    }

    @Override
    public void setScoringOrdinal(int node) {
      int id = words.ids[node];
      from = id * words.vectors.width();
      scale = words.scales[id];
    }

    @Override
    public float score(int node) {
      return Math.max(0, (1 + words.cosine(x, from, scale, node)) / 2);
    }

    @Override
    public int maxOrd() {
      return words.ids.length;
    }
  }

  private record Index(Points words, OnHeapHnswGraph graph, int efSearch) implements Neighbours {
    @Override
    public WordVectors vectors() {
      return words.vectors;
    }

    @Override
    public List<Near> nearest(float[] vector, int n, int... without) {
      var x = Exact.unit(vector, words.vectors);
      int nodes = words.ids.length;
      var top = new Top(Exact.size(n, nodes), without);
      if (nodes == 0) return List.of();
      int view = (int) Math.min(nodes, Math.max((long) n + without.length, efSearch));
      try {
        var found =
            HnswGraphSearcher.search(new Scorer(words, x), view, graph, null, Integer.MAX_VALUE);
        for (var hit : found.topDocs().scoreDocs)
          top.offer(words.ids[hit.doc], words.cosine(x, 0, 1, hit.doc));
      } catch (IOException e) {
        throw new UncheckedIOException("memory does not fail", e);
      }
      return top.drain(words.vectors.words());
    }
  }
}
