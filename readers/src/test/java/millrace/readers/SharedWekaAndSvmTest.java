package millrace.readers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import millrace.data.Column;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real files. Counts and sums are those of scipy 1.10 (scipy.io.arff.loadarff; for soybean, which
 * it refuses, those of grep) and scikit-learn 1.2.1 (load_svmlight_file).
 */
@Tag("shared-data")
class SharedWekaAndSvmTest {
  private static Path shared(String name) {
    for (var p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
      var file = p.resolveSibling("shared").resolve("data").resolve(name);
      if (p.getParent() != null && Files.exists(file)) return file;
    }
    throw new AssertionError("there is no shared/data/" + name + " beside a folder above");
  }

  @ParameterizedTest
  @CsvSource({
    "arff/autoMpg.arff, 398, 8, 6, 1315719.4000000001, 3",
    "arff/kin8nm.arff.gz, 8192, 9, 0, 6013.466668512644, 0",
    "arff/labor.arff, 57, 17, 326, 3321.4, 9",
    "arff/segment-challenge.arff, 1500, 20, 0, 715938.6396470001, 1",
    "arff/segment-test.arff, 810, 20, 0, 365210.05637700006, 1",
    "arff/soybean.arff, 683, 36, 2337, 0, 36",
    "arff/supermarket.arff.gz, 4627, 217, 913670, 0, 217",
    "arff/vote.arff, 435, 17, 392, 0, 17",
    "arff/weather.nominal.arff, 14, 5, 0, 0, 5",
    "california-housing/cal_housing.arff.gz, 20640, 9, 0, 4373679297.5695, 0",
  })
  void arff(String name, int rows, int columns, int missing, double sum, int nominal) {
    var frame = Arff.of(shared(name)).read();
    assertEquals(rows, frame.size());
    assertEquals(columns, frame.names().size());
    var all = frame.names().stream().map(frame::column).toList();
    assertEquals(missing, all.stream().mapToInt(Column::missing).sum());
    assertEquals(nominal, all.stream().filter(Column.Nominal.class::isInstance).count());
    double is =
        all.stream()
            .filter(Column.Numeric.class::isInstance)
            .flatMapToDouble(c -> Arrays.stream(((Column.Numeric) c).values()))
            .filter(v -> !Double.isNaN(v))
            .sum();
    assertEquals(sum, is, Math.abs(sum) * 1e-12);
  }

  @ParameterizedTest
  @CsvSource({
    "a9a.gz, 32560, 122, 451578, 451578.0, -16878, 2",
    "a9a.t.gz, 16281, 122, 225731, 225731.0, -8589, 2",
    "glass.scale, 214, 9, 1923, -744.8940873800001, 595, 6",
    "mushrooms.svm.gz, 8124, 112, 170604, 170604.0, 12332, 2",
    "news20.t.gz, 3993, 62060, 321123, 468014.0, 41976, 20",
    "svmguide1, 3089, 4, 12356, 807041.8973609472, 2000, 2",
    "svmguide1.t, 4000, 4, 16000, 926432.5670583622, 2000, 2",
  })
  void libSvm(
      String name, int rows, int width, int entries, double sum, double labels, int levels) {
    var frame = LibSvm.of(shared("libsvm/" + name)).read();
    var x = frame.column("x", Column.Sparse.class);
    assertEquals(rows, frame.size());
    assertEquals(width, x.features().size());
    assertEquals(entries, x.value().length);
    double is = 0;
    for (double v : x.value()) is += v;
    assertEquals(sum, is, Math.abs(sum) * 1e-12);
    var y = frame.column("label", Column.Numeric.class);
    assertEquals(labels, Arrays.stream(y.values()).sum());
    var names = LibSvm.of(shared("libsvm/" + name)).nominal(true).read();
    assertEquals(levels, names.column("label", Column.Nominal.class).levels().size());
    assertTrue(names.column("label").missing() == 0);
  }
}
