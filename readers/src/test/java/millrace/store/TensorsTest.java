package millrace.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorsTest {
  @TempDir Path folder;

  private static Tensors tensors() {
    var metadata = new LinkedHashMap<>(Map.of("format", "pt"));
    return Tensors.of(metadata)
        .with("bytes", new byte[] {1, 2, 3}, 3)
        .with("matrix", new float[] {1, 2, 3, 4, 5, 6}, 2, 3)
        .with("scalar", new double[] {7})
        .with("none", new long[0], 4, 0);
  }

  @Test
  void arraysKeepTheirShapes() {
    var file = folder.resolve("t.safetensors");
    tensors().write(file);
    var got = Tensors.read(file);
    assertEquals(Map.of("format", "pt"), got.metadata());
    assertEquals(4, got.tensors().size());
    var matrix = got.tensors().get("matrix");
    assertEquals(List.of(2L, 3L), matrix.shape());
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, (float[]) matrix.array());
    assertArrayEquals(new byte[] {1, 2, 3}, (byte[]) got.tensors().get("bytes").array());
    assertEquals(List.of(), got.tensors().get("scalar").shape());
    assertEquals(List.of(4L, 0L), got.tensors().get("none").shape());
  }

  @Test
  void theLayoutIsThatOfTheFormat() throws IOException {
    var file = folder.resolve("t.safetensors");
    Tensors.of(new LinkedHashMap<>()).with("m", new int[] {1, 2}, 2, 1).write(file);
    var bytes = Files.readAllBytes(file);
    var header = new String(bytes, 8, bytes[0], StandardCharsets.UTF_8).strip();
    assertEquals(
        "{\"__metadata__\":{},\"m\":{\"dtype\":\"I32\",\"shape\":[2,1],\"data_offsets\":[0,8]}}",
        header);
    assertEquals(8 + bytes[0] + 8, bytes.length);
  }

  @Test
  void whatDoesNotFitIsRefused() throws IOException {
    var t = tensors();
    assertThrows(IllegalArgumentException.class, () -> t.with("m", new float[5], 2, 3));
    var file = folder.resolve("t.safetensors");
    t.write(file);
    var all = Files.readAllBytes(file);
    for (int n = 0; n < all.length; n++) {
      var cut = Files.write(folder.resolve("cut"), Arrays.copyOf(all, n));
      assertThrows(StoreException.class, () -> Tensors.read(cut));
    }
    assertThrows(StoreException.class, () -> Tensors.read(folder.resolve("nothing")));
  }

  /** The nearest of all there are, of two as near the one with an even last bit. */
  @Test
  void halvesAreRoundedToTheNearest() throws IOException {
    var random = new Random(1);
    var values = new float[4000];
    for (int i = 0; i < values.length; i++) {
      int bits = random.nextInt();
      if (i % 2 == 0) bits = (bits & 0xffff0000) | 0x8000; // in the middle of two
      values[i] = Float.intBitsToFloat(bits);
      if (!(Math.abs(values[i]) < 1e38f)) values[i] = i;
    }
    var file = folder.resolve("b.safetensors");
    Tensors.of(new LinkedHashMap<>()).with("b", values, 4000).write(file, Dtype.BF16);
    var bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int start = bytes.limit() - 2 * values.length;
    for (int i = 0; i < values.length; i++) {
      int half = bytes.getShort(start + 2 * i);
      double is = Math.abs((double) values[i] - Float.intBitsToFloat(half << 16));
      for (int other : new int[] {half - 1, half + 1}) {
        double would = Math.abs((double) values[i] - Float.intBitsToFloat(other << 16));
        assertTrue(!(would < is), () -> "a half that is nearer");
        assertTrue(would != is || half % 2 == 0, () -> "the even one of two");
      }
    }
  }

  @Test
  void floatsBecomeOnlyWhatTheyCan() {
    var file = folder.resolve("t.safetensors");
    var t = tensors();
    assertThrows(IllegalArgumentException.class, () -> t.write(file, Dtype.I32));
    var large = t.with("x", new float[] {0, 7e4f}, 2);
    var e = assertThrows(StoreException.class, () -> large.write(file, Dtype.F16));
    assertEquals(
        "element 1 of 'x' is 70000.0, which is infinite as F16: write F32", e.getMessage());
    assertTrue(Files.notExists(file));
    t.write(file, Dtype.F16);
    var refused = assertThrows(StoreException.class, () -> Tensors.read(file));
    assertTrue(
        refused.getMessage().contains("'matrix' has the dtype 'F16', not one of [F64, F32, I64"));
  }
}
