package millrace.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import millrace.learn.Catalog;
import millrace.learn.Model;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.neural.models.Seq2Seq;
import millrace.store.Store;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * A model file of each type, kept: every later build must load it and say the same with it. A file
 * is never written anew; where a type's form changes, its upgrade is tested by the old file, and a
 * new one is put beside it ({@code Ridge.2.safetensors}).
 *
 * <p>Run with {@code -Dmillrace.golden=write} to write the files that are not there.
 */
class GoldenModelsTest {
  private static final Path FOLDER =
      Project.root().resolve("src/test/resources/millrace/contract/models");
  private static final String MODEL = ".safetensors";
  private static final int PROBES = 12;

  /** What a processor rounds differently in an exponential, and not more. */
  private static final double TOLERANCE = 1e-9;

  /** Networks compute in singles, in an order that follows the width of the processor's vectors. */
  private static final double SINGLES = 1e-4;

  private static final Pattern NUMBER =
      Pattern.compile("-?\\d+(?:\\.\\d+)?(?:E-?\\d+)?|-?Infinity|NaN");

  @TestFactory
  Stream<DynamicTest> keptFilesLoadAndSayTheSame() throws IOException {
    if (System.getProperty("millrace.golden", "").equals("write")) writeMissing();
    return files().stream()
        .map(f -> dynamicTest(f.getFileName().toString(), () -> loadsAndSaysTheSame(f)));
  }

  @Test
  void everyTypeHasAFile() throws IOException {
    var there = files().stream().map(GoldenModelsTest::trainer).toList();
    var without = catalogue().map(t -> name(t)).filter(n -> !there.contains(n)).toList();
    assertEquals(List.of(), without, "write them with -Dmillrace.golden=write");
  }

  private static void loadsAndSaysTheSame(Path file) throws IOException {
    var model = Store.load(file, Model.class);
    var trainer = Catalog.find(trainer(file));
    var expected = Files.readAllLines(output(file));
    var said = Samples.output(model, Samples.data(trainer, PROBES, 2));
    assertEquals(expected.size(), said.size());
    for (int i = 0; i < said.size(); i++)
      assertAlike(expected.get(i), oneLine(said.get(i)), neural(trainer) ? SINGLES : TOLERANCE);
  }

  private static boolean neural(Trainer<?> t) {
    var name = t.getClass().getPackageName();
    return name.startsWith("millrace.neural") || name.equals("millrace.embeddings");
  }

  /** Equal but for the last digits of numbers. */
  private static void assertAlike(String expected, String said, double tolerance) {
    assertEquals(NUMBER.matcher(expected).replaceAll("#"), NUMBER.matcher(said).replaceAll("#"));
    var a = NUMBER.matcher(expected).results().map(r -> r.group()).toList();
    var b = NUMBER.matcher(said).results().map(r -> r.group()).toList();
    for (int i = 0; i < a.size(); i++) {
      double x = Double.parseDouble(a.get(i));
      double y = Double.parseDouble(b.get(i));
      assertTrue(
          Double.compare(x, y) == 0 || Math.abs(x - y) <= tolerance * Math.max(1, Math.abs(x)),
          expected + " but said " + said);
    }
  }

  private static void writeMissing() throws IOException {
    Files.createDirectories(FOLDER);
    var there = files().stream().map(GoldenModelsTest::trainer).toList();
    for (var t : catalogue().filter(t -> !there.contains(name(t))).toList()) {
      var model = small(t).fit(Samples.data(t, Samples.ROWS, 1), Samples.run());
      var file = FOLDER.resolve(name(t) + MODEL);
      Store.save(model, file);
      var said = Samples.output(model, Samples.data(t, PROBES, 2));
      Files.write(output(file), said.stream().map(GoldenModelsTest::oneLine).toList());
    }
  }

  /** A network of a few units says as much of its file as one of many. */
  private static Trainer<?> small(Trainer<?> t) {
    if (!neural(t)) return t;
    if (t instanceof Seq2Seq s) // one that has learned nothing writes nothing
    return s.layers(1).width(16).hidden(16).vocabulary(256).learningRate(.02).epochs(60);
    var out = (Record) t;
    for (var p : Spec.of(out.getClass()))
      if (List.of("width", "embedding", "maps", "characterWidth").contains(p.name()))
        out = Spec.with(out, p.name(), 4);
    return (Trainer<?>) out;
  }

  private static String oneLine(String said) {
    return said.replace('\n', ' ');
  }

  private static Stream<Trainer<?>> catalogue() {
    return Catalog.trainers().stream()
        .filter(t -> !t.getClass().getPackageName().startsWith("millrace.contract"))
        .map(Samples::ready);
  }

  private static String name(Trainer<?> t) {
    return Catalog.name(t.getClass());
  }

  private static List<Path> files() throws IOException {
    if (!Files.isDirectory(FOLDER)) return List.of();
    try (var all = Files.list(FOLDER)) {
      return all.filter(f -> f.toString().endsWith(MODEL))
          .sorted(Comparator.comparing(Path::toString))
          .toList();
    }
  }

  private static Path output(Path model) {
    return model.resolveSibling(model.getFileName().toString().replace(MODEL, ".txt"));
  }

  /** The catalogue's name of what made the file: without ending and number. */
  private static String trainer(Path file) {
    return file.getFileName().toString().replace(MODEL, "").replaceFirst("\\.\\d+$", "");
  }
}
