package millrace.embeddings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;

/** What gensim trains with: golden/training.tsv, made by golden/training.py. */
final class TrainingGolden {
  private TrainingGolden() {}

  static long[] numbers(String kind) {
    try {
      for (var line : Files.readAllLines(Golden.file("training.tsv"))) {
        var f = line.split("\t");
        if (f[0].equals(kind))
          return Arrays.stream(f[1].split(" ")).mapToLong(Long::parseLong).toArray();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("no golden values " + kind);
  }

  static long[] counts() {
    return numbers("counts");
  }
}
