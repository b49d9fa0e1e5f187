package millrace.neural.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import millrace.store.Dtype;

/** Files that weights.py wrote, and what it says they hold. */
record Golden(String file, String name, Dtype type, int[] shape, int[] bits) {
  static Path path(String file) {
    var url = Objects.requireNonNull(Golden.class.getResource("/golden/weights/" + file), file);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] bytes(String file) throws IOException {
    return Files.readAllBytes(path(file));
  }

  /** The tensors of the files whose names start so. */
  static List<Golden> of(String start) throws IOException {
    var all =
        Files.readAllLines(path("weights.tsv")).stream()
            .map(l -> l.split("\t", -1))
            .filter(f -> f[0].startsWith(start))
            .map(f -> new Golden(f[0], f[1], Dtype.valueOf(f[2]), shape(f[3]), bits(f[4])))
            .toList();
    if (all.isEmpty()) throw new AssertionError(start);
    return all;
  }

  static int[] shape(String text) {
    return text.isEmpty()
        ? new int[0]
        : Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray();
  }

  static int[] bits(String text) {
    return text.isEmpty()
        ? new int[0]
        : Arrays.stream(text.split(" ")).mapToInt(h -> Integer.parseUnsignedInt(h, 16)).toArray();
  }

  static int[] bits(float[] values) {
    var out = new int[values.length];
    for (int i = 0; i < out.length; i++) out[i] = Float.floatToRawIntBits(values[i]);
    return out;
  }

  /** The file holds exactly these, to the bit. */
  static void check(List<Golden> expected, WeightFile file) {
    assertEquals(expected.stream().map(Golden::name).collect(Collectors.toSet()), file.names());
    for (var g : expected) {
      assertEquals(g.type, file.type(g.name), g.name);
      assertArrayEquals(g.shape, file.shape(g.name), g.name);
      assertEquals(g.bits.length, file.size(g.name), g.name);
      assertArrayEquals(g.bits, bits(file.floats(g.name, g.shape)), g.name);
    }
  }
}
