package millrace.shared;

import static millrace.shared.SharedData.file;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.embeddings.Doc2Vec;
import millrace.run.Run;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Documents that people call similar, against gensim. */
@Tag("shared-data")
class Doc2VecSharedDataTest {
  private static final int WIDTH = 50;

  private static List<String> lines(String name) throws IOException {
    var path = Path.of(file("gensim-lee/" + name));
    return Files.readAllLines(path, StandardCharsets.ISO_8859_1);
  }

  /**
   * The correlation of cosines with what people say, the mean of three seeds, is as high as that of
   * gensim 4.2.0 (embeddings/src/test/resources/golden/lee.py: the mean of five, which differ by
   * 0.02).
   */
  @ParameterizedTest
  @CsvSource({"DM, 0.323", "DBOW, 0.438"})
  void similarityOfDocumentsIsThatOfGensim(Doc2Vec.Algorithm algorithm, double gensim)
      throws IOException {
    var train = Frame.of("t", new Column.Text(lines("lee_background.cor")));
    var test = Frame.of("t", new Column.Text(lines("lee.cor")));
    var human = lines("similarities0-1.txt").stream().map(Doc2VecSharedDataTest::numbers).toList();
    var how = new Doc2Vec().algorithm(algorithm).width(WIDTH).minCount(2);
    double sum = 0;
    for (int seed = 1; seed <= 3; seed++) {
      var model = how.epochs(40).inferEpochs(40).fit(train, Run.seeded(seed));
      var vectors = (Column.Dense) model.apply(test, Run.quiet()).column("t");
      sum += correlation(vectors.values(), human);
    }
    assertEquals(gensim, sum / 3, 0.02);
  }

  private static double[] numbers(String line) {
    return Arrays.stream(line.strip().split("\\s+")).mapToDouble(Double::parseDouble).toArray();
  }

  /** Pearson's, over all pairs. */
  private static double correlation(float[] v, List<double[]> human) {
    int n = human.size();
    assertEquals(n * WIDTH, v.length);
    int pairs = n * (n - 1) / 2;
    var x = new double[pairs];
    var y = new double[pairs];
    for (int i = 0, k = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++, k++) {
        x[k] = dot(v, i, j) / Math.sqrt(dot(v, i, i) * dot(v, j, j));
        y[k] = human.get(i)[j];
      }
    }
    double mx = Arrays.stream(x).average().orElseThrow();
    double my = Arrays.stream(y).average().orElseThrow();
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int k = 0; k < pairs; k++) {
      xy += (x[k] - mx) * (y[k] - my);
      xx += (x[k] - mx) * (x[k] - mx);
      yy += (y[k] - my) * (y[k] - my);
    }
    return xy / Math.sqrt(xx * yy);
  }

  private static double dot(float[] v, int i, int j) {
    double sum = 0;
    for (int k = 0; k < WIDTH; k++) sum += (double) v[i * WIDTH + k] * v[j * WIDTH + k];
    return sum;
  }
}
