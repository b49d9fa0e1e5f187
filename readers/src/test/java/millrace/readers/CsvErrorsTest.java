package millrace.readers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Bad input: each message in full, the folder of the test taken off. */
class CsvErrorsTest {
  @TempDir Path dir;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(dir.resolve(name), text);
  }

  private Csv csv(String text) throws IOException {
    return Csv.of(file("t.csv", text));
  }

  private String message(Executable e) {
    return assertThrows(DataException.class, e).getMessage().replace(dir + "/", "");
  }

  private void fails(String expected, String text) throws IOException {
    var csv = csv(text);
    assertEquals(expected, message(csv::read));
  }

  @Test
  void noSuchFile() {
    assertEquals(
        "no.csv: there is no such file (working folder: %s)"
            .formatted(Path.of("").toAbsolutePath()),
        message(() -> Csv.of(dir.resolve("no.csv")).read()));
  }

  @Test
  void folder() {
    var text = message(() -> Csv.of(dir).read());
    assertTrue(
        text.endsWith(": is a folder; name its files, or use a pattern such as *.csv"), text);
  }

  @Test
  void emptyFile() throws IOException {
    fails("t.csv: the file is empty", "");
    fails("t.csv: the file has no rows and no header", "\n\n");
  }

  @Test
  void headerOnly() throws IOException {
    fails("t.csv: the file has a header (2 columns) but no rows", "a,b\n");
    var a = file("a.csv", "a,b\n1,2\n");
    var b = file("b.csv", "a,b\n");
    assertEquals(
        "b.csv: the file has a header (2 columns) but no rows", message(Csv.of(a, b)::read));
  }

  @Test
  void raggedRows() throws IOException {
    fails(
        "t.csv:4: the row has 1 cells, but the header has 2; is a delimiter or a quote missing?",
        "a,b\n1,\"x\ny\"\n3\n");
    fails(
        "t.csv:2: the row has 3 cells, but the header has 2; is a delimiter or a quote too many?",
        "a,b\r\n1,2,3\r\n");
    var csv = csv("1,2\n3,4,5\n").header(false);
    assertEquals(
        "t.csv:2: the row has 3 cells, but the first row has 2; is a delimiter or a quote too"
            + " many?",
        message(csv::read));
  }

  @Test
  void duplicateNames() throws IOException {
    fails(
        "t.csv: columns 1 and 3 are both named 'a'; correct the header, or give names",
        "a,b,a\n1,2,3\n");
  }

  @Test
  void namesOfTheWrongNumber() throws IOException {
    var csv = csv("1,2\n").names("x", "y", "z");
    assertEquals("t.csv: 3 names are given, but the first record has 2 cells", message(csv::read));
  }

  @Test
  void unclosedQuote() throws IOException {
    fails(
        "t.csv:5:b: the quote that begins here is never closed",
        "a,b\n1,2\n3,4\n\"x\ny\",\"z\n5,6\n");
    assertEquals(
        "t.csv: the first record cannot be read: Unclosed quoted field at end of input (record"
            + " starting at line 1)",
        message(csv("a,\"b\n1,2\n")::read));
  }

  @Test
  void textAfterAClosingQuote() throws IOException {
    fails(
        "t.csv:3:b: the cell goes on after its closing quote; quotes within a quoted cell are"
            + " doubled",
        "a,b\n1,2\n3,\"the \"big\" one\"\n");
  }

  @Test
  void wrongCharset() throws IOException {
    var f = dir.resolve("t.csv");
    Files.write(f, "a,b\n1,x\n2,£5\n".getBytes(StandardCharsets.ISO_8859_1));
    var expected =
        "t.csv:3: the bytes A3 35 0A at offset 10 are no UTF-8; name the file's charset, such as"
            + " windows-1252";
    assertEquals(expected, message(Csv.of(f)::read));
    assertEquals(expected, message(Csv.of(f).policy(Policy.COLLECT)::read), "of the whole file");
  }

  @Test
  void wrongCharsetFarIntoAFile() throws IOException {
    var f = dir.resolve("t.csv");
    var head = "a,b\n" + "1,ä\n".repeat(300_000);
    var out = new ByteArrayOutputStream();
    out.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    int offset = out.size();
    out.write(0xFF);
    out.writeBytes(",2\n".getBytes(StandardCharsets.UTF_8));
    Files.write(f, out.toByteArray());
    var expected =
        "t.csv:300002: the bytes FF 2C 32 0A at offset %d are no UTF-8; name the file's charset, such as windows-1252"
            .formatted(offset);
    assertEquals(expected, message(Csv.of(f)::read));
    assertEquals(
        expected, message(() -> new CsvTable(Csv.of(f), Run.quiet().threads(2), 100_000).read()));
  }

  @Test
  void binaryFile() throws IOException {
    var f = dir.resolve("t.csv");
    Files.write(f, new byte[] {'a', ',', 'b', '\n', '1', 0, 2});
    assertEquals(
        "t.csv:2: byte 5 is NUL, so this is no UTF-8 text; if it is UTF-16, say so with charset,"
            + " and if it is a binary file, use another reader",
        message(Csv.of(f)::read));
    Files.write(f, "a,b\n1,2\n".getBytes(StandardCharsets.UTF_16LE));
    assertTrue(message(Csv.of(f)::read).startsWith("t.csv:1: byte 1 is NUL"));
    Files.write(f, "\uFEFFa,b\n1,\0\n".getBytes(StandardCharsets.UTF_16LE));
    assertEquals(
        "t.csv: has NUL characters, so it is no UTF-16LE text; name its charset, or its reader if"
            + " it is a binary file",
        message(Csv.of(f)::read));
  }

  @Test
  void truncatedAndDamagedGzip() throws IOException {
    var f = dir.resolve("t.csv.gz");
    var bytes = new ByteArrayOutputStream();
    var random = new Random(1);
    try (var out = new GZIPOutputStream(bytes)) {
      out.write("a,b\n".getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 50_000; i++) {
        out.write((random.nextInt() + "," + i + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    var whole = bytes.toByteArray();
    Files.write(f, Arrays.copyOf(whole, whole.length / 2));
    assertEquals(
        "t.csv.gz: the gzip file is cut short; fetch or copy it again", message(Csv.of(f)::read));
    Files.write(f, Arrays.copyOf(whole, 5));
    assertEquals(
        "t.csv.gz: the gzip file is cut short; fetch or copy it again", message(Csv.of(f)::read));
    whole[whole.length - 6] ^= 1; // the checksum
    Files.write(f, whole);
    assertEquals(
        "t.csv.gz: the gzip file is damaged (Corrupt GZIP trailer); fetch or copy it again",
        message(Csv.of(f)::read));
  }

  @Test
  void patternWithoutMatch() {
    assertEquals(
        dir + "/*.tsv: no file in " + dir + " matches '*.tsv'",
        assertThrows(DataException.class, () -> Csv.glob(dir + "/*.tsv")).getMessage());
    assertTrue(
        message(() -> Csv.glob(dir + "/none/*.csv"))
            .startsWith("none/*.csv: there is no folder none"));
  }

  @Test
  void differentColumns() throws IOException {
    var a = file("a.csv", "x,y\n1,2\n");
    var less = file("b.csv", "x\n1\n");
    var more = file("c.csv", "y,z,x\n1,2,3\n");
    assertEquals(
        "b.csv: there is no column 'y', which a.csv has; files that are read together need the same"
            + " columns",
        message(Csv.of(a, less)::read));
    assertEquals(
        "a.csv: there is no column 'z', which c.csv has; files that are read together need the same"
            + " columns",
        message(Csv.of(a, more)::read));
  }

  @Test
  void schemaOfAnotherTable() throws IOException {
    var csv = csv("a,b\n1,2\n").schema(Schema.of("c", Kind.NUMBER));
    assertEquals(
        "t.csv: the schema speaks of a column 'c', but there are [a, b]", message(csv::read));
  }

  @Test
  void sourceIsTaken() throws IOException {
    assertEquals(
        "t.csv: has a column 'source' already, so the file's name cannot be added under that name",
        message(csv("a,source\n1,2\n").source(true)::read));
  }

  @Test
  void tooFewLinesToSkip() throws IOException {
    assertEquals(
        "t.csv: has no 5 lines to pass over", message(csv("a,b\n1,2\n").skipRows(5)::read));
  }

  @Test
  void cellsThatDoNotFitTheSchema() throws IOException {
    var end = "; correct it, name it as missing, or change the schema";
    record Case(String cell, Kind kind, String pattern, String said) {}
    for (var c :
        List.of(
            new Case("x1", Kind.NUMBER, "", "a number"),
            new Case("8k", Kind.AMOUNT, "", "an amount such as £8,000"),
            new Case("1.5", Kind.INTEGER, "", "a whole number"),
            new Case("9007199254740993", Kind.INTEGER, "", "a whole number"),
            new Case("maybe", Kind.BOOLEAN, "", "yes or no"),
            new Case("perhaps", Kind.TERNARY, "", "yes, no or unknown"),
            new Case("31.12.2020", Kind.TIME, "", "a time like 2020-12-31"),
            new Case("31/02/2020", Kind.TIME, "dd/MM/yyyy", "a time like dd/MM/yyyy"))) {
      var csv = csv("v\n" + c.cell() + "\n").schema(Schema.of("v", c.kind(), c.pattern()));
      assertEquals(
          "t.csv:2:v: '%s' is not %s%s".formatted(c.cell(), c.said(), end), message(csv::read));
    }
  }

  @Test
  void collectKeepsEveryRowOrSaysWhy() throws IOException {
    var csv =
        csv("n,s\n1,a\nx,b\n3\n4,\"d\ne\"\n5,f,g\ny,\"h\ni\"\n7,j\n")
            .schema(Schema.of("n", Kind.NUMBER))
            .policy(Policy.COLLECT);
    for (var result : List.of(csv.readAll(), new CsvTable(csv, Run.quiet().threads(2), 9).read())) {
      assertArrayEquals(new double[] {1, 4, 7}, result);
      assertEquals(
          List.of(
              "t.csv:3:n: 'x' is not a number; correct it, name it as missing, or change the"
                  + " schema",
              "t.csv:4: the row has 1 cells, but the header has 2; is a delimiter or a quote"
                  + " missing?",
              "t.csv:7: the row has 3 cells, but the header has 2; is a delimiter or a quote too"
                  + " many?",
              "t.csv:8:n: 'y' is not a number; correct it, name it as missing, or change the"
                  + " schema"),
          result.problems().stream().map(p -> p.toString().replace(dir + "/", "")).toList());
      assertEquals("x", result.problems().getFirst().value());
      assertEquals("n", result.problems().getFirst().column());
      assertEquals(3, result.problems().getFirst().line());
    }
    assertEquals(
        "t.csv:3:n: 'x' is not a number; correct it, name it as missing, or change the schema",
        message(csv.policy(Policy.STRICT)::readAll));
  }

  private static void assertArrayEquals(double[] expected, Result result) {
    org.junit.jupiter.api.Assertions.assertArrayEquals(
        expected, result.frame().column("n", Column.Numeric.class).values());
    assertEquals(
        List.of("a", "d\ne", "j"),
        result.frame().column("s", Column.Nominal.class).levels().names());
  }

  @Test
  void collectSaysWhatABrokenQuoteCost() throws IOException {
    var csv = csv("a,b\n1,2\n3,\"4\n5,6\n").policy(Policy.COLLECT);
    var result = csv.readAll();
    assertEquals(1, result.frame().size());
    assertEquals(
        List.of(
            "t.csv:3:b: the quote that begins here is never closed; the rest of the file, from line"
                + " 3 on, was not read"),
        result.problems().stream().map(p -> p.toString().replace(dir + "/", "")).toList());
  }

  @Test
  void levelsOfLeftOutRowsAreNoLevels() throws IOException {
    var result =
        csv("s,n\nseen,1\ngone,x\nseen,2\n")
            .schema(Schema.of("n", Kind.NUMBER).with("s", Kind.NOMINAL))
            .policy(Policy.COLLECT)
            .readAll();
    assertEquals(
        List.of("seen"), result.frame().column("s", Column.Nominal.class).levels().names());
  }

  @Test
  void firstProblemOfTheFirstFileIsTheOneThatIsThrown() throws IOException {
    var a = file("a.csv", "n\n" + "1\n".repeat(100_000) + "x\n");
    var b = file("b.csv", "n\ny\n");
    var csv = Csv.of(a, b).schema(Schema.of("n", Kind.NUMBER));
    assertTrue(message(csv::read).startsWith("a.csv:100002:n: 'x'"));
  }
}
