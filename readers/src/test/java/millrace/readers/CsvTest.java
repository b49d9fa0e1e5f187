package millrace.readers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
  @TempDir Path dir;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(dir.resolve(name), text);
  }

  private Csv csv(String text) throws IOException {
    return Csv.of(file("t.csv", text));
  }

  /** All cells of a, b, c as text, nothing missing. */
  private List<List<String>> texts(String text) throws IOException {
    var csv = csv(text).missing(List.of());
    var schema = Schema.NONE;
    for (var n : csv.maxRows(1).read().names()) schema = schema.with(n, Kind.TEXT);
    return rows(csv.schema(schema).read());
  }

  private static List<List<String>> rows(Frame f) {
    return IntStream.range(0, f.size()).mapToObj(f::cells).toList();
  }

  @Test
  void quotedDelimiters() throws IOException {
    assertEquals(
        List.of(List.of("John", "120 any st.", "Anytown, WW")),
        texts("first,address,city\nJohn,120 any st.,\"Anytown, WW\"\n"));
  }

  @Test
  void emptyAndQuotedEmpty() throws IOException {
    assertEquals(
        List.of(List.of("1", "", ""), List.of("2", "3", "4")),
        texts("a,b,c\n1,\"\",\"\"\n2,3,4\n"));
    assertEquals(
        List.of(List.of("1", "", ""), List.of("2", "3", "4")), texts("a,b,c\n1,,\n2,3,4\n"));
  }

  @Test
  void doubledQuotes() throws IOException {
    assertEquals(
        List.of(List.of("1", "ha \"ha\" ha"), List.of("3", "\"")),
        texts("a,b\n1,\"ha \"\"ha\"\" ha\"\n3,\"\"\"\"\n"));
  }

  @Test
  void json() throws IOException {
    assertEquals(
        List.of(List.of("1", "{\"type\": \"Point\", \"coordinates\": [102.0, 0.5]}")),
        texts("key,val\n1,\"{\"\"type\"\": \"\"Point\"\", \"\"coordinates\"\": [102.0, 0.5]}\"\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void lineEndsWithinAndWithoutQuotes(String end) throws IOException {
    var text = "a,b,c%n1,2,3%n\"Once upon %na time\",5,6%n7,8,9".replace("%n", end);
    var expected =
        List.of(
            List.of("1", "2", "3"),
            List.of("Once upon " + end + "a time", "5", "6"),
            List.of("7", "8", "9"));
    assertEquals(expected, texts(text));
    assertEquals(expected, texts(text + end), "with an end of the last line");
  }

  @Test
  void decimalCommas() throws IOException {
    var csv = csv("a;b;c;d\n1,5;2;x;1.000,5 €\n-,25;;y;12 €\n1e3;3;z;,5\n").delimiter(Csv.AUTO);
    var f = csv.decimal(',').schema(Schema.of("d", Kind.AMOUNT)).read();
    assertArrayEquals(new double[] {1.5, -.25, 1000}, numbers(f, "a"));
    assertArrayEquals(new double[] {2, Double.NaN, 3}, numbers(f, "b"));
    assertArrayEquals(new double[] {1000.5, 12, .5}, numbers(f, "d"));
    assertEquals("nominal", csv.read().column("a").kind(), "with a point they are words");
    var point = Schema.of("a", Kind.NUMBER, ".");
    var e = assertThrows(DataException.class, () -> csv.decimal(',').schema(point).read());
    assertTrue(e.getMessage().contains("with ',' as decimal sign it is one"), e.getMessage());
  }

  @Test
  void aDecimalCommaIsNoDelimiterIfThereIsAnother() throws IOException {
    var f = csv("1,5;2,5\n3,5;4,5\n").delimiter(Csv.AUTO).decimal(',').names("a", "b").read();
    assertArrayEquals(new double[] {2.5, 4.5}, numbers(f, "b"));
    var quoted = csv("a,b\n\"1,5\",2\n").delimiter(Csv.AUTO).decimal(',').read();
    assertArrayEquals(new double[] {1.5}, numbers(quoted, "a"));
  }

  /** A column of which a part looks like numbers, and the later cells tell that it is words. */
  @Test
  void decimalCommasOfAColumnThatIsReadTwice() throws IOException {
    var f = csv("a;b\n1,50;1\nx;2\n").delimiter(';').decimal(',').read();
    assertEquals(List.of(List.of("1,50", "1"), List.of("x", "2")), rows(f));
  }

  private static double[] numbers(Frame f, String name) {
    return f.column(name, Column.Numeric.class).values();
  }

  @Test
  void aSchemaOfColumnsThatNeedNotBeThere() throws IOException {
    var schema = Schema.of("a", Kind.TEXT).with("price", Kind.AMOUNT);
    assertThrows(DataException.class, () -> csv("a,b\n1,2\n").schema(schema).read());
    var f = csv("a,b\n1,2\n").schema(schema.optional()).read();
    assertEquals("text", f.column("a").kind());
    var lines = JsonLines.of(file("t.jsonl", "{\"a\":\"1\"}\n")).schema(schema.optional()).read();
    assertEquals("text", lines.column("a").kind());
  }

  @Test
  void quotesWithinUnquotedCellsStay() throws IOException {
    assertEquals(List.of(List.of("5\" pipe", "x")), texts("a,b\n5\" pipe,x\n"));
  }

  @Test
  void headerCellsMayBeQuoted() throws IOException {
    var f = csv("\"a,\nb\",\"c\"\"d\"\n1,2\n").read();
    assertEquals(List.of("a,\nb", "c\"d"), List.copyOf(f.names()));
  }

  @Test
  void blankLinesAreNoRows() throws IOException {
    assertEquals(
        List.of(List.of("1", "2"), List.of("3", "4")), texts("\na,b\n\n1,2\n   \n\n3,4\n\n"));
  }

  @Test
  void utf8BeyondTheBasicPlane() throws IOException {
    assertEquals(List.of(List.of("žluťoučký", "😀𝄞")), texts("a,b\nžluťoučký,😀𝄞\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
  void byteOrderMarksAreNoPartOfTheFirstName(String charset) throws IOException {
    var f = dir.resolve("bom.csv");
    Files.write(f, "\uFEFFä,b\n1,é\n".getBytes(Charset.forName(charset)));
    var read = Csv.of(f).read();
    assertEquals(List.of("ä", "b"), List.copyOf(read.names()));
    assertEquals("é", read.column("b").cell(0));
  }

  @Test
  void charset() throws IOException {
    var f = dir.resolve("latin.csv");
    Files.write(f, "a,b\n1,£é\n".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals("£é", Csv.of(f).charset(StandardCharsets.ISO_8859_1).read().column("b").cell(0));
  }

  @Test
  void gzipByContentAndInMembers() throws IOException {
    var f = dir.resolve("zipped.csv");
    var bytes = new ByteArrayOutputStream();
    for (var part : List.of("a,b\n1,x\n", "2,y\n")) {
      try (var out = new GZIPOutputStream(bytes)) {
        out.write(part.getBytes(StandardCharsets.UTF_8));
      }
    }
    Files.write(f, bytes.toByteArray());
    assertEquals(List.of(List.of("1", "x"), List.of("2", "y")), rows(Csv.of(f).read()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {"a;b\\n1,5;2!;", "a\\tb\\n1\\t2!\\t", "a|b\\n1|2!|", "a,b\\n1,2!,", "a\\n1!,"})
  void delimiterIsFound(String text, String delimiter) throws IOException {
    var real = text.replace("\\n", "\n").replace("\\t", "\t");
    var wanted = delimiter == null || delimiter.equals("\\t") ? '\t' : delimiter.charAt(0);
    assertEquals(
        csv(real).delimiter(wanted).read().fingerprint(),
        csv(real).delimiter(Csv.AUTO).read().fingerprint());
  }

  @Test
  void delimiterAndQuote() throws IOException {
    var f = csv("a;b\n'x;y';1\n").delimiter(';').quote('\'').read();
    assertEquals("x;y", f.column("a").cell(0));
  }

  /** As in the SMS spam collection: read as enclosing, these quotes would swallow lines. */
  @Test
  void quotesInTabSeparatedLinesAreCharacters() throws IOException {
    var lines = "label\ttext\nham\t\"Hello\" he said\nspam\t\"win\n\nham\tnow\" \"ok\"\n";
    for (char delimiter : new char[] {Csv.AUTO, '\t'}) {
      var f = csv(lines).delimiter(delimiter).read();
      assertEquals(
          List.of(
              List.of("ham", "\"Hello\" he said"),
              List.of("spam", "\"win"),
              List.of("ham", "now\" \"ok\"")),
          rows(f));
    }
    assertEquals(
        rows(csv(lines).delimiter('\t').read()),
        rows(csv(lines.replace("\n", "\r\n")).delimiter('\t').read()));
  }

  @Test
  void quotesThatEncloseCellsOfTabSeparatedLinesDo() throws IOException {
    var enclosed = csv("a\tb\n\"x \"\"y\"\"\"\t1\n\"two\nlines\"\t2\n").delimiter('\t').read();
    assertEquals(List.of(List.of("x \"y\"", "1"), List.of("two\nlines", "2")), rows(enclosed));
    var said = csv("a\tb\n\"x\"\t1\n").delimiter('\t').quote(Csv.NO_QUOTE).read();
    assertEquals(List.of(List.of("\"x\"", "1")), rows(said));
    var e =
        assertThrows(
            DataException.class, () -> csv("a\tb\n\"x\t1\ny\t2\t3\n").delimiter('\t').read());
    assertTrue(e.getMessage().contains("quote none"), e.getMessage());
  }

  @Test
  void commentsAndSkippedLines() throws IOException {
    var f = csv("made by hand\n# note, \"x\na,b\n1,2\n#3,4\n5,6\n").comment('#').skipRows(1).read();
    assertEquals(List.of(List.of("1", "2"), List.of("5", "6")), rows(f));
  }

  @Test
  void headers() throws IOException {
    assertEquals(List.of("c1", "c2"), List.copyOf(csv("1,2\n").header(false).read().names()));
    assertEquals(1, csv("1,2\n").header(false).read().size());
    var named = csv("1,2\n3,4\n").names("x", "y").read();
    assertEquals(List.of(List.of("1", "2"), List.of("3", "4")), rows(named));
    var renamed = csv("a,b\n3,4\n").names("x", "y").header(true).read();
    assertEquals(List.of("x", "y"), List.copyOf(renamed.names()));
    assertEquals(1, renamed.size());
    assertEquals(List.of("column1", "b"), List.copyOf(csv(",b\n3,4\n").read().names()));
  }

  @Test
  void spacesAreKeptExceptAroundNumbers() throws IOException {
    var f = csv("n,s\n 1 , x\n2,\" y \"\n").read();
    assertArrayEquals(new double[] {1, 2}, f.column("n", Column.Numeric.class).values());
    assertEquals(List.of(" x", " y "), f.column("s", Column.Nominal.class).levels().names());
    var trimmed = csv(" n , s\n 1 , x\n2, \" y,\" \n").trim(true).read();
    assertEquals(List.of("n", "s"), List.copyOf(trimmed.names()));
    assertEquals(List.of("x", "y,"), trimmed.column("s", Column.Nominal.class).levels().names());
  }

  @Test
  void levelsAreInAlphabeticalOrder() throws IOException {
    var c = csv("a\nz\nb\nz\nm\n").read().column("a", Column.Nominal.class);
    assertEquals(List.of("b", "m", "z"), c.levels().names());
    assertArrayEquals(new int[] {2, 0, 2, 1}, c.codes());
  }

  @Test
  void numbersThatTurnOutToBeNamesKeepTheirText() throws IOException {
    var f = csv("a,b\n007,1\n,2\n1e3,3\nx,4\n").read();
    assertEquals(List.of("007", "1e3", "x"), f.column("a", Column.Nominal.class).levels().names());
    assertEquals(
        List.of("007", "", "1e3", "x"),
        List.of(
            f.column("a").cell(0),
            f.column("a").cell(1),
            f.column("a").cell(2),
            f.column("a").cell(3)));
    assertArrayEquals(new double[] {1, 2, 3, 4}, f.column("b", Column.Numeric.class).values());
  }

  @Test
  void missingFirstThenNames() throws IOException {
    var f = csv("a,b\n,1\nNA,2\nx,3\n").read();
    assertEquals(List.of("x"), f.column("a", Column.Nominal.class).levels().names());
    assertEquals(2, f.column("a").missing());
  }

  @Test
  void missingTokens() throws IOException {
    var f = csv("a,b,c\n1,?,-999\n?,x,2\n,NA,3\n").missing("?", "", "-999").read();
    assertEquals(2, f.column("a").missing());
    assertEquals(List.of("NA", "x"), f.column("b", Column.Nominal.class).levels().names());
    assertEquals(1, f.column("c").missing());
    var all = new StringBuilder("a,b\n");
    for (var t : Missing.DEFAULT) all.append(t).append(",1\n");
    var defaults = csv(all.toString()).read();
    assertEquals(18, Missing.DEFAULT.size());
    assertEquals(18, defaults.column("a", Column.Numeric.class).missing());
  }

  @Test
  void severalFilesInDifferentOrder() throws IOException {
    var a = file("a.csv", "x,y\n1,p\n2,q\n");
    var b = file("b.csv", "y,x\nr,3\n");
    var f = Csv.of(a, b).source(true).read();
    assertEquals(List.of("x", "y", "source"), List.copyOf(f.names()));
    assertEquals(
        List.of(List.of("1", "p", "a.csv"), List.of("2", "q", "a.csv"), List.of("3", "r", "b.csv")),
        rows(f));
    assertEquals(f.fingerprint(), Csv.glob(dir + "/[ab].csv").source(true).read().fingerprint());
    assertEquals(f.fingerprint(), Csv.glob(dir + "/{a,b}.csv").source(true).read().fingerprint());
  }

  @Test
  void numbersInOneFileAndNamesInTheOther() throws IOException {
    var a = file("a.csv", "x\n01\n2\n\"\"\n");
    var b = file("b.csv", "x\nthree\n");
    var c = Csv.of(a, b).read().column("x", Column.Nominal.class);
    assertEquals(List.of("01", "2", "three"), c.levels().names());
    assertArrayEquals(new int[] {0, 1, -1, 2}, c.codes());
  }

  @Test
  void maxRowsCountsOverAllFiles() throws IOException {
    var a = file("a.csv", "x\n1\n2\n");
    var b = file("b.csv", "x\n3\n4\n");
    assertEquals(
        List.of(List.of("1"), List.of("2"), List.of("3")), rows(Csv.of(a, b).maxRows(3).read()));
    assertEquals(List.of(List.of("1")), rows(Csv.of(a, b).maxRows(1).read()));
    assertEquals(4, Csv.of(a, b).maxRows(9).read().size());
  }

  @Test
  void randomTablesComeBackWhateverTheStretchAndThreads() throws IOException {
    var random = new Random(7);
    var alphabet = new String[] {"a", ",", "\"", "\n", "\r\n", " ", "é", "1", "#", "😀"};
    for (int round = 0; round < 60; round++) {
      int width = 2 + random.nextInt(3);
      var expected = new ArrayList<List<String>>();
      var text = new StringBuilder("x0");
      for (int j = 1; j < width; j++) text.append(",x").append(j);
      boolean stray = round % 3 == 0;
      for (int i = 0; i < 40; i++) {
        text.append('\n');
        var row = new ArrayList<String>();
        for (int j = 0; j < width; j++) {
          var cell = new StringBuilder("v");
          for (int k = random.nextInt(6); k > 0; k--) {
            cell.append(alphabet[random.nextInt(alphabet.length)]);
          }
          var c = stray && random.nextInt(4) == 0 ? "5\" v" : cell.toString();
          row.add(c);
          boolean bare = c.equals("5\" v") || c.matches("[^,\"\n\r]*");
          text.append(j > 0 ? "," : "").append(bare ? c : '"' + c.replace("\"", "\"\"") + '"');
        }
        expected.add(row);
      }
      var schema = Schema.NONE;
      for (int j = 0; j < width; j++) schema = schema.with("x" + j, Kind.TEXT);
      var csv = Csv.of(file("r.csv", text.toString())).schema(schema);
      assertEquals(expected, rows(csv.read()), text.toString());
      for (int stretch : new int[] {7, 31, 200}) {
        var parts = new CsvTable(csv, Run.quiet().threads(2), stretch).read();
        assertEquals(expected, rows(parts.frame()), text.toString());
      }
    }
  }

  @Test
  void stretchesAgreeWithTheWholeOnInferredColumns() throws IOException {
    var random = new Random(3);
    var text = new StringBuilder("n,mixed,name,day,big\n");
    for (int i = 0; i < 500; i++) {
      text.append(random.nextInt(9) == 0 ? "" : "" + random.nextInt(1000) / 8.0)
          .append(i == 333 ? ",odd," : ",0" + i % 7 + ",")
          .append((char) ('a' + random.nextInt(5)))
          .append(",2020-01-1")
          .append(i % 10)
          .append(",90071992547409931\n");
    }
    var csv = csv(text.toString());
    var whole = csv.read(Run.quiet().threads(1));
    assertEquals(
        List.of("numeric", "nominal", "nominal", "time", "nominal"),
        whole.names().stream().map(n -> whole.column(n).kind()).toList());
    assertEquals(8, whole.column("mixed", Column.Nominal.class).levels().size());
    assertEquals("00", whole.column("mixed").cell(0));
    for (int stretch : new int[] {50, 1000, 4000}) {
      var parts = new CsvTable(csv, Run.quiet().threads(2), stretch).read().frame();
      assertEquals(whole.fingerprint(), parts.fingerprint(), "stretch " + stretch);
    }
  }

  @Test
  void progressEndsAtItsTotalAndCancelStops() throws IOException {
    var text = "a,b\n" + "12345678,abcdefgh\n".repeat(200_000);
    var csv = csv(text);
    var seen = new ArrayList<Run.Progress>();
    csv.read(Run.quiet().threads(1).listen(seen::add));
    assertTrue(seen.size() > 2, "bytes are reported on the way");
    assertEquals(text.length(), seen.getLast().total());
    assertEquals(seen.getLast().total(), seen.getLast().done());
    for (int i = 1; i < seen.size(); i++) {
      assertTrue(seen.get(i).done() >= seen.get(i - 1).done());
    }
    var run = Run.quiet().threads(2);
    assertThrows(CancellationException.class, () -> csv.read(run.listen(_ -> run.cancel())));
  }

  /** As many columns as genes, in another order in the second file. */
  @Test
  void widerThanTheParsersUsualLimit() throws IOException {
    int n = 20_000;
    var names = IntStream.range(0, n).mapToObj(j -> "gene" + j).toList();
    var cells = IntStream.range(0, n).mapToObj(Integer::toString).toList();
    var one = file("one.csv", String.join(",", names) + "\n" + String.join(",", cells) + "\n");
    var two =
        file(
            "two.csv",
            String.join(",", names.reversed()) + "\n" + String.join(",", cells.reversed()) + "\n");
    var f = Csv.of(one, two).read();
    assertEquals(names, List.copyOf(f.names()));
    assertEquals(List.of(cells, cells), rows(f));
  }

  @Test
  void optionsAreChecked() throws IOException {
    var csv = csv("a\n1\n");
    assertThrows(IllegalArgumentException.class, () -> csv.skipRows(-1));
    assertThrows(IllegalArgumentException.class, () -> csv.maxRows(0));
    assertThrows(IllegalArgumentException.class, () -> csv.quote(','));
    assertThrows(IllegalArgumentException.class, () -> csv.comment('"'));
    assertThrows(IllegalArgumentException.class, () -> csv.names("a", "a"));
    assertThrows(IllegalArgumentException.class, () -> new Csv(List.of()));
  }
}
