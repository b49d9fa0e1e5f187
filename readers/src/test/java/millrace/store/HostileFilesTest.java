package millrace.store;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import millrace.learn.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a file holds: a model or a StoreException that says what is wrong. */
class HostileFilesTest {
  private static final String WEIGHTS = "{'dtype':'F64','shape':[2],'data_offsets':[0,16]}";
  private static final String CODES = "{'dtype':'I32','shape':[1],'data_offsets':[16,20]}";
  private static final String FLAGS = "{'dtype':'BOOL','shape':[1],'data_offsets':[20,21]}";
  private static final String TREE =
      "{'@is':'Simple','weights':{'@tensor':'weights'},'codes':{'@tensor':'codes'},"
          + "'flags':{'@tensor':'flags'},'count':5,'rate':0.5,'mode':'PLAIN','steps':[]}";

  @TempDir Path folder;

  record Case(String name, byte[] bytes, String message) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static byte[] tensors(String weights, String codes, String flags, int data) {
    var map = new LinkedHashMap<String, String>();
    map.put("weights", weights);
    map.put("codes", codes);
    map.put("flags", flags);
    return Hostile.file(map, TREE, new byte[data]);
  }

  private static byte[] weights(String entry) {
    return tensors(entry, CODES, FLAGS, 21);
  }

  private static byte[] tree(String from, String to) {
    if (!TREE.contains(from)) throw new AssertionError(from);
    var map = new LinkedHashMap<String, String>();
    map.put("weights", WEIGHTS);
    map.put("codes", CODES);
    map.put("flags", FLAGS);
    return Hostile.file(map, TREE.replace(from, to), new byte[21]);
  }

  private static byte[] model(String tree) {
    return Hostile.file(Map.of(), tree, new byte[0]);
  }

  /** The header of a small file with this as its tensor "w". */
  private static byte[] metadata(String metadata) {
    return Hostile.header("{'__metadata__':" + metadata + "}", new byte[0]);
  }

  static Stream<Case> cases() {
    var out = new ArrayList<Case>();
    // the outermost shell
    out.add(new Case("empty", new byte[0], "it has 0 bytes: too short"));
    out.add(new Case("seven bytes", new byte[7], "it has 7 bytes: too short"));
    out.add(new Case("eight zeros", new byte[8], "header has 0 bytes, but 0 follow"));
    out.add(new Case("negative length", Hostile.raw(-1, b("{}"), b("")), "header has -1 bytes"));
    out.add(
        new Case(
            "least length",
            Hostile.raw(Long.MIN_VALUE, b("{}"), b("")),
            "header has -9223372036854775808"));
    out.add(
        new Case(
            "greatest length",
            Hostile.raw(Long.MAX_VALUE, b("{}"), b("")),
            "header has 9223372036854775807 bytes, but 2 follow"));
    out.add(new Case("length one too long", Hostile.raw(3, b("{}"), b("")), "has 3 bytes, but 2"));
    out.add(
        new Case(
            "a header of 33 MB",
            Hostile.raw(33 << 20, new byte[33 << 20], b("")),
            "it has a header of 34603008 bytes; at most 33554432"));
    out.add(new Case("a zip file", b("PK\3\4 and so on, a zip file"), "no model file"));
    out.add(
        new Case(
            "not UTF-8", Hostile.raw(4, bytes('{', 0xff, 0xfe, '}'), b("")), "not valid UTF-8"));
    out.add(
        new Case(
            "an overlong NUL",
            Hostile.raw(6, bytes('{', '"', 0xc0, 0x80, '"', '}'), b("")),
            "not valid UTF-8"));
    out.add(
        new Case(
            "UTF-16", Hostile.raw(4, bytes(0, '{', 0, '}'), b("")), "does not start with '{'"));
    out.add(new Case("a list as header", Hostile.header("[1]", b("")), "does not start with '{'"));
    out.add(new Case("spaces before", Hostile.header(" {}", b("")), "does not start with '{'"));
    out.add(
        new Case("an open object", Hostile.header("{'a':", b("")), "the header is not valid JSON"));
    out.add(new Case("two values", Hostile.header("{}{}", b("")), "the header is not valid JSON"));
    out.add(new Case("a comment", Hostile.header("{/**/}", b("")), "the header is not valid JSON"));
    out.add(new Case("equal keys", metadata("{'a':'1','a':'2'}"), "Duplicate field 'a'"));
    out.add(
        new Case(
            "equal tensors",
            Hostile.header("{'w':" + WEIGHTS + ",'w':" + WEIGHTS + "}", new byte[16]),
            "Duplicate field 'w'"));
    out.add(
        new Case(
            "a deep header",
            Hostile.header("{'a':" + "[".repeat(100_000) + "]".repeat(100_000) + "}", b("")),
            "nesting depth (201) exceeds"));
    out.add(
        new Case(
            "a header of many values",
            Hostile.header("{'a':[" + "0,".repeat(2_100_000) + "0]}", b("")),
            "Token count (2000001) exceeds"));
    // metadata
    out.add(
        new Case(
            "no metadata", Hostile.header("{}", b("")), "not of Millrace: its format is not said"));
    out.add(new Case("metadata is a list", metadata("[]"), "__metadata__ is not a JSON object"));
    out.add(new Case("metadata is null", metadata("null"), "__metadata__ is not a JSON object"));
    out.add(new Case("metadata of numbers", metadata("{'format':1}"), "format is not a string"));
    out.add(new Case("another format", metadata("{'format':'pt'}"), "its format is 'pt'"));
    out.add(
        new Case(
            "a later format",
            metadata("{'format':'millrace','version':'2','model':'{}'}"),
            "it has version '2' of the format; this Millrace reads version 1"));
    out.add(
        new Case("no model", metadata("{'format':'millrace','version':'1'}"), "it holds no model"));
    // tensors
    out.add(
        new Case(
            "a tensor that is a number", weights("1"), "tensor 'weights' is not a JSON object"));
    out.add(new Case("no dtype", weights("{'shape':[2],'data_offsets':[0,16]}"), "has the fields"));
    out.add(
        new Case(
            "a further field",
            weights("{'dtype':'F64','shape':[2],'data_offsets':[0,16],'x':1}"),
            "not dtype, shape, data_offsets"));
    out.add(
        new Case(
            "an unknown dtype",
            weights(WEIGHTS.replace("F64", "F16")),
            "has the dtype 'F16', not one of"));
    out.add(
        new Case(
            "a dtype of null", weights(WEIGHTS.replace("'F64'", "null")), "dtype is not a string"));
    out.add(
        new Case(
            "a dtype of another size",
            weights(WEIGHTS.replace("F64", "F32")),
            "type F32 and shape [2] has 8 bytes, but its data_offsets are [0, 16]"));
    out.add(
        new Case(
            "the wrong dtype of the right size",
            weights(WEIGHTS.replace("F64", "I64")),
            "'weights' needs a tensor of F64, but 'weights' is I64"));
    out.add(
        new Case(
            "a negative shape",
            weights(WEIGHTS.replace("[2]", "[-2]")),
            "shape is not a list of whole"));
    out.add(
        new Case(
            "a fractional shape",
            weights(WEIGHTS.replace("[2]", "[2.0]")),
            "shape is not a list of whole"));
    out.add(
        new Case(
            "a shape of text",
            weights(WEIGHTS.replace("[2]", "['2']")),
            "shape is not a list of whole"));
    out.add(
        new Case(
            "a shape of null",
            weights(WEIGHTS.replace("[2]", "[null]")),
            "shape is not a list of whole"));
    out.add(
        new Case(
            "a shape beyond a long",
            weights(WEIGHTS.replace("[2]", "[99999999999999999999]")),
            "the header is not valid JSON: Numeric value (99999999999999999999) out of range"));
    out.add(
        new Case(
            "a shape that overflows to the right size",
            weights(WEIGHTS.replace("[2]", "[4294967296,4294967296,2]")),
            "which is too large"));
    out.add(
        new Case(
            "a matrix", weights(WEIGHTS.replace("[2]", "[2,1]")), "one dimension was expected"));
    out.add(
        new Case(
            "a scalar",
            Hostile.file(
                Map.of("w", "{'dtype':'F64','shape':[],'data_offsets':[0,8]}"),
                "{'@is':'Share','share':{'@tensor':'w'},'levels':[]}",
                new byte[8]),
            "one dimension was expected"));
    out.add(
        new Case(
            "one offset",
            weights(WEIGHTS.replace("[0,16]", "[0]")),
            "has the data_offsets [0], not two"));
    out.add(
        new Case(
            "offsets turned round",
            weights(WEIGHTS.replace("[0,16]", "[16,0]")),
            "data_offsets are [16, 0]"));
    out.add(
        new Case(
            "a negative offset",
            weights(WEIGHTS.replace("[0,16]", "[-16,0]")),
            "data_offsets is not a list of whole"));
    out.add(
        new Case(
            "offsets beyond the file",
            tensors(WEIGHTS, CODES, FLAGS, 20),
            "it has 20 bytes of data, but its tensors have 21"));
    out.add(
        new Case(
            "data that no tensor has",
            tensors(WEIGHTS, CODES, FLAGS, 22),
            "it has 22 bytes of data, but its tensors have 21"));
    out.add(
        new Case(
            "a gigantic tensor",
            weights("{'dtype':'F64','shape':[1000000000000],'data_offsets':[0,8000000000000]}"),
            "tensor 'codes' begins at byte 16 of the data, but the one before ends at"
                + " 8000000000000: they overlap"));
    out.add(
        new Case(
            "overlapping tensors",
            tensors(
                WEIGHTS,
                CODES.replace("[16,20]", "[12,16]"),
                FLAGS.replace("[20,21]", "[16,17]"),
                17),
            "tensor 'codes' begins at byte 12 of the data, but the one before ends at 16: they"
                + " overlap"));
    out.add(
        new Case(
            "a hole",
            tensors(
                WEIGHTS,
                CODES.replace("[16,20]", "[17,21]"),
                FLAGS.replace("[20,21]", "[21,22]"),
                22),
            "tensor 'codes' begins at byte 17 of the data, but the one before ends at 16: they"
                + " leave a gap"));
    out.add(new Case("a BOOL of 7", boolOf7(), "holds the byte 7 as a BOOL"));
    // the model
    out.add(new Case("a model that is no JSON", model("{"), "the model is not valid JSON"));
    out.add(new Case("a model that is null", model("null"), "the model is null"));
    out.add(
        new Case("a model that is a number", model("7"), "the model is 7, but must be a Model"));
    out.add(
        new Case(
            "a model that is a list",
            model("[]"),
            "the model is a list of 0, but must be a Model"));
    out.add(new Case("no tag", model("{}"), "the model is an object, but must be a Model"));
    out.add(new Case("a tag of null", model("{'@is':null}"), "has no '@is'"));
    out.add(
        new Case(
            "an unknown tag",
            model("{'@is':'Magic'}"),
            "is a 'Magic', which is not in the catalogue"));
    out.add(new Case("a class name", model("{'@is':'java.lang.Runtime'}"), "not in the catalogue"));
    out.add(
        new Case(
            "a class that is no model",
            model("{'@is':'millrace.store.Toys$Stranger'}"),
            "not in the catalogue"));
    out.add(
        new Case(
            "a trainer for a model",
            model("{'@is':'trainer:ToyMean'}"),
            "is a Toys.ToyMean, but must be a Model"));
    out.add(new Case("a column for a model", model("{'@is':'Numeric'}"), "not in the catalogue"));
    out.add(
        new Case(
            "a deep model",
            model("{'@is':'Pipe','transforms':" + "[".repeat(5000) + "]".repeat(5000) + "}"),
            "nesting depth (201) exceeds"));
    out.add(
        new Case(
            "pipes in pipes",
            model("{'@is':'Pipe','transforms':[],'last':".repeat(300) + "1" + "}".repeat(300)),
            "nesting depth (201) exceeds"));
    out.add(
        new Case(
            "a list of very many",
            model("{'@is':'Words','words':[],'numbers':[" + "0,".repeat(2_100_000) + "0]}"),
            "Token count (2000001) exceeds"));
    out.add(new Case("a missing field", tree("'count':5,", ""), "the model has the fields"));
    out.add(
        new Case(
            "a further component",
            tree("'count':5", "'count':5,'x':1"),
            "the model has the fields"));
    out.add(
        new Case(
            "null for an int",
            tree("'count':5", "'count':null"),
            "'count' is null, but must be a int"));
    out.add(
        new Case(
            "null in a list", tree("[]", "[null]"), "'steps.0' is null, but must be a Transform"));
    out.add(
        new Case(
            "a fraction for an int",
            tree("'count':5", "'count':5.0"),
            "'count' is 5.0, but must be a int"));
    out.add(
        new Case(
            "an int too large",
            tree("'count':5", "'count':2147483648"),
            "'count' is 2147483648, but must be a int"));
    out.add(
        new Case(
            "an endless int",
            tree("'count':5", "'count':" + "9".repeat(200)),
            "the model is not valid JSON"));
    out.add(
        new Case(
            "text for an int",
            tree("'count':5", "'count':'5'"),
            "'count' is '5', but must be a int"));
    out.add(
        new Case(
            "a number out of range",
            tree("0.5", "1e999"),
            "'rate' is Infinity, but must be a double"));
    out.add(
        new Case(
            "another not-a-number", tree("0.5", "'nan'"), "'rate' is 'nan', but must be a double"));
    out.add(new Case("a bare NaN", tree("0.5", "NaN"), "the model is not valid JSON"));
    out.add(
        new Case(
            "an object for a number",
            tree("0.5", "{}"),
            "'rate' is an object, but must be a double"));
    out.add(
        new Case(
            "an unknown constant",
            tree("PLAIN", "plain"),
            "'mode' is 'plain', but must be one of"));
    out.add(
        new Case(
            "a number for a constant", tree("'PLAIN'", "0"), "'mode' is 0, but must be one of"));
    out.add(new Case("no list", tree("[]", "{}"), "'steps' must be a list"));
    out.add(
        new Case(
            "a predictor for a step",
            tree("[]", "[{'@is':'ToyMean','mean':1.0}]"),
            "'steps.0' is a Toys.ToyMean.Fitted, but must be a Transform"));
    out.add(
        new Case(
            "an array in line",
            tree("{'@tensor':'weights'}", "[1.0]"),
            "'weights' must be {\"@tensor\": name}"));
    out.add(
        new Case(
            "a tensor of null",
            tree("{'@tensor':'weights'}", "{'@tensor':null}"),
            "'weights' must be {\"@tensor\": name}"));
    out.add(
        new Case(
            "a tensor and more",
            tree("{'@tensor':'weights'}", "{'@tensor':'weights','x':1}"),
            "'weights' must be {\"@tensor\": name}"));
    out.add(
        new Case(
            "no such tensor",
            tree("{'@tensor':'weights'}", "{'@tensor':'w'}"),
            "it has no tensor 'w'"));
    out.add(
        new Case(
            "a tensor used twice",
            Hostile.file(
                Map.of("w", "{'dtype':'F64','shape':[1],'data_offsets':[0,8]}"),
                "{'@is':'Shift','values':{'@tensor':'w'},'again':{'@tensor':'w'}}",
                new byte[8]),
            "it uses the tensor 'w' twice"));
    out.add(
        new Case(
            "strings that are not there",
            model("{'@is':'Words','words':{'@strings':'w'},'numbers':[]}"),
            "it has no tensor 'w.utf8'"));
    out.add(
        new Case(
            "a tensor that nobody uses",
            Hostile.file(
                Map.of("w", "{'dtype':'U8','shape':[0],'data_offsets':[0,0]}"),
                "{'@is':'ToyMean','mean':1.0}",
                b("")),
            "its model does not use the tensors [w]"));
    out.add(
        new Case(
            "equal names",
            model("{'@is':'Words','words':['a','a'],'numbers':[]}"),
            "'words' has 2 names of which only 1 differ"));
    out.add(
        new Case(
            "a number for a name",
            model("{'@is':'Words','words':['a',1],'numbers':[]}"),
            "'words' holds 1, not a string"));
    out.add(
        new Case(
            "null for a name",
            model("{'@is':'Words','words':[null],'numbers':[]}"),
            "'words' holds null, not a string"));
    out.add(
        new Case(
            "lengths that do not fit",
            words(bytes('a', 'b'), 1, 2),
            "'words' has strings of 3 bytes in all, but 2 bytes of text"));
    out.add(
        new Case(
            "a negative length",
            words(bytes('a', 'b'), 3, -1),
            "'words' has a string of -1 bytes"));
    out.add(
        new Case(
            "lengths that overflow",
            words(bytes('a'), Integer.MAX_VALUE, Integer.MAX_VALUE, 3),
            "'words' has strings of 4294967297 bytes"));
    out.add(
        new Case(
            "words that are not UTF-8", words(bytes(0xc3, 'b'), 2), "'words' is not valid UTF-8"));
    out.add(
        new Case(
            "a word cut in two", words(bytes(0xc3, 0xa9), 1, 1), "'words' is not valid UTF-8"));
    out.add(
        new Case(
            "equal words",
            words(bytes('a', 'a'), 1, 1),
            "'words' has 2 names of which only 1 differ"));
    // versions and constructors
    out.add(
        new Case(
            "a newer version",
            model("{'@is':'Shift','@version':3,'column':'x','by':1.0}"),
            "the model is version 3 of Toys.Shift.Fitted, but this Millrace knows only up to 2"));
    out.add(
        new Case(
            "version 0",
            model("{'@is':'Shift','@version':0}"),
            "'@version' that is no whole number from 1"));
    out.add(
        new Case(
            "a version of text",
            model("{'@is':'Shift','@version':'2'}"),
            "'@version' that is no whole number from 1"));
    out.add(
        new Case(
            "an upgrade that fails",
            model("{'@is':'Shift','columns':[]}"),
            "the model holds values that Toys.Shift.Fitted refuses"));
    out.add(
        new Case(
            "an upgrade of null", model("{'@is':'Shift','columns':null}"), "'.columns' is null"));
    for (var how : List.of("argument", "null", "bounds", "negative", "anything")) {
      out.add(
          new Case(
              "a constructor that throws: " + how,
              Hostile.file(
                  Map.of("at", "{'dtype':'I32','shape':[2],'data_offsets':[0,8]}"),
                  "{'@is':'Picky','how':'" + how + "','at':{'@tensor':'at'}}",
                  new byte[8]),
              "the model holds values that Toys.Picky.Fitted refuses: "));
    }
    out.add(
        new Case(
            "a list for an array inside",
            model("{'@is':'Pipe','transforms':[],'last':{'@is':'Share','share':[],'levels':[]}}"),
            "'last.share' must be"));
    return out.stream();
  }

  private static byte[] words(byte[] utf8, int... lengths) {
    var map = new LinkedHashMap<String, String>();
    int n = 4 * lengths.length;
    map.put(
        "w.lengths",
        "{'dtype':'I32','shape':[%d],'data_offsets':[0,%d]}".formatted(lengths.length, n));
    map.put(
        "w.utf8",
        "{'dtype':'U8','shape':[%d],'data_offsets':[%d,%d]}"
            .formatted(utf8.length, n, n + utf8.length));
    var data = ByteBuffer.allocate(n + utf8.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int l : lengths) data.putInt(l);
    return Hostile.file(
        map, "{'@is':'Words','words':{'@strings':'w'},'numbers':[]}", data.put(utf8).array());
  }

  private static byte[] boolOf7() {
    var bytes = weights(WEIGHTS);
    bytes[bytes.length - 1] = 7;
    return bytes;
  }

  private static byte[] b(String s) {
    return s.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(int... values) {
    var out = new byte[values.length];
    for (int i = 0; i < out.length; i++) out[i] = (byte) values[i];
    return out;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aHostileFileIsRefusedWithAReason(Case c) throws IOException {
    var file = folder.resolve("hostile.safetensors");
    Files.write(file, c.bytes());
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          var e = assertThrows(StoreException.class, () -> Store.load(file, Model.class));
          assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
          assertTrue(e.getMessage().contains(c.message()), e.getMessage());
          assertThrows(StoreException.class, () -> Store.load(c.bytes(), Model.class));
        });
  }

  @Test
  void theCasesStartFromAFileThatLoads() {
    Store.load(weights(WEIGHTS), Toys.Simple.Fitted.class);
    assertTrue(cases().count() >= 80);
  }

  @Test
  void aFileCutShortAnywhereIsRefused() {
    for (var model : List.of(Toys.Simple.example(), new Toys.ToyMean.Fitted(1))) {
      var whole = Store.bytes(model);
      for (int n = 0; n < whole.length; n++) {
        var cut = Arrays.copyOf(whole, n);
        assertThrows(StoreException.class, () -> Store.load(cut, Model.class), "cut at " + n);
      }
    }
  }

  /** Each either loads (a number has another value) or gives a StoreException. */
  @Test
  void flippedBitsGiveAModelOrAReason() {
    var random = new Random(1);
    int refused = 0;
    for (var model : List.of(Toys.Simple.example(), Toys.Everything.example())) {
      var whole = Store.bytes(model);
      int header = Math.min(whole.length, 6000);
      for (int i = 0; i < 1000; i++) {
        var damaged = whole.clone();
        for (int k = random.nextInt(3); k >= 0; k--) {
          int at = random.nextInt(random.nextBoolean() ? header : whole.length);
          damaged[at] =
              (byte)
                  (random.nextBoolean() ? random.nextInt() : damaged[at] ^ 1 << random.nextInt(8));
        }
        try {
          Store.load(damaged, Model.class);
        } catch (StoreException e) {
          refused++;
        }
      }
    }
    assertTrue(refused > 500 && refused < 2000, refused + " of 2000 refused");
  }

  /** A file that claims, and has, more than memory: all of it a hole on the disk. */
  @Test
  void aSparseFileLargerThanMemoryIsRefused() throws IOException {
    var file = folder.resolve("sparse.safetensors");
    long bytes = (Runtime.getRuntime().maxMemory() / 8 + 1_000_000) * 8;
    var header =
        "{'__metadata__':{'format':'millrace','version':'1','model':'{}'},'w':{'dtype':'F64','shape':[%d],'data_offsets':[0,%d]}}"
            .formatted(bytes / 8, bytes);
    var start = Hostile.header(header, new byte[0]);
    try (var f = new RandomAccessFile(file.toFile(), "rw")) {
      f.write(start);
      f.setLength(start.length + bytes);
    }
    var e = assertThrows(StoreException.class, () -> Store.load(file, Model.class));
    assertTrue(e.getMessage().contains("start it with a larger -Xmx"), e.getMessage());
  }

  @Test
  void damagedProvenanceIsRefused() throws IOException {
    var file = folder.resolve("p.safetensors");
    for (var p : List.of("null", "{", "[]", "{\\'spec\\':1}")) {
      Files.write(
          file,
          metadata("{'format':'millrace','version':'1','model':'{}','provenance':'" + p + "'}"));
      var e = assertThrows(StoreException.class, () -> Store.provenance(file));
      assertTrue(e.getMessage().contains("provenance"), e.getMessage());
    }
  }
}
