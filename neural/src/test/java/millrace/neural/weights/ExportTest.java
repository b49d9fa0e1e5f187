package millrace.neural.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import millrace.data.DataException;
import millrace.neural.compute.Function;
import millrace.store.Dtype;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What we write is what safetensors reads: the files must have the bytes of those that it was asked
 * about when reads.tsv was written, by {@code java -Dmillrace.export=FOLDER …} and {@code python3
 * weights.py FOLDER}.
 */
class ExportTest {
  private static final ModelConfig CONFIG =
      new BertConfig(1, 2, 4, 6, 5, 7, 2, 1e-12, Function.GELU);

  private static final float[] MATRIX = {
    1, -2.5f, 1 / 3f, 1 + 1 / 256f, 1 + 3 / 256f, 65504, -6.1e-5f, 1e-7f, 0, -0f
  };

  /** By hand: 1 + 1/256 and 1 + 3/256 lie in the middle of two, of which one is even. */
  private static final int[] AS_BF16 = {
    0x3f80, 0xc020, 0x3eab, 0x3f80, 0x3f82, 0x4780, 0xb880, 0x33d7, 0, 0x8000
  };

  private static final float[] VECTOR = {Float.NaN, Float.NEGATIVE_INFINITY, 3};

  @TempDir Path folder;

  private static Export sample() {
    return new Export()
        .with("encoder.layer.0.output.dense.weight", MATRIX, 2, 5)
        .with("größe", VECTOR, 3)
        .with("none", new float[0], 0, 4)
        .with("scalar", new float[] {7});
  }

  private static void write(Path folder) {
    sample().write(folder, CONFIG, Dtype.F32);
    sample().write(folder.resolve("f16.safetensors"), Dtype.F16);
    sample().write(folder.resolve("bf16.safetensors"), Dtype.BF16);
  }

  private static List<String[]> reads(String kind) throws IOException {
    var lines = Files.readAllLines(Golden.path("reads.tsv"));
    return lines.stream().map(l -> l.split("\t", -1)).filter(f -> f[0].equals(kind)).toList();
  }

  @Test
  void filesAreThoseThatSafetensorsReads() throws IOException, NoSuchAlgorithmException {
    var given = System.getProperty("millrace.export", "");
    if (!given.isEmpty()) write(Path.of(given));
    write(folder);
    var names = new ArrayList<String>();
    for (var f : reads("sha256")) {
      var bytes = Files.readAllBytes(folder.resolve(f[1]));
      var sha = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
      assertEquals(f[2], sha, f[1]);
      names.add(f[1]);
    }
    try (var list = Files.list(folder)) {
      assertEquals(
          list.map(p -> p.getFileName().toString()).sorted().toList(),
          names.stream().sorted().toList());
    }
    assertEquals(4, names.size());
  }

  /** What safetensors saw in them is what was written. */
  @Test
  void safetensorsSeesTheSame() throws IOException {
    var all = sample().tensors().tensors();
    var tensors = reads("tensor");
    assertEquals(12, tensors.size());
    for (var f : tensors) {
      var written = all.get(f[2]);
      assertArrayEquals(
          written.shape().stream().mapToInt(Long::intValue).toArray(), Golden.shape(f[4]));
      var values = (float[]) written.array();
      var bits = Golden.bits(f[5]);
      assertEquals(values.length, bits.length);
      for (int i = 0; i < bits.length; i++) {
        float got = Float.intBitsToFloat(bits[i]);
        switch (f[3]) {
          case "F32" -> assertEquals(values[i], got);
          case "F16" -> assertEquals(Float.float16ToFloat(Float.floatToFloat16(values[i])), got);
          case "BF16" -> {
            if (values == MATRIX) assertEquals(AS_BF16[i] << 16, bits[i]);
            else assertEquals(values[i], got);
          }
          default -> throw new AssertionError(f[3]);
        }
      }
    }
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    write(folder);
    try (var file = WeightFile.safetensors(folder)) {
      assertEquals(sample().tensors().tensors().keySet(), file.names());
      assertArrayEquals(
          Golden.bits(MATRIX),
          Golden.bits(file.floats("encoder.layer.0.output.dense.weight", 2, 5)));
      assertArrayEquals(VECTOR, file.floats("größe", 3));
      assertArrayEquals(new float[0], file.floats("none", 0, 4));
      assertArrayEquals(new float[] {7}, file.floats("scalar"));
    }
    assertEquals(CONFIG, ModelConfig.read(folder.resolve("config.json")));
    for (var type : List.of(Dtype.F16, Dtype.BF16)) {
      var name = type.name().toLowerCase(Locale.ROOT) + ".safetensors";
      try (var file = WeightFile.safetensors(folder.resolve(name))) {
        assertEquals(type, file.type("größe"));
        assertArrayEquals(VECTOR, file.floats("größe"));
      }
    }
  }

  @Test
  void numbersTooLargeForTheTypeAreRefused() {
    var file = folder.resolve("w.safetensors");
    var e =
        assertThrows(
            DataException.class,
            () -> new Export().with("w", new float[] {1, 65520}, 2).write(file, Dtype.F16));
    assertTrue(e.getMessage().contains("element 1 of 'w' is 65520.0"), e.getMessage());
    assertThrows(
        DataException.class,
        () -> new Export().with("w", new float[] {Float.MAX_VALUE}, 1).write(file, Dtype.BF16));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Export().with("w", new float[1], 1).write(file, Dtype.F64));
    assertTrue(Files.notExists(file));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Export().with("w", new float[5], 2, 3));
    assertThrows(IllegalArgumentException.class, () -> new Export().with("", new float[1], 1));
    assertThrows(IllegalArgumentException.class, () -> sample().with("none", new float[1], 1));
    assertThrows(
        DataException.class, () -> sample().write(folder.resolve("no/w.safetensors"), Dtype.F32));
    var adjacent = new LlamaConfig(8, 6, 2, 2, 1, 3, 5, false, Rope.ADJACENT);
    assertThrows(IllegalStateException.class, () -> sample().write(folder, adjacent, Dtype.F32));
    assertTrue(Files.notExists(folder.resolve("model.safetensors")));
  }

  /** From one format into another, with nothing lost. */
  @Test
  void aModelOfLlama2cIsExported() {
    var in = Golden.path("llama2c.bin");
    var config = LlamaConfig.llama2c(in);
    try (var file = WeightFile.llama2c(in)) {
      var out = new Export();
      for (var name : file.names()) {
        var values = file.floats(name);
        if (name.endsWith("q_proj.weight"))
          values = Rope.toHalves(values, config.heads(), config.headWidth());
        if (name.endsWith("k_proj.weight"))
          values = Rope.toHalves(values, config.keyHeads(), config.headWidth());
        out = out.with(name, values, file.shape(name));
      }
      out.write(folder, config.withRope(Rope.HALVES), Dtype.F32);
      try (var again = WeightFile.safetensors(folder)) {
        assertEquals(file.names(), again.names());
        for (var name : file.names()) {
          assertArrayEquals(file.shape(name), again.shape(name));
          if (!name.matches(".*[qk]_proj.weight"))
            assertArrayEquals(file.floats(name), again.floats(name));
        }
      }
      assertEquals(config.withRope(Rope.HALVES), ModelConfig.read(folder.resolve("config.json")));
    }
  }
}
