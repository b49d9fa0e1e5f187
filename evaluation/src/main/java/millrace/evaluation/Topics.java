package millrace.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.TopicModel;
import millrace.run.Run;

/**
 * Scores of topic models beside their {@link Coherence} and {@link Stability}: how well they
 * predict words they have not seen, and how different their topics are. Where documents have gold
 * labels, {@link Clustering} scores {@code model.clusters(frame, run)}.
 */
public final class Topics {
  private static final int BLOCK = 256;

  private Topics() {}

  /**
   * Topic diversity: the share of different words among the first {@code n} words of all topics; 1
   * when no word is in two topics, 1 / topics when all topics are the same. O(topics n).
   *
   * @param topics top words, at least {@code n} of each topic
   * @param n 25 in the literature
   * @see "Dieng, Ruiz, Blei 2020, Topic Modeling in Embedding Spaces"
   */
  public static double diversity(List<List<String>> topics, int n) {
    var first = first(topics, n, 1);
    var different = new HashSet<String>();
    first.forEach(different::addAll);
    return (double) different.size() / (n * first.size());
  }

  /**
   * Inverted rank-biased overlap: 1 minus the mean overlap of all pairs of topics, where words
   * count the more, the higher they stand. 1 when no two topics share a word, 0 when all are the
   * same in the same order.
   *
   * <p>With X(d) the number of words that two lists have in common in their first d, the overlap is
   * RBO = X(n) / n pⁿ + (1 − p) / p Σ X(d) / d pᵈ over d = 1 … n: extrapolated, as if the lists
   * went on agreeing as they do at n. O(topics² n).
   *
   * @param topics top words, at least {@code n} of each topic; at least two topics
   * @param n 10 is usual
   * @param p persistence, above 0 and below 1: the lower, the more the first words count; .9 is
   *     usual
   * @see "Webber, Moffat, Zobel 2010, A Similarity Measure for Indefinite Rankings, eq. 30;
   *     Bianchi, Terragni, Hovy 2021, Pre-training is a Hot Topic"
   */
  public static double invertedRbo(List<List<String>> topics, int n, double p) {
    if (!(p > 0 && p < 1)) {
      throw new IllegalArgumentException("p must be above 0 and below 1 but is " + p);
    }
    var first = first(topics, n, 2);
    double sum = 0;
    for (int i = 0; i < first.size(); i++) {
      for (int j = 0; j < i; j++) sum += overlap(first.get(i), first.get(j), p);
    }
    return 1 - sum / (first.size() * (first.size() - 1) / 2.0);
  }

  private static double overlap(List<String> a, List<String> b, double p) {
    var left = new HashSet<String>();
    var right = new HashSet<String>();
    int common = 0;
    double sum = 0;
    double power = 1;
    for (int d = 1; d <= a.size(); d++) {
      var x = a.get(d - 1);
      var y = b.get(d - 1);
      if (x.equals(y)) common++;
      else {
        if (right.contains(x)) common++;
        if (left.contains(y)) common++;
      }
      left.add(x);
      right.add(y);
      power *= p;
      sum += (double) common / d * power;
    }
    return (double) common / a.size() * power + (1 - p) / p * sum;
  }

  private static List<List<String>> first(List<List<String>> topics, int n, int least) {
    if (n < 1) throw new IllegalArgumentException("n must be at least 1 but is " + n);
    if (topics.size() < least) {
      throw new IllegalArgumentException(
          "there are %d topics, but must be at least %d".formatted(topics.size(), least));
    }
    for (int t = 0; t < topics.size(); t++) {
      if (topics.get(t).size() < n) {
        throw new IllegalArgumentException(
            "topic %d has %d words, but n is %d: ask the model for top(%d)"
                .formatted(t, topics.get(t).size(), n, n));
      }
    }
    return topics.stream().map(t -> t.subList(0, n)).toList();
  }

  /**
   * How well a model completes documents: the mixture of each is inferred from the words it was
   * shown, and the others are predicted by it.
   *
   * @param logLikelihood Σ over documents d and their held words w of log Σ over topics t of p(t |
   *     d) p(w | t), in nats
   * @param tokens how many held words that is
   * @param unknown held words that the model has not, which are left out
   */
  public record Completion(double logLikelihood, long tokens, long unknown) {
    /**
     * exp(−logLikelihood / tokens): among how many equally likely words the model still guesses.
     */
    public double perplexity() {
      return Math.exp(-logLikelihood / tokens);
    }
  }

  /**
   * The perplexity of held words by document completion; the lower the better. It can only be
   * compared on the same documents, halves and vocabulary.
   *
   * @see #completion
   */
  public static double perplexity(TopicModel model, Frame seen, Frame held, Run run) {
    return completion(model, seen, held, run).perplexity();
  }

  /**
   * Scores a model by document completion.
   *
   * <p>Cost: one inference of the first halves, and O(held words × topics).
   *
   * @param seen what the model is shown of each document
   * @param held the rest, of the same documents in the same order: see {@link #halves}; in both
   *     frames the one feature column that is tokens or sparse is read, a sparse one as counts
   * @throws DataException if the frames differ in size, there is no such column or several, or no
   *     held word is known to the model
   * @see "Wallach, Murray, Salakhutdinov, Mimno 2009, Evaluation Methods for Topic Models, 5.1"
   */
  public static Completion completion(TopicModel model, Frame seen, Frame held, Run run) {
    if (seen.size() != held.size()) {
      throw new DataException(
          "%d documents are seen and %d held: they must be halves of the same documents"
              .formatted(seen.size(), held.size()));
    }
    var counts = Counts.of(held.column(documents(held)), model.words());
    int k = model.topics();
    int width = model.words().size();
    var mixtures = model.mixtures(seen, run);
    // Word by word, so that the topics of one word lie together.
    var topicWords = model.topicWords();
    var wordTopics = new double[width * k];
    for (int t = 0; t < k; t++) {
      for (int w = 0; w < width; w++) wordTopics[w * k + t] = topicWords[t * width + w];
    }
    int blocks = (held.size() + BLOCK - 1) / BLOCK;
    var parts =
        run.map(
            blocks,
            b -> {
              double sum = 0;
              for (int d = b * BLOCK; d < Math.min(held.size(), (b + 1) * BLOCK); d++) {
                for (int i = counts.starts[d]; i < counts.starts[d + 1]; i++) {
                  int at = counts.word[i] * k;
                  double p = 0;
                  for (int t = 0; t < k; t++) p += mixtures[d * k + t] * wordTopics[at + t];
                  sum += counts.times[i] * Math.log(p);
                }
              }
              return sum;
            });
    double sum = 0;
    for (double part : parts) sum += part;
    if (counts.tokens == 0) {
      throw new DataException(
          "none of the %d held words is known to the model".formatted(counts.unknown));
    }
    return new Completion(sum, counts.tokens, counts.unknown);
  }

  /** What a model is shown of each document, and what is held back to be predicted. */
  public record Halves(Frame seen, Frame held) {}

  /**
   * Splits each document into two halves: its first, third, fifth … word is seen, the others are
   * held. So both are from all over the document, without chance. The words of a sparse column are
   * taken in the order of their ids, each as often as it counts.
   *
   * @param frame with one feature column of tokens or sparse counts; the others stay in both halves
   * @throws DataException if there is no such column or several, or a count is not a whole number
   */
  public static Halves halves(Frame frame) {
    var name = documents(frame);
    return switch (frame.column(name)) {
      case Column.Tokens c ->
          new Halves(frame.with(name, every(c, 0)), frame.with(name, every(c, 1)));
      case Column.Sparse c ->
          new Halves(frame.with(name, every(c, 0)), frame.with(name, every(c, 1)));
      case Column c -> throw new IllegalStateException(c.kind()); // documents() gives no other
    };
  }

  private static Column every(Column.Tokens c, int half) {
    var starts = new int[c.starts().length];
    var ids = IntStream.builder();
    for (int d = 0; d < c.size(); d++) {
      int from = c.starts()[d];
      int n = c.starts()[d + 1] - from;
      for (int i = half; i < n; i += 2) ids.add(c.ids()[from + i]);
      starts[d + 1] = starts[d] + (n + 1 - half) / 2;
    }
    return new Column.Tokens(starts, ids.build().toArray(), c.words());
  }

  private static Column every(Column.Sparse c, int half) {
    var starts = new int[c.starts().length];
    var index = new int[c.index().length];
    var value = new double[index.length];
    int n = 0;
    for (int d = 0; d < c.size(); d++) {
      long before = 0;
      for (int i = c.starts()[d]; i < c.starts()[d + 1]; i++) {
        long times = times(c, d, i);
        // Of the places before … before + times − 1, how many are even, or odd.
        long mine = (before + times + 1 - half) / 2 - (before + 1 - half) / 2;
        before += times;
        if (mine == 0) continue;
        index[n] = c.index()[i];
        value[n++] = mine;
      }
      starts[d + 1] = n;
    }
    return new Column.Sparse(
        starts, Arrays.copyOf(index, n), Arrays.copyOf(value, n), c.features());
  }

  private static long times(Column.Sparse c, int row, int i) {
    double v = c.value()[i];
    if (!(v >= 0 && v == Math.rint(v) && v < 1e9)) {
      throw new DataException(
          "row %d has %s of '%s', but documents must be counts of words (a bag of words, not TF-IDF)"
              .formatted(row, v, c.features().name(c.index()[i])));
    }
    return (long) v;
  }

  /**
   * The name of the one feature column that is tokens or sparse.
   *
   * @throws DataException if there is none, or there are several
   */
  public static String documents(Frame frame) {
    var features = frame.features();
    var found = new ArrayList<String>();
    for (var name : features.names()) {
      var c = features.column(name);
      if (c instanceof Column.Tokens || c instanceof Column.Sparse) found.add(name);
    }
    if (found.size() == 1) return found.getFirst();
    throw new DataException(
        found.isEmpty()
            ? "no column is tokens or sparse: there are %s".formatted(frame.names())
            : "the columns %s are tokens or sparse: keep the one that the topics are of, by frame.select(…)"
                .formatted(found));
  }

  /** Documents as words of a model, each with how often it stands there. */
  private static final class Counts {
    final int[] starts;
    final int[] word;
    final long[] times;
    long tokens;
    long unknown;

    private Counts(int rows, int most) {
      starts = new int[rows + 1];
      word = new int[most];
      times = new long[most];
    }

    static Counts of(Column column, Vocabulary words) {
      return switch (column) {
        case Column.Tokens c -> {
          var map = c.words().mapTo(words);
          var out = new Counts(c.size(), c.ids().length);
          for (int d = 0; d < c.size(); d++) {
            out.starts[d + 1] = out.starts[d];
            for (int i = c.starts()[d]; i < c.starts()[d + 1]; i++) out.add(d, map[c.ids()[i]], 1);
          }
          yield out;
        }
        case Column.Sparse c -> {
          var map = c.features().mapTo(words);
          var out = new Counts(c.size(), c.index().length);
          for (int d = 0; d < c.size(); d++) {
            out.starts[d + 1] = out.starts[d];
            for (int i = c.starts()[d]; i < c.starts()[d + 1]; i++) {
              out.add(d, map[c.index()[i]], times(c, d, i));
            }
          }
          yield out;
        }
        default -> throw new IllegalStateException(column.kind()); // documents() gives no other
      };
    }

    private void add(int row, int id, long n) {
      if (n == 0) return;
      if (id < 0) {
        unknown += n;
        return;
      }
      int at = starts[row + 1]++;
      word[at] = id;
      times[at] = n;
      tokens += n;
    }
  }
}
