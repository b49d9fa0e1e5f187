package millrace.neural.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import millrace.data.DataException;
import millrace.store.Dtype;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightFileTest {
  @TempDir Path folder;

  private static void refused(String message, Runnable what) {
    var e = assertThrows(DataException.class, what::run);
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void everyTypeOfASafetensorsFile() throws IOException {
    try (var file = WeightFile.safetensors(Golden.path("types.safetensors"))) {
      var expected = Golden.of("types");
      assertEquals(Dtype.values().length, expected.stream().map(Golden::type).distinct().count());
      Golden.check(expected, file);
      assertEquals(4 * 6 + 1, file.parameters());
    }
  }

  @Test
  void shardsAreOneFile() throws IOException {
    var index = Golden.path("model.safetensors.index.json");
    for (var path : new Path[] {index, index.getParent()}) {
      try (var file = WeightFile.safetensors(path)) {
        Golden.check(Golden.of("model-"), file);
      }
    }
  }

  @Test
  void llama2cHasTheNamesOfHuggingFace() throws IOException {
    var path = Golden.path("llama2c.bin");
    try (var file = WeightFile.llama2c(path)) {
      Golden.check(Golden.of("llama2c"), file);
    }
    var expected = new LlamaConfig(8, 6, 2, 2, 1, 3, 5, false, Rope.ADJACENT);
    assertEquals(expected, LlamaConfig.llama2c(path));
    assertEquals(4, expected.headWidth());
  }

  @Test
  void onnxHasTheNamesOfHuggingFace() throws IOException {
    try (var file = WeightFile.onnx(Golden.path("bert.onnx"));
        var same = WeightFile.onnx(Golden.bytes("bert.onnx"), "bytes")) {
      Golden.check(Golden.of("bert"), file);
      Golden.check(Golden.of("bert"), same);
    }
  }

  @Test
  void aPartIsAPartOfTheWhole() throws IOException {
    var name = "encoder.layer.0.intermediate.dense.weight"; // stored turned
    try (var file = WeightFile.onnx(Golden.path("bert.onnx"))) {
      var whole = file.floats(name);
      assertEquals(24, whole.length);
      for (int from = 0; from <= whole.length; from++) {
        for (int n = 0; n <= whole.length - from; n++) {
          var into = new float[n + 3];
          file.part(name, from, into, 2, n);
          var expected = new float[n + 3];
          System.arraycopy(whole, from, expected, 2, n);
          assertArrayEquals(expected, into);
        }
      }
      assertThrows(IndexOutOfBoundsException.class, () -> file.part(name, 20, new float[9], 0, 5));
      assertThrows(IndexOutOfBoundsException.class, () -> file.part(name, 0, new float[4], 0, 5));
      assertThrows(IndexOutOfBoundsException.class, () -> file.part(name, -1, new float[4], 0, 2));
    }
  }

  @Test
  void severalBecomeOneArray() throws IOException {
    try (var file = WeightFile.llama2c(Golden.path("llama2c.bin"))) {
      var both = new float[64 + 32 + 1];
      file.read("model.layers.1.self_attn.q_proj.weight", both, 0, 8, 8);
      file.read("model.layers.1.self_attn.k_proj.weight", both, 64, 4, 8);
      assertArrayEquals(
          file.floats("model.layers.1.self_attn.q_proj.weight"), Arrays.copyOf(both, 64));
      assertArrayEquals(
          file.floats("model.layers.1.self_attn.k_proj.weight"), Arrays.copyOfRange(both, 64, 96));
      assertEquals(0, both[96]);
      refused(
          "'model.norm.weight' has the shape [8], where [9] was expected",
          () -> file.read("model.norm.weight", both, 0, 9));
      assertThrows(
          IndexOutOfBoundsException.class, () -> file.read("model.norm.weight", both, 96, 8));
    }
  }

  /** More rows and columns than a tile has. */
  @Test
  void aLargeMatrixIsTurned() {
    int rows = 4100;
    int columns = 37;
    var random = new Random(1);
    var matrix = new float[rows * columns];
    var data = MemorySegment.ofArray(new byte[4 * matrix.length]);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        matrix[r * columns + c] = random.nextFloat();
        long at = (long) c * rows + r;
        data.set(
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
            4 * at,
            matrix[r * columns + c]);
      }
    }
    var turned = StoredTensor.of(Dtype.F32, new int[] {columns, rows}, data).turned();
    var out = new float[matrix.length];
    turned.read(0, out, 0, out.length);
    assertArrayEquals(matrix, out);
    for (int[] part :
        new int[][] {{1, 36}, {36, 2}, {37 * 2047 + 5, 37 * 5}, {matrix.length - 1, 1}}) {
      var some = new float[part[1]];
      turned.read(part[0], some, 0, part[1]);
      assertArrayEquals(Arrays.copyOfRange(matrix, part[0], part[0] + part[1]), some);
    }
  }

  @Test
  void errorsNameWhatThereIs() throws IOException {
    try (var file = WeightFile.onnx(Golden.path("bert.onnx"))) {
      assertTrue(file.has("pooler.dense.bias"));
      assertFalse(file.has("bert.pooler.dense.bias"));
      refused(
          "bert.onnx: there is no tensor 'bert.pooler.dense.bias' among 25; the nearest are"
              + " ['pooler.dense.bias', ",
          () -> file.floats("bert.pooler.dense.bias"));
      refused(
          "the nearest are ['encoder.layer.0.attention.self.query.weight', ",
          () -> file.floats("encoder.layer.1.attention.self.query.weight"));
      refused(
          "bert.onnx: tensor 'pooler.dense.bias' has the shape [4], where [4, 4] was expected",
          () -> file.floats("pooler.dense.bias", 4, 4));
    }
  }

  @Test
  void aPrefixIsFound() throws IOException {
    try (var file = WeightFile.onnx(Golden.path("bert.onnx"))) {
      assertEquals("", file.prefix("embeddings.LayerNorm.weight"));
      assertEquals("embeddings.", file.prefix("word_embeddings.weight"));
      assertEquals("encoder.layer.0.", file.prefix("attention.self.query.bias"));
      refused(
          "there is no tensor 'ord_embeddings.weight'", () -> file.prefix("ord_embeddings.weight"));
      refused("'encoder.layer.0.output.dense.bias' both end in", () -> file.prefix("dense.bias"));
    }
  }

  @Test
  void nothingIsReadAfterTheEnd() {
    var file = WeightFile.safetensors(Golden.path("types.safetensors"));
    file.close();
    file.close();
    assertThrows(IllegalStateException.class, () -> file.floats("f32"));
  }

  @Test
  void whatIsNoFileIsRefused() throws IOException {
    var nothing = folder.resolve("nothing");
    refused(nothing + ": there is no such file", () -> WeightFile.safetensors(nothing));
    refused(nothing + ": there is no such file", () -> WeightFile.llama2c(nothing));
    refused(nothing + ": there is no such file", () -> WeightFile.onnx(nothing));
    refused(folder + ": it is not a file", () -> WeightFile.onnx(folder));
    refused(
        "has neither model.safetensors nor model.safetensors.index.json",
        () -> WeightFile.safetensors(folder));
    Files.copy(Golden.path("types.safetensors"), folder.resolve("model.safetensors"));
    try (var file = WeightFile.safetensors(folder)) {
      assertTrue(file.has("bf16"));
    }
  }

  /**
   * A file with more than memory holds: all of it a hole on the disk. It opens, and is read in
   * parts.
   */
  @Test
  void aTensorLargerThanMemoryIsReadInParts() throws IOException {
    long n = Math.max(Runtime.getRuntime().maxMemory() / 2, Integer.MAX_VALUE) / 8 * 8 + 8;
    var header =
        "{\"big\":{\"dtype\":\"F16\",\"shape\":[8,%d],\"data_offsets\":[0,%d]}}     "
            .formatted(n / 8, 2 * n);
    var path = folder.resolve("sparse.safetensors");
    try (var f = new RandomAccessFile(path.toFile(), "rw")) {
      var start = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length());
      f.write(start.array());
      f.write(header.getBytes(StandardCharsets.US_ASCII));
      f.setLength(8 + header.length() + 2 * n);
      f.seek(f.length() - 2);
      f.write(new byte[] {0, 0x3c}); // 1
    }
    try (var file = WeightFile.safetensors(path)) {
      refused("read it in parts", () -> file.floats("big"));
      var end = new float[2];
      file.part("big", n - 2, end, 0, 2);
      assertArrayEquals(new float[] {0, 1}, end);
      assertEquals(n, file.parameters());
    }
  }
}
