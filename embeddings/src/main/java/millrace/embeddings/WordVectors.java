package millrace.embeddings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import millrace.data.DataException;
import millrace.data.Vocabulary;
import millrace.learn.WordSpace;
import millrace.neural.compute.Kernels;
import millrace.run.Run;

/**
 * Words and their vectors: immutable, safe for many threads.
 *
 * <pre>{@code
 * vectors.nearest("king", 10);
 * vectors.analogy(List.of("king", "woman"), List.of("man"), 1, Analogy.ADD);   // queen
 * vectors.oddOneOut(List.of("breakfast", "cereal", "dinner", "lunch"));        // cereal
 * }</pre>
 *
 * <p>A word that is not among them but has subwords is composed of those, wherever a word is asked
 * about. One question after the other is answered faster by {@link Neighbours}, which take the
 * lengths of the vectors once.
 *
 * @param words the most frequent first, as far as that is known
 * @param width how many numbers a vector has
 * @param values row-major: word i has {@code values[i · width] .. values[(i + 1) · width]}
 * @param counts how often each word was in the corpus; empty if that is not known
 * @param subwords what unknown words are composed of; {@link Subwords#NONE} if they have no vector
 */
public record WordVectors(
    Vocabulary words, int width, float[] values, long[] counts, Subwords subwords)
    implements WordSpace {
  /** What keeps a product of cosines from being divided by zero. Levy and Goldberg 2014. */
  static final double EPSILON = .001;

  public WordVectors {
    if (width < 1)
      throw new IllegalArgumentException("a vector must have 1 number or more, not " + width);
    if (values.length != (long) words.size() * width)
      throw new IllegalArgumentException(
          "%d words of %d numbers need %d values, not %d"
              .formatted(words.size(), width, (long) words.size() * width, values.length));
    if (counts.length != 0 && counts.length != words.size())
      throw new IllegalArgumentException(
          "%d counts for %d words".formatted(counts.length, words.size()));
    if (subwords.values().length != (long) subwords.rows() * width)
      throw new IllegalArgumentException(
          "%d buckets of subwords of %d numbers need %d values, not %d"
              .formatted(
                  subwords.rows(),
                  width,
                  (long) subwords.rows() * width,
                  subwords.values().length));
  }

  /** No words. */
  static WordVectors none() {
    return new WordVectors(Vocabulary.empty(), 1, new float[0], new long[0], Subwords.NONE);
  }

  /**
   * Reads a file of any {@link VectorFormat}, which its content tells.
   *
   * @throws DataException if the file cannot be read or is not what it should be
   */
  public static WordVectors read(Path file) {
    return VectorFormat.of(file).read(file);
  }

  /** A copy of a word's vector, which may be composed of subwords; empty if it has none. */
  public Optional<float[]> vector(String word) {
    int id = words.id(word);
    return id < 0
        ? subwords.compose(word, width)
        : Optional.of(Arrays.copyOfRange(values, id * width, (id + 1) * width));
  }

  /** A word's vector of unit length. */
  float[] direction(String word) {
    var x = vector(word).orElseThrow(() -> Spelling.unknown(word, this));
    if (!Rows.normalize(x))
      throw new DataException(
          "the vector of '%s' is zero or not finite: it has no direction; leave the word out"
              .formatted(word));
    return x;
  }

  @Override
  public double cosine(String a, String b) {
    var x = vector(a);
    var y = vector(b);
    if (x.isEmpty() || y.isEmpty()) return Double.NaN;
    if (!Rows.normalize(x.get()) || !Rows.normalize(y.get())) return Double.NaN;
    return cosine(x.get(), y.get());
  }

  private double cosine(float[] x, float[] y) {
    return Math.clamp(Kernels.best().sums().dot(x, 0, y, 0, width), -1, 1);
  }

  /**
   * The n words whose vectors have the largest cosine with that of this word, the nearest first. On
   * all processors; O(words × width).
   *
   * @throws DataException if the word has no vector
   */
  public List<Near> nearest(String word, int n) {
    return Exact.once(this, Run.quiet()).nearest(word, n);
  }

  /** The n words nearest to a vector. */
  public List<Near> nearest(float[] vector, int n) {
    return Exact.once(this, Run.quiet()).nearest(vector, n);
  }

  /**
   * The n words that are most like some words and least like others; "man is to king as woman is to
   * …" has king and woman as positive and man as negative. Words asked about are no answers.
   *
   * <p>All vectors x of unit length, {@link WordSpace.Analogy#ADD} is cos(x, Σ p − Σ m), {@link
   * WordSpace.Analogy#MULTIPLY} is Π ½(1 + cos(x, p)) ÷ (Π ½(1 + cos(x, m)) + .001).
   *
   * @throws DataException if a word has no vector, or they cancel out
   */
  public List<Near> analogy(List<String> positive, List<String> negative, int n, Analogy how) {
    return analogy(positive, negative, n, how, EPSILON);
  }

  List<Near> analogy(
      List<String> positive, List<String> negative, int n, Analogy how, double epsilon) {
    if (positive.isEmpty()) throw new IllegalArgumentException("an analogy needs a positive word");
    var plus = positive.stream().map(this::direction).toList();
    var minus = negative.stream().map(this::direction).toList();
    int[] without =
        Stream.concat(positive.stream(), negative.stream())
            .mapToInt(words::id)
            .filter(id -> id >= 0)
            .toArray();
    var all = Exact.once(this, Run.quiet());
    if (how == Analogy.MULTIPLY) return all.products(plus, minus, epsilon, n, without);
    var sum = new float[width];
    for (var p : plus) add(1, p, sum);
    for (var m : minus) add(-1, m, sum);
    return all.nearest(sum, n, without);
  }

  private static void add(float sign, float[] x, float[] sum) {
    for (int i = 0; i < sum.length; i++) sum[i] += sign * x[i];
  }

  /**
   * The word with the smallest cosine with the mean of all, vectors being of unit length; of equal
   * ones the first.
   *
   * @param words 3 or more
   * @throws DataException if a word has no vector, or they cancel out
   */
  public String oddOneOut(List<String> words) {
    if (words.size() < 3)
      throw new IllegalArgumentException("an odd one out needs 3 words or more, not " + words);
    var directions = new ArrayList<float[]>();
    for (var w : words) directions.add(direction(w));
    var mean = new float[width];
    for (var d : directions) add(1, d, mean);
    mean = Exact.unit(mean, this);
    int odd = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < words.size(); i++) {
      double cosine = cosine(directions.get(i), mean);
      if (cosine >= least) continue;
      least = cosine;
      odd = i;
    }
    return words.get(odd);
  }

  /**
   * {@inheritDoc} −1 where a vector of the question is zero, and where no word is left. As
   * questions share words it is O(distinct words × most × width + questions × most).
   */
  @Override
  public int[] analogies(int[] a, int[] b, int[] c, int most, Analogy how, Run run) {
    if (a.length != b.length || a.length != c.length)
      throw new IllegalArgumentException(
          "questions need as many a as b as c, not %d, %d and %d"
              .formatted(a.length, b.length, c.length));
    if (most < 1) throw new IllegalArgumentException("look at 1 word or more, not " + most);
    for (var ids : new int[][] {a, b, c})
      for (int id : ids)
        if (id < 0 || id >= words.size())
          throw new IllegalArgumentException(
              "a question has the word %d, but ids are 0 to %d".formatted(id, words.size() - 1));
    return new Analogies(this, new int[][] {a, b, c}, how, EPSILON)
        .best(Math.min(most, words.size()), run);
  }
}
