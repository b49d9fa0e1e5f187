package millrace.embeddings;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes what fastText and gensim read as a model of skip-grams with negative samples. The row of a
 * word is what makes the mean of it and its subwords the word's vector again, but for rounding.
 */
final class FastTextWriter {
  /** fastText's numbers for skip-grams and for negative samples. */
  private static final int SKIP_GRAMS = 2;

  private static final int NEGATIVE_SAMPLES = 2;

  private final WordVectors vectors;
  private final float[] outputs;
  private final int width;
  private final int words;

  private FastTextWriter(WordVectors vectors, float[] outputs) {
    this.vectors = vectors;
    this.outputs = outputs;
    width = vectors.width();
    words = vectors.words().size();
  }

  /**
   * @param outputs of the words, row-major; empty: zeros
   */
  static void write(WordVectors vectors, float[] outputs, Path file) {
    Words.check(vectors, file, c -> c == 0);
    var writer = new FastTextWriter(vectors, outputs);
    Output.write(file, writer::all);
  }

  private void all(Output out) throws IOException {
    out.int32(FastTextReader.MAGIC);
    out.int32(FastTextReader.VERSION);
    settings(out);
    dictionary(out);
    out.int8(0); // not quantised
    out.int64((long) words + vectors.subwords().buckets());
    out.int64(width);
    rows(out);
    buckets(out);
    out.int8(0);
    out.int64(words);
    out.int64(width);
    var zeros = new float[width];
    for (int i = 0; i < words; i++)
      if (outputs.length > 0) out.floats(outputs, i * width, width);
      else out.floats(zeros, 0, width);
  }

  private void buckets(Output out) throws IOException {
    var s = vectors.subwords();
    var zeros = new float[width];
    for (int bucket = 0; bucket < s.buckets(); bucket++) {
      int row = s.row(bucket);
      if (row >= 0) out.floats(s.values(), row * width, width);
      else out.floats(zeros, 0, width);
    }
  }

  private void settings(Output out) throws IOException {
    var s = vectors.subwords();
    out.int32(width);
    out.int32(5); // window; these are fastText's defaults
    out.int32(5); // epochs
    out.int32(1); // least count
    out.int32(5); // negative samples
    out.int32(1); // word n-grams
    out.int32(NEGATIVE_SAMPLES);
    out.int32(SKIP_GRAMS);
    out.int32(s.buckets());
    out.int32(s.least());
    out.int32(s.most());
    out.int32(100); // how often the learning rate changes
    out.float64(1e-4); // threshold of frequent words
  }

  /** Unknown counts fall, so that who sorts by them keeps the order. */
  private void dictionary(Output out) throws IOException {
    var counts = vectors.counts();
    long sum = 0;
    for (int i = 0; i < words; i++) sum += count(counts, i);
    out.int32(words);
    out.int32(words);
    out.int32(0); // labels
    out.int64(sum);
    out.int64(-1); // not pruned
    for (int i = 0; i < words; i++) {
      out.text(vectors.words().name(i));
      out.int8(0);
      out.int64(count(counts, i));
      out.int8(0); // a word
    }
  }

  private long count(long[] counts, int i) {
    return counts.length == 0 ? words - i : counts[i];
  }

  private void rows(Output out) throws IOException {
    var values = vectors.values();
    var s = vectors.subwords();
    var hash = s.hash();
    var row = new float[width];
    for (int i = 0; i < words; i++) {
      var ids = hash.of(vectors.words().name(i));
      for (int j = 0; j < ids.length; j++) ids[j] = s.row(ids[j]);
      for (int k = 0; k < width; k++) {
        double sum = (1.0 + ids.length) * values[i * width + k];
        for (int r : ids) if (r >= 0) sum -= s.values()[r * width + k];
        row[k] = (float) sum;
      }
      out.floats(row, 0, width);
    }
  }
}
