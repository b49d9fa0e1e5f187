package millrace.readers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Vocabulary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonLinesTest {
  @TempDir Path folder;

  private Path path() {
    return folder.resolve("d.jsonl");
  }

  private JsonLines file(String... lines) throws IOException {
    return JsonLines.of(Files.writeString(path(), String.join("\n", lines)));
  }

  @Test
  void theTypesOfJsonBecomeColumns() throws IOException {
    var frame =
        file(
                "{'n':1,'b':true,'s':'x','t':'2020-01-31','z':'01234','nothing':null}"
                    .replace('\'', '"'),
                "",
                "  {\"b\":null, \"n\":-2.5e-1, \"s\":\"\", \"t\":null, \"z\":\"7\"}  ",
                "{\"late\":\"é \\ud83d\\ude00\",\"b\":false}")
            .read();
    assertEquals(List.of("n", "b", "s", "t", "z", "nothing", "late"), List.copyOf(frame.names()));
    assertArrayEquals(
        new double[] {1, -.25, Double.NaN}, frame.column("n", Column.Numeric.class).values());
    var b = frame.column("b", Column.Nominal.class);
    assertEquals(Vocabulary.of("no", "yes"), b.levels());
    assertArrayEquals(new int[] {1, -1, 0}, b.codes());
    var s = frame.column("s", Column.Nominal.class);
    assertArrayEquals(new int[] {0, -1, -1}, s.codes());
    assertArrayEquals(
        new long[] {
          Instant.parse("2020-01-31T00:00:00Z").toEpochMilli(),
          Column.Time.MISSING,
          Column.Time.MISSING
        },
        frame.column("t", Column.Time.class).millis());
    assertEquals(List.of("01234", "7", ""), frame.column("z", Column.Text.class).values());
    assertEquals(3, frame.column("nothing", Column.Numeric.class).missing());
    assertEquals("é 😀", frame.column("late").cell(2));
  }

  @Test
  void nestedObjectsAreFlattenedWithDots() throws IOException {
    var frame = file("{\"a\":{\"b\":{\"c\":1},\"d\":\"x\"},\"e\":{}}").flatten(true).read();
    assertEquals(List.of("a.b.c", "a.d"), List.copyOf(frame.names()));
    assertEquals(List.of("1", "x"), frame.cells(0));
  }

  @Test
  void aSchemaSaysTheKindOfMixedColumnsAndSkipsOthers() throws IOException {
    var frame =
        file(
                "{\"zip\":8001,\"id\":9007199254740993,\"tags\":[1,{\"a\":2}],\"p\":\"-\"}",
                "{\"zip\":\"K1A\",\"id\":9007199254740995,\"tags\":{},\"p\":3}",
                "{\"p\":4}")
            .schema(
                Schema.of("zip", Kind.NOMINAL)
                    .with("id", Kind.TEXT)
                    .with("tags", Kind.SKIP)
                    .missing("p", "-"))
            .read();
    assertEquals(List.of("zip", "id", "p"), List.copyOf(frame.names()));
    assertEquals(Vocabulary.of("8001", "K1A"), frame.column("zip", Column.Nominal.class).levels());
    assertEquals(
        List.of("9007199254740993", "9007199254740995", ""),
        frame.column("id", Column.Text.class).values());
    assertArrayEquals(
        new double[] {Double.NaN, 3, 4}, frame.column("p", Column.Numeric.class).values());
  }

  @Test
  void aColumnOfASchemaThatAppearsLateIsMissingBefore() throws IOException {
    var frame = file("{\"a\":1}", "{\"a\":2,\"k\":5}").schema(Schema.of("k", Kind.NOMINAL)).read();
    assertArrayEquals(new int[] {-1, 0}, frame.column("k", Column.Nominal.class).codes());
  }

  @Test
  void gzipIsRecognised() throws IOException {
    var gz = folder.resolve("d.ndjson.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(gz))) {
      out.write("{\"a\":1}\r\n{\"a\":2}\r\n".getBytes(StandardCharsets.UTF_8));
    }
    assertEquals(2, JsonLines.of(gz).read().size());
  }

  @Test
  void readableRowsAndProblemsAreAllRows() throws IOException {
    var result =
        file(
                "{\"a\":1,\"b\":\"x\"}",
                "{\"a\":\"two\",\"new\":1}",
                "",
                "{\"a\":3",
                "{\"a\":4,\"b\":\"y\",\"k\":\"7x\"}",
                "{\"a\":5,\"k\":\"8\"}")
            .schema(Schema.of("k", Kind.INTEGER))
            .policy(Policy.COLLECT)
            .readAll();
    assertEquals(List.of("a", "b", "k"), List.copyOf(result.frame().names()));
    assertArrayEquals(
        new double[] {1, 5}, result.frame().column("a", Column.Numeric.class).values());
    assertArrayEquals(
        new double[] {Double.NaN, 8}, result.frame().column("k", Column.Numeric.class).values());
    assertEquals(
        List.of(
            path() + ":2:a: 'a' is a string here, but a number in line 1; say its kind in a schema",
            path() + ":5:k: 'k' is '7x', but must be a whole number"),
        List.of(result.problems().get(0).toString(), result.problems().get(2).toString()));
    assertTrue(
        result.problems().get(1).toString().startsWith(path() + ":4: no JSON at column 7: "),
        result.problems().get(1).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          {"a":1}~{"a":true}       | :2: 'a' is true or false here, but a number in line 1; say its kind in a schema
          {"a":null}~{"a":"x"}~{"a":1} | :3: 'a' is a number here, but a string in line 2; say its kind in a schema
          {"a":{"b":1}}            | :1: 'a' is an object; say flatten(true), or SKIP it in a schema
          {"a":[1]}                | :1: 'a' is a list; a cell holds one value: SKIP it in a schema
          {"a":1,"a":2}            | :1: 'a' stands twice in the object
          {"a":9007199254740993}   | :1: 'a' is 9007199254740993, which a number column would round; say NOMINAL or TEXT in a schema
          {"a":1e999}              | :1: 'a' is 1e999, which a number column would round; say NOMINAL or TEXT in a schema
          {"a":1} {"a":2}          | :1: there is more after the object: one a line is due
          [{"a":1}]                | :1: the line must be a JSON object {…}, but begins with '[{"a":1}]'; if the file is one JSON array, write one object a line
          "a"                      | :1: the line must be a JSON object {…}, but begins with '"a"'
          """)
  void badLinesAreNamed(String text, String message) throws IOException {
    var reader = file(text.split("~"));
    var e = assertThrows(DataException.class, reader::read);
    assertEquals(path() + message, e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          {"a":1}~a,b              | :2: no JSON at column 1: Unrecognized token 'a'
          {"a":1}~{"a":}           | :2: no JSON at column 6: Unexpected character ('}'
          {"a":NaN}                | :1: no JSON at column 9: Non-standard token 'NaN'
          {'a':1}                  | :1: no JSON at column 2: Unexpected character (''' (code 39))
          {"a":01}                 | :1: no JSON at column 7: Invalid numeric value: Leading zeroes not allowed
          """)
  void whatIsNoJsonIsNamed(String text, String message) throws IOException {
    var reader = file(text.split("~"));
    var e = assertThrows(DataException.class, reader::read);
    assertTrue(e.getMessage().startsWith(path() + message), e.getMessage());
  }

  @Test
  void theFileAndTheSchemaAreChecked() throws IOException {
    var blank = file("", " ");
    var e = assertThrows(DataException.class, blank::read);
    assertEquals(path() + ": there is no row in it", e.getMessage());
    var other = file("{\"a\":1}").schema(Schema.of("b", Kind.TEXT));
    e = assertThrows(DataException.class, other::read);
    assertEquals(path() + ": the schema speaks of a column 'b', but there are [a]", e.getMessage());
    var none = JsonLines.of(folder.resolve("none.jsonl"));
    e = assertThrows(DataException.class, none::read);
    assertTrue(e.getMessage().contains("none.jsonl: there is no such file"), e.getMessage());
    Files.write(path(), new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'});
    e = assertThrows(DataException.class, () -> JsonLines.of(path()).read());
    assertTrue(e.getMessage().startsWith(path() + ":1: the bytes FF"), e.getMessage());
  }
}
