package millrace.neural.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import millrace.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a file holds: tensors, or a DataException that says what is wrong and where. */
class HostileWeightsTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;

  /** Writes, opens and reads all; the message of the refusal, or null. */
  private String outcome(byte[] bytes, Function<Path, WeightFile> open) throws IOException {
    var path = folder.resolve("hostile.bin");
    Files.write(path, bytes);
    return outcome(path.toString(), () -> open.apply(path));
  }

  private static String outcome(byte[] onnx) {
    return outcome("hostile bytes", () -> WeightFile.onnx(onnx, "hostile bytes"));
  }

  private static String llama(byte[] bytes) {
    return outcome(
        "hostile bytes",
        () ->
            Opening.of(
                "hostile bytes",
                arena -> Llama2c.read(MemorySegment.ofArray(bytes), "hostile bytes")));
  }

  private interface Opens {
    WeightFile file();
  }

  private static String outcome(String source, Opens opens) {
    try (var file = opens.file()) {
      for (var name : file.names()) {
        var shape = file.shape(name);
        assertEquals(
            Arrays.stream(shape).asLongStream().reduce(1, (a, b) -> a * b), file.size(name));
        assertEquals(file.size(name), file.floats(name).length);
      }
      return null;
    } catch (DataException e) {
      assertTrue(e.getMessage().startsWith(source + ":"), e.getMessage());
      return e.getMessage();
    }
  }

  private interface Try {
    String outcome(byte[] bytes) throws IOException;
  }

  /** Cut anywhere, it is refused with this in the message; but for these places. */
  private static void cut(byte[] whole, String place, Try what, int... fine) throws IOException {
    assertEquals(null, what.outcome(whole), "the whole file must be read");
    var allowed = Arrays.stream(fine).boxed().toList();
    for (int n = 0; n < whole.length; n++) {
      var message = what.outcome(Arrays.copyOf(whole, n));
      if (allowed.contains(n)) continue;
      assertTrue(message != null && message.contains(place), "cut at %d: %s".formatted(n, message));
    }
  }

  private static int flip(byte[] whole, int times, Try what) throws IOException {
    var random = new Random(1);
    int refused = 0;
    for (int at = 0; at < whole.length; at++) {
      for (int k = 0; k < times; k++) {
        var damaged = whole.clone();
        damaged[at] = (byte) (k == 0 ? damaged[at] ^ 1 << random.nextInt(8) : random.nextInt());
        if (k == 2) damaged[random.nextInt(whole.length)] = (byte) random.nextInt();
        if (what.outcome(damaged) != null) refused++;
      }
    }
    return refused;
  }

  @Test
  void safetensorsCutOrDamaged() throws IOException {
    var whole = Golden.bytes("types.safetensors");
    Try what = b -> outcome(b, WeightFile::safetensors);
    assertTimeoutPreemptively(LIMIT, () -> cut(whole, "it ", what));
    int refused = assertTimeoutPreemptively(LIMIT, () -> flip(whole, 1, what));
    assertTrue(refused > whole.length / 3, refused + " refused");
  }

  @Test
  void llama2cCutOrDamaged() throws IOException {
    var whole = Golden.bytes("llama2c.bin");
    assertTimeoutPreemptively(LIMIT, () -> cut(whole, "byte", HostileWeightsTest::llama));
    var start = Arrays.copyOf(whole, 28);
    Try header =
        b -> llama(ByteBuffer.wrap(whole.clone()).put(b).array()); // floats cannot be wrong
    int refused = assertTimeoutPreemptively(LIMIT, () -> flip(start, 3, header));
    assertTrue(refused > 60 && refused < 84, refused + " refused");
  }

  @Test
  void onnxCutOrDamaged() throws IOException {
    var whole = Golden.bytes("bert.onnx");
    int opset = whole.length - 4; // the last field, opset_import, is not read and can be left out
    assertEquals(8 << 3 | 2, whole[opset]);
    assertTimeoutPreemptively(LIMIT, () -> cut(whole, "byte", HostileWeightsTest::outcome, opset));
    int refused =
        assertTimeoutPreemptively(LIMIT, () -> flip(whole, 3, HostileWeightsTest::outcome));
    assertTrue(refused > 500, refused + " refused");
  }

  @Test
  void emptyFiles() throws IOException {
    for (var message :
        List.of(
            outcome(new byte[0], WeightFile::safetensors),
            outcome(new byte[0], WeightFile::llama2c),
            outcome(new byte[0], WeightFile::onnx)))
      assertTrue(message != null && message.contains(" 0"), message);
  }

  /** A hole on the disk: nothing of this size is allocated. */
  @Test
  void aHeaderOf101MegabytesIsRefused() throws IOException {
    var path = folder.resolve("large.safetensors");
    try (var f = new RandomAccessFile(path.toFile(), "rw")) {
      f.write(new byte[] {0x40, 0x25, 0x05, 0x06, 0, 0, 0, 0});
      f.setLength(8 + 0x06052540);
    }
    var e = assertThrows(DataException.class, () -> WeightFile.safetensors(path));
    assertTrue(e.getMessage().contains("it has a header of 101000512 bytes"), e.getMessage());
  }

  // ONNX by hand

  private static byte[] field(int number, int type, byte[]... parts) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(varint(number << 3 | type));
    int length = 0;
    for (var p : parts) length += p.length;
    if (type == 2) out.writeBytes(varint(length));
    for (var p : parts) out.writeBytes(p);
    return out.toByteArray();
  }

  private static byte[] varint(long v) {
    var out = new ByteArrayOutputStream();
    for (; (v & ~0x7fL) != 0; v >>>= 7) out.write((int) ((v & 0x7f) | 0x80));
    out.write((int) v);
    return out.toByteArray();
  }

  private static byte[] number(int field, long v) {
    return field(field, 0, varint(v));
  }

  private static byte[] text(int field, String s) {
    return field(field, 2, s.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] model(byte[]... graph) {
    return field(7, 2, graph);
  }

  private static byte[] floats(int n) {
    return field(9, 2, new byte[4 * n]);
  }

  private static byte[] tensor(String name, int type, byte[]... rest) {
    var all = new ArrayList<byte[]>(List.of(text(8, name), number(2, type)));
    all.addAll(List.of(rest));
    return field(5, 2, all.toArray(byte[][]::new));
  }

  private static byte[] node(String op, String out, String... in) {
    var all = new ArrayList<byte[]>();
    for (var i : in) all.add(text(1, i));
    all.add(text(2, out));
    all.add(text(4, op));
    return field(1, 2, all.toArray(byte[][]::new));
  }

  private static void refused(byte[] model, String message) {
    var got = outcome(model);
    assertTrue(got != null && got.contains(message), String.valueOf(got));
  }

  @Test
  void theCasesStartFromAModelThatLoads() {
    assertEquals(null, outcome(model(tensor("w", 1, number(1, 2), floats(2)))));
    assertEquals(null, outcome(model(tensor("w", 1, number(1, 0)))));
    assertEquals(null, outcome(model()));
    // dimensions packed, and not
    assertEquals(
        null, outcome(model(tensor("w", 1, field(1, 2, varint(2), varint(3)), floats(6)))));
  }

  @Test
  void lengthsLieWithinTheirMessages() {
    refused(new byte[0], "no field of its 0 bytes is a graph: it is no ONNX model");
    refused(new byte[] {0}, "byte 0 has the field number 0");
    refused(new byte[] {0x3a}, "byte 0 begins a number that does not end before byte 1");
    refused(new byte[] {0x3a, 5, 0}, "byte 0 is field 7, which says it has 5 bytes, but only 1");
    refused(field(7, 0, varint(1)), "byte 0 is field 7 with the wire type 0, where 2 was expected");
    refused(new byte[] {0x3b}, "is field 7 with the wire type 3, which is none of 0, 1, 2, 5");
    refused(
        new byte[] {0x09, 1, 2}, "byte 0 is field 1 of 8 bytes, but its message ends at byte 3");
    var endless = new byte[12];
    Arrays.fill(endless, (byte) 0x80);
    refused(field(1, 0, endless), "byte 0 begins a number of more than 10 bytes");
    var minus = new byte[] {0x3a, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
    refused(minus, "says it has 18446744073709551615 bytes");
    refused(
        model(field(5, 2, new byte[] {0x4a, 9, 0})), // leads out of the tensor
        "byte 4 is field 9, which says it has 9 bytes, but only 1 follow");
  }

  @Test
  void tensorsHaveTheBytesOfTheirShapes() {
    refused(
        model(tensor("w", 1, number(1, 3), floats(2))),
        "byte 4 begins tensor 'w' of type F32 and the shape [3], where one list of 12 bytes was"
            + " expected, but it has 1 lists, with 8 bytes");
    refused(
        model(tensor("w", 1, number(1, 3))),
        "where one list of 12 bytes was expected, but it has 0 lists, with 0 bytes");
    refused(
        model(tensor("w", 11, number(1, 1), field(4, 2, new byte[8]))), // floats, but it is F64
        "where one list of 8 bytes was expected, but it has 1 lists, with 0 bytes");
    refused(
        model(tensor("w", 1, number(1, 2), field(5, 2, varint(1), varint(1)))),
        "tensor 'w' of type F32 with 2 elements, but it has 2 whole numbers");
    refused(
        model(tensor("w", 6, number(1, 3), field(5, 2, varint(1), varint(1)))),
        "tensor 'w' of type I32 with 3 elements, but it has 2 whole numbers");
    assertEquals(
        null, outcome(model(tensor("w", 6, number(1, 2), field(5, 2, varint(1), varint(-1))))));
  }

  @Test
  void whatIsNotSupportedIsNamed() {
    refused(model(tensor("", 1, number(1, 0))), "a tensor without a name");
    refused(
        model(tensor("w", 1, number(1, 2), field(13, 2, text(1, "location"), text(2, "w.bin")))),
        "byte 4 begins tensor 'w', whose data lie in another file");
    refused(model(tensor("w", 1, number(1, 2), number(14, 1))), "lie in another file");
    refused(model(tensor("w", 8, number(1, 0))), "tensor 'w' of the data type 8, where 1 (FLOAT)");
    refused(model(tensor("w", 0, number(1, 0))), "tensor 'w' of the data type 0");
    refused(model(field(15, 2, new byte[0])), "byte 2 is a sparse initialiser");
    refused(
        model(tensor("w", 1, number(1, 1), field(4, 5, new byte[4]))),
        "is an element of a tensor by itself, where a packed list was expected");
    refused(
        model(tensor("w", 1, number(1, 1), floats(1), floats(1))), "is a second list of elements");
    refused(
        model(tensor("w", 1, number(1, 0)), tensor("w", 1, number(1, 0))),
        "is a second tensor 'w'");
    refused(
        model(tensor("w", 1, number(1, 1), floats(1), field(4, 2, new byte[4]))),
        "one list of 4 bytes was expected, but it has 2 lists");
  }

  @Test
  void sizesAreCheckedBeforeAnythingIsAllocated() {
    refused(
        model(tensor("w", 1, number(1, 1L << 30), number(1, 1L << 30), floats(1))),
        "of type F32 and the shape [1073741824, 1073741824], where one list of 4611686018427387904"
            + " bytes was expected, but it has 1 lists, with 4 bytes");
    refused(
        model(tensor("w", 1, number(1, 1L << 31), floats(1))), "has the shape [2147483648], where");
    refused(model(tensor("w", 1, number(1, -1), floats(1))), "has the shape [-1], where");
    refused(
        model(tensor("w", 1, number(1, 1 << 30), number(1, 1 << 30), number(1, 4), floats(1))),
        "has the shape [1073741824, 1073741824, 4], where");
    refused(
        model(tensor("w", 7, number(1, 1 << 30), field(7, 2, varint(1), varint(2)))),
        "tensor 'w' of type I64 with 1073741824 elements, but it has 2 whole numbers");
    var dims = new byte[17][];
    Arrays.fill(dims, number(1, 1));
    refused(model(tensor("w", 1, dims)), "is a dimension beyond the 16th");
    refused(model(tensor("w".repeat(10_001), 1)), "is a name of 10001 bytes; at most 10000");
    refused(
        model(field(5, 2, field(8, 2, new byte[] {(byte) 0xc3, 'b'}))),
        "is a name that is not valid UTF-8");
  }

  /** Memory is bounded although the smallest node takes two bytes. */
  @Test
  void manyNodesAreRefused() {
    var node = field(1, 2, text(4, "Add"));
    var out = new ByteArrayOutputStream();
    for (int i = 0; i <= 200_000; i++) out.writeBytes(node);
    refused(model(out.toByteArray()), "is a node beyond the 200000th");
  }

  @Test
  void oneBiasOfTwoWeightsTellsNoNames() {
    refused(
        model(
            tensor("1", 1, number(1, 2), number(1, 3), floats(6)),
            tensor("2", 1, number(1, 2), number(1, 3), floats(6)),
            tensor("a.bias", 1, number(1, 3), floats(3)),
            node("MatMul", "p", "x", "1"),
            node("MatMul", "q", "x", "2"),
            node("Add", "y", "p", "a.bias"),
            node("Add", "z", "q", "a.bias")),
        "'a.bias' is added to the products of '1' and of '2'");
  }

  /** A matrix that is used twice, with its bias, has one name; with another bias, two. */
  @Test
  void sharedWeightsHaveAllTheirNames() {
    var model =
        model(
            tensor("1", 1, number(1, 2), number(1, 3), floats(6)),
            tensor("a.bias", 1, number(1, 3), floats(3)),
            tensor("b.bias", 1, number(1, 3), floats(3)),
            tensor("c.bias", 1, number(1, 2), floats(2)), // does not fit
            node("MatMul", "p", "x", "1"),
            node("Add", "y", "p", "a.bias"),
            node("MatMul", "q", "y", "1"),
            node("Add", "z", "a.bias", "q"),
            node("Add", "u", "q", "b.bias"),
            node("Add", "v", "q", "c.bias"));
    try (var file = WeightFile.onnx(model, "m")) {
      assertEquals(
          List.of("a.weight", "b.weight", "a.bias", "b.bias", "c.bias"), List.copyOf(file.names()));
      file.expect("b.weight", 3, 2);
    }
  }

  /** As Transformers names it: cls.predictions.bias, but cls.predictions.decoder.weight. */
  @Test
  void theOutputOfALanguageModelHasItsName() {
    var model =
        model(
            tensor("1", 1, number(1, 2), number(1, 3), floats(6)),
            tensor("cls.predictions.bias", 1, number(1, 3), floats(3)),
            node("MatMul", "p", "x", "1"),
            node("Add", "y", "p", "cls.predictions.bias"));
    try (var file = WeightFile.onnx(model, "m")) {
      file.expect("cls.predictions.decoder.weight", 3, 2);
    }
  }

  // llama2.c by hand

  private static byte[] header(int... values) {
    var out = ByteBuffer.allocate(4 * values.length + 400).order(ByteOrder.LITTLE_ENDIAN);
    for (int v : values) out.putInt(v);
    return out.array();
  }

  private static void llama(String message, int... values) {
    var got = llama(header(values));
    assertTrue(got != null && got.contains(message), got);
  }

  @Test
  void aHeaderOfLlama2cSaysWhatFits() {
    llama("'hidden_size' is 0", 0, 1, 1, 1, 1, 1, 1);
    llama("'hidden_size' is 9, which 'num_attention_heads', 2,", 9, 1, 1, 2, 1, 1, 1);
    llama("'head_dim' is 3", 9, 1, 1, 3, 1, 1, 1);
    llama("'num_attention_heads' is 4, which 'num_key_value_heads', 3,", 8, 1, 1, 4, 3, 1, 1);
    llama("'vocab_size' is -2147483648", 8, 1, 1, 4, 2, Integer.MIN_VALUE, 1);
    llama("'vocab_size' is 0", 8, 1, 1, 4, 2, 0, 1);
    llama("at most 10000 are read", 2, 1, 10_001, 1, 1, 1, 1);
    int max = Integer.MAX_VALUE;
    llama("byte 28 begins model.embed_tokens.weight", 1 << 30, max, 9, 1, 1, max, max);
    llama("its weights end at byte 156, but it has 428 bytes", 2, 1, 1, 1, 1, 1, 1);
  }
}
