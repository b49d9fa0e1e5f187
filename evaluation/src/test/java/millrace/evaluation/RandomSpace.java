package millrace.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import millrace.data.Vocabulary;
import millrace.learn.WordSpace;
import millrace.run.Run;

/** A space of few words by its definition, with the vectors of {@code word_scores.json}. */
record RandomSpace(Vocabulary words, double[] vectors) implements WordSpace {
  static final JsonNode GOLDEN = Golden.read("word_scores.json");

  static RandomSpace golden() {
    return new RandomSpace(
        Vocabulary.of(Golden.strings(GOLDEN.get("words"))), Golden.numbers(GOLDEN.get("vectors")));
  }

  @Override
  public int width() {
    return vectors.length / words.size();
  }

  @Override
  public double cosine(String a, String b) {
    int i = words.id(a);
    int j = words.id(b);
    // To 12 decimals, as the script: so that equal vectors have equal cosines.
    return i < 0 || j < 0 ? Double.NaN : Math.rint(cosine(i, j) * 1e12) / 1e12;
  }

  private double cosine(int i, int j) {
    return dot(i, j) / Math.sqrt(dot(i, i) * dot(j, j));
  }

  private double dot(int i, int j) {
    int n = width();
    double sum = 0;
    for (int k = 0; k < n; k++) sum += vectors[i * n + k] * vectors[j * n + k];
    return sum;
  }

  @Override
  public int[] analogies(int[] a, int[] b, int[] c, int most, Analogy how, Run run) {
    var best = new int[a.length];
    for (int q = 0; q < a.length; q++) {
      double top = Double.NEGATIVE_INFINITY;
      for (int x = 0; x < most; x++) {
        if (x == a[q] || x == b[q] || x == c[q]) continue;
        double score =
            switch (how) {
              case ADD -> cosine(x, b[q]) - cosine(x, a[q]) + cosine(x, c[q]);
              case MULTIPLY ->
                  half(cosine(x, b[q])) * half(cosine(x, c[q])) / (half(cosine(x, a[q])) + .001);
            };
        if (score > top) {
          top = score;
          best[q] = x;
        }
      }
    }
    return best;
  }

  private static double half(double cosine) {
    return (1 + cosine) / 2;
  }
}
