package millrace.notebook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import millrace.data.Frame;
import millrace.readers.Csv;
import org.jspecify.annotations.Nullable;

/**
 * Tables and texts that every machine with Millrace and a JDK has, for a first try and for the
 * notebooks.
 *
 * <p>The texts are the JDK's own documentation: the usual packages of a JDK bring its sources (see
 * {@link #javadoc}), some hundred thousand sentences of technical English, and each text has a gold
 * label, its package.
 */
public final class Samples {
  private Samples() {}

  /**
   * 804 used cars of General Motors, 2005: price (target), mileage, make, model and equipment.
   *
   * @see "S. Kuiper, Introduction to Multiple Regression: How Much Is Your Car Worth?, 2008; from
   *     modeldata, MIT"
   */
  public static Frame cars() {
    return read("cars.csv").target("price");
  }

  /**
   * 150 irises of three species (target): length and width of sepals and petals, in cm.
   *
   * @see "R. A. Fisher, The use of multiple measurements in taxonomic problems, 1936; from
   *     scikit-learn, BSD-3"
   */
  public static Frame iris() {
    return read("iris.csv").target("species");
  }

  /**
   * 1,797 handwritten digits of 8 × 8 pixels, 0 to 16; the target is d0 to d9.
   *
   * @see "E. Alpaydin, C. Kaynak, Optical Recognition of Handwritten Digits, 1998; from
   *     scikit-learn, BSD-3"
   */
  public static Frame digits() {
    return read("digits.csv.gz").target("digit");
  }

  /**
   * Descriptions from the JDK's documentation: the column "package" (target), "type" that is
   * documented, and "text", without tags and code examples, each text once; in the order of their
   * files.
   *
   * @param packages such as {@code java.time}; those below a package are not taken
   * @throws IllegalStateException if this JDK came without its sources
   * @throws IllegalArgumentException if it has no such package
   */
  public static Frame javadoc(String... packages) {
    return JdkTexts.read(JdkTexts.sources(), List.of(packages)).target("package");
  }

  private static Frame read(String name) {
    Path copy = null;
    try (var in = Samples.class.getResourceAsStream(name)) {
      if (in == null) throw new IllegalStateException("no " + name + " beside Samples");
      copy = Files.createTempFile("millrace", name);
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      return Csv.of(copy).read();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the sample " + name + ": " + e, e);
    } finally {
      delete(copy);
    }
  }

  private static void delete(@Nullable Path file) {
    if (file == null) return;
    try {
      Files.deleteIfExists(file);
    } catch (IOException _) {
      // it lies in the folder for temporary files
    }
  }
}
