package millrace.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.Model;
import millrace.learn.Prediction;
import millrace.learn.Prediction.Labels;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Spec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StoreTest {
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("model.safetensors");
  }

  @Test
  void everyTypeOfComponentComesBack() {
    var model = Toys.Everything.example();
    Store.save(model, file());
    assertSame(model, Store.load(file(), Toys.Everything.Fitted.class), "model");
  }

  /** Deep equality that tells -0.0 from 0.0 and knows arrays. */
  private static void assertSame(Object is, Object was, String at) {
    if (!(is instanceof List)) assertEquals(is.getClass(), was.getClass(), at);
    switch (is) {
      case Record r -> {
        for (var c : r.getClass().getRecordComponents()) {
          assertSame(Spec.get(c, is), Spec.get(c, was), at + "." + c.getName());
        }
      }
      case List<?> list -> {
        assertEquals(list.size(), ((List<?>) was).size(), at);
        for (int i = 0; i < list.size(); i++) {
          if (list.get(i) instanceof Record) assertSame(list.get(i), ((List<?>) was).get(i), at);
          else assertTrue(Objects.deepEquals(list.get(i), ((List<?>) was).get(i)), at);
        }
      }
      default -> assertTrue(Objects.deepEquals(is, was), at);
    }
  }

  static Stream<Model> models() {
    return Stream.of(
        Toys.Everything.example(),
        Toys.Simple.example(),
        new Toys.ToyMean.Fitted(Double.NaN),
        new Toys.Split.Right("r"),
        new Toys.Pipe.Fitted<>(List.of(new Toys.Shift.Fitted("x", 1)), new Toys.ToyMean.Fitted(2)),
        new Toys.Words.Fitted(Vocabulary.empty(), List.of()));
  }

  @ParameterizedTest
  @MethodSource("models")
  void theSameModelGivesTheSameBytesBeforeAndAfter(Model model) throws IOException {
    Store.save(model, file());
    var loaded = Store.load(file(), Model.class);
    assertArrayEquals(Store.bytes(model), Store.bytes(loaded));
    assertArrayEquals(Store.bytes(model), Files.readAllBytes(file()));
    assertSame(model, Store.load(Store.bytes(model), Model.class), "model");
  }

  /** By hand, as any other reader of safetensors would see it. */
  @Test
  void theFileIsSafetensors() {
    var bytes = ByteBuffer.wrap(Store.bytes(Toys.Simple.example())).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) bytes.getLong();
    var header = new byte[length];
    bytes.get(header);
    var text = new String(header, StandardCharsets.US_ASCII);
    assertEquals(0, length % 8);
    assertEquals(
        """
        {"__metadata__":{"format":"millrace","version":"1","model":"{\\"@is\\":\\"Simple\\",\
        \\"weights\\":{\\"@tensor\\":\\"weights\\"},\\"codes\\":{\\"@tensor\\":\\"codes\\"},\
        \\"flags\\":{\\"@tensor\\":\\"flags\\"},\\"count\\":5,\\"rate\\":0.5,\\"mode\\":\\"PLAIN\\",\
        \\"steps\\":[]}"},\
        "weights":{"dtype":"F64","shape":[2],"data_offsets":[0,16]},\
        "codes":{"dtype":"I32","shape":[1],"data_offsets":[16,20]},\
        "flags":{"dtype":"BOOL","shape":[1],"data_offsets":[20,21]}}\
        """,
        text.strip());
    assertEquals(1, bytes.getDouble());
    assertEquals(2, bytes.getDouble());
    assertEquals(3, bytes.getInt());
    assertEquals(1, bytes.get());
    assertFalse(bytes.hasRemaining());
  }

  @Test
  void wideTypesStandFirstSoThatTensorsAreAligned() {
    var text = new String(Store.bytes(Toys.Everything.example()), StandardCharsets.ISO_8859_1);
    var order =
        List.of("\"doubles\":{", "\"longs\":{", "\"floats\":{", "\"ints\":{", "\"bytes\":{");
    for (int i = 1; i < order.size(); i++) {
      assertTrue(text.indexOf(order.get(i - 1)) < text.indexOf(order.get(i)), order.get(i));
    }
  }

  @Test
  void aLongArrayIsReadInPieces() {
    var share = new double[100_003];
    for (int i = 0; i < share.length; i++) share[i] = 1.0 / i;
    Store.save(new Toys.Share.Fitted(share, Vocabulary.of("a")), file());
    assertArrayEquals(share, Store.load(file(), Toys.Share.Fitted.class).share());
  }

  @Test
  void provenanceComesBackAndHoldsNoTime() {
    var columns = new LinkedHashMap<String, Column>();
    columns.put("make", Column.Nominal.of("audi", "bmw"));
    columns.put("price", Column.Numeric.of(1, 2));
    var frame = Frame.of(columns).target("price");
    var trainer = new Toys.Shift(0.5);
    var provenance = Provenance.of(trainer, frame, 42);
    var model = new Toys.Shift.Fitted("price", 1);
    Store.save(model, provenance, file());
    assertEquals(Optional.of(provenance), Store.provenance(file()));
    assertEquals("Shift(by=0.5)", provenance.spec());
    assertEquals(42, provenance.seed());
    assertEquals(2, provenance.rows());
    assertEquals("price", provenance.target());
    assertEquals(frame.fingerprint(), provenance.fingerprint());
    assertEquals(List.of(new Provenance.Feature("make", "nominal")), provenance.columns());
    assertEquals(Runtime.version().toString(), provenance.java());
    Store.save(model, file());
    assertEquals(Optional.empty(), Store.provenance(file()));
  }

  @Test
  void predictorsAreOfTheKindThatWasAskedFor() {
    var pipe = new Toys.Pipe.Fitted<>(List.of(), new Toys.ToyMean.Fitted(2));
    Store.save(pipe, file());
    Numbers y = Store.predictor(file(), Numbers.class).predict(Frame.of("x", Column.Numeric.of(1)));
    assertArrayEquals(new double[] {2}, y.values());
    assertEquals(
        1,
        Store.predictor(file(), Prediction.class)
            .predict(Frame.of("x", Column.Numeric.of(1)))
            .size());
    var e = assertThrows(StoreException.class, () -> Store.predictor(file(), Labels.class));
    assertEquals(file() + ": its model predicts Numbers, not Labels", e.getMessage());
    Store.save(Toys.Simple.example(), file());
    e = assertThrows(StoreException.class, () -> Store.predictor(file(), Numbers.class));
    assertEquals(file() + ": it holds a Toys.Simple.Fitted, which is no Predictor", e.getMessage());
  }

  @Test
  void aModelIsNamedAfterTheTrainerItIsNestedIn() {
    var text = new String(Store.bytes(new Toys.ToyMean.Fitted(1)), StandardCharsets.US_ASCII);
    assertTrue(text.contains("\\\"@is\\\":\\\"ToyMean\\\""), text);
    text = new String(Store.bytes(new Toys.Split.Left(1)), StandardCharsets.US_ASCII);
    assertTrue(text.contains("\\\"@is\\\":\\\"Split/Left\\\""), text);
  }

  @Test
  void olderVersionsAreUpgraded() {
    var old =
        Hostile.file(
            Map.of("values", "{'dtype':'F64','shape':[1],'data_offsets':[0,8]}"),
            "{'@is':'Shift','columns':['x'],'values':{'@tensor':'values'}}",
            ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(2.5).array());
    assertEquals(new Toys.Shift.Fitted("x", 2.5), Store.load(old, Toys.Shift.Fitted.class));
  }

  static Stream<Object[]> unsavable() {
    return Stream.of(
        new Object[] {
          new Toys.Stranger(Optional.empty()),
          "Toys.Stranger cannot be saved: it is neither a trainer of the catalogue"
        },
        new Object[] {
          new Toys.Pipe.Fitted<>(List.of(f -> f), new Toys.ToyMean.Fitted(2)), "'transforms.0' is a"
        },
        new Object[] {
          new Toys.Outsider.Fitted(new Toys.Stranger(Optional.empty())),
          "Toys.Stranger cannot be saved in 'what'"
        },
        new Object[] {new Toys.Outsider.Fitted("text"), "'what' is a Object"},
        new Object[] {new Toys.Outsider.Fitted(Optional.of(1)), "'what' is a Object"},
        new Object[] {new Toys.Outsider.Fitted(new double[1][1]), "'what' is a double[][]"},
        new Object[] {new Toys.Outsider.Fitted(new String[0]), "'what' is a String[]"},
        new Object[] {new Toys.Split.Right(null), "'y' is null; a model holds no null"});
  }

  @ParameterizedTest
  @MethodSource("unsavable")
  void whatCannotBeReadAgainIsNotWritten(Model model, String message) throws IOException {
    Files.writeString(file(), "as before");
    var e = assertThrows(StoreException.class, () -> Store.save(model, file()));
    assertTrue(e.getMessage().startsWith(file() + " is not written: "), e.getMessage());
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertEquals("as before", Files.readString(file()));
    assertOnlyTheModelIn(folder);
  }

  private static void assertOnlyTheModelIn(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      assertEquals(
          List.of("model.safetensors"), files.map(f -> f.getFileName().toString()).toList());
    }
  }

  @Test
  void savingReplacesTheFileAndLeavesNothingElse() throws IOException {
    Store.save(new Toys.ToyMean.Fitted(1), file());
    Store.save(new Toys.ToyMean.Fitted(2), file());
    assertEquals(2, Store.load(file(), Toys.ToyMean.Fitted.class).mean());
    assertOnlyTheModelIn(folder);
  }

  @Test
  void whenTheFileCannotBeMovedIntoPlaceNothingRemains() throws IOException {
    var taken = Files.createDirectories(file());
    Files.writeString(taken.resolve("inside"), "kept");
    var e =
        assertThrows(StoreException.class, () -> Store.save(new Toys.ToyMean.Fitted(1), file()));
    assertTrue(e.getMessage().startsWith(file() + " cannot be written: "), e.getMessage());
    assertEquals("kept", Files.readString(taken.resolve("inside")));
    assertOnlyTheModelIn(folder);
  }

  @Test
  void aMissingFolderOrFileIsNamed() {
    var model = new Toys.ToyMean.Fitted(1);
    var in = folder.resolve("none").resolve("m.safetensors");
    var e = assertThrows(StoreException.class, () -> Store.save(model, in));
    assertEquals(
        in + " cannot be written: there is no folder " + folder.resolve("none"), e.getMessage());
    e = assertThrows(StoreException.class, () -> Store.load(in, Model.class));
    assertEquals(in + ": there is no such file", e.getMessage());
    e = assertThrows(StoreException.class, () -> Store.load(folder, Model.class));
    assertEquals(folder + ": it is not a file", e.getMessage());
  }

  @Test
  void aTextTooLongForTheHeaderIsRefusedWhenWritten() {
    var model = new Toys.Split.Right("x".repeat(33 << 20));
    var e = assertThrows(StoreException.class, () -> Store.save(model, file()));
    assertTrue(e.getMessage().contains("hold large things in arrays"), e.getMessage());
    assertInstanceOf(StoreException.class, e.getCause());
  }
}
