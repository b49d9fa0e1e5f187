package millrace.readers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Vocabulary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArffTest {
  private static final String HEADER =
      """
      % a comment
      @RELATION 'all kinds'   % another

      @Attribute n NUMERIC
      @attribute 'a name' Real
      @attribute i integer % whole
      @attribute class{no, 'yes, it is', "it's", 50%}
      @attribute s string
      @attribute d date
      @attribute d2 date "dd/MM/yyyy HH:mm"
      @DATA
      """;

  @TempDir Path folder;

  private Arff file(String text) throws IOException {
    return Arff.of(Files.writeString(folder.resolve("d.arff"), text));
  }

  @Test
  void everyKindOfAttribute() throws IOException {
    var frame =
        file(HEADER
                + """
                1,-2.5e1, 3 ,no,hello world,2020-02-29T12:30:00,'29/02/2020 12:30' % end
                ?,?,?,?,?,?,?

                % between
                0,.5,1,'yes, it is','it\\'s \\"50%\\"\\n?',"1970-01-01","01/01/1970 00:00"
                1 2 3 50% '?' ? ?
                """)
            .target("class")
            .read();
    assertEquals(4, frame.size());
    assertEquals(Optional.of("class"), frame.targetName());
    assertEquals(List.of("n", "a name", "i", "class", "s", "d", "d2"), List.copyOf(frame.names()));
    assertArrayEquals(
        new double[] {1, Double.NaN, 0, 1}, frame.column("n", Column.Numeric.class).values());
    assertArrayEquals(
        new double[] {-25, Double.NaN, .5, 2},
        frame.column("a name", Column.Numeric.class).values());
    assertArrayEquals(
        new double[] {3, Double.NaN, 1, 3}, frame.column("i", Column.Numeric.class).values());
    var c = frame.column("class", Column.Nominal.class);
    assertEquals(Vocabulary.of("no", "yes, it is", "it's", "50%"), c.levels());
    assertArrayEquals(new int[] {0, -1, 1, 3}, c.codes());
    assertEquals(
        List.of("hello world", "", "it's \"50%\"\n?", "?"),
        frame.column("s", Column.Text.class).values());
    long leap = Instant.parse("2020-02-29T12:30:00Z").toEpochMilli();
    assertArrayEquals(
        new long[] {leap, Column.Time.MISSING, 0, Column.Time.MISSING},
        frame.column("d", Column.Time.class).millis());
    assertArrayEquals(
        new long[] {leap, Column.Time.MISSING, 0, Column.Time.MISSING},
        frame.column("d2", Column.Time.class).millis());
  }

  @Test
  void sparseRowsFillUpWithZeros() throws IOException {
    var frame = file(HEADER + "{0 7, 3 'yes, it is', 4 \"a b\"}\n{}\n{ 1 ? ,3 it's}\n").read();
    assertArrayEquals(new double[] {7, 0, 0}, frame.column("n", Column.Numeric.class).values());
    assertArrayEquals(
        new double[] {0, 0, Double.NaN}, frame.column("a name", Column.Numeric.class).values());
    assertArrayEquals(new int[] {1, 0, 2}, frame.column("class", Column.Nominal.class).codes());
    assertEquals(List.of("a b", "", ""), frame.column("s", Column.Text.class).values());
    assertArrayEquals(new long[] {0, 0, 0}, frame.column("d", Column.Time.class).millis());
  }

  @Test
  void aSingleTextAttributeKeepsItsSpaces() throws IOException {
    var frame =
        file("@relation r\n@attribute t string\n@data\nsome words here\n'quoted, too'\n").read();
    assertEquals(
        List.of("some words here", "quoted, too"), frame.column("t", Column.Text.class).values());
  }

  @Test
  void gzipCharsetAndNoRows() throws IOException {
    var gz = folder.resolve("d.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(gz))) {
      out.write("@attribute é {ä}\n@data\n ä\n".getBytes(StandardCharsets.ISO_8859_1));
    }
    var frame = Arff.of(gz).charset(StandardCharsets.ISO_8859_1).read();
    assertEquals("ä", frame.column("é").cell(0));
    assertEquals(0, file("@attribute x real\n@data\n").read().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          @attribute x real~@data~1~two                  | :4:1: 'x' is 'two', but must be a number or ?
          @attribute x real~@data~NaN                    | :3:1: 'x' is 'NaN', but must be a number or ?
          @attribute x real~@attribute y {a,b}~@data~1, c| :4:4: 'y' is 'c', but must be one of [a, b]
          @attribute x real~@attribute y {a,b}~@data~1,a,b | :4:5: the row has 3 cells, but there are 2 attributes
          @attribute x real~@attribute y {a,b}~@data~1   | :4:1: the row has 1 cells, but there are 2 attributes
          @attribute x real~@attribute y {a,b}~@data~1,,a | :4:3: the cell is empty; write ? for a missing one, or '' for an empty text
          @attribute x real~@attribute y {a,b}~@data~1,'a | :4:3: the quote ' is not closed in this line
          @attribute x real~@attribute y {a,b}~@data~1,'a'b | :4:6: ',' is due here
          @attribute x real~@attribute y {a,b}~@data~{1 a,0 1} | :4:6: attribute 0 comes after 1
          @attribute x real~@attribute y {a,b}~@data~{2 a} | :4:2: '2' is not the number of an attribute, 0 to 1
          @attribute x real~@attribute y {a,b}~@data~{0 1 | :4:5: '}' or ',' is due here
          @attribute x real~@attribute y {a,b}~@data~{0 1} 2 | :4:7: '2' is too much here
          @attribute d date~@data~1.1.2020               | :3:1: 'd' is '1.1.2020', but must be a date as 2026-01-31T12:00:00
          @attribute d date yyyy~@data~x                 | :3:1: 'd' is 'x', but must be a date as yyyy
          @attribute d date {{~@data                     | :1:14: attribute 'd': '{{' is no format of dates
          @attribute x real~@attribute 'x' real~@data    | :2:1: a second attribute has the name 'x'
          @attribute x float~@data                       | :1:14: attribute 'x' has the type 'float', not numeric, real, integer, string, date or {names}
          @attribute x relational~@data                  | :1:14: attribute 'x' is relational, a table in a cell: not read
          @attribute x {a,a}~@data                       | :1:17: attribute 'x' has the name 'a' twice
          @attribute x {a,b~@data                        | :1:18: '}' or ',' is due here
          @attribute x real number~@data                 | :1:19: 'number' is too much here
          @attribute x~@data                             | :1:13: the line ends too early
          @relation r~1,2,3                              | :2:1: '1' stands where @relation, @attribute or @data is due
          @relation r~@data                              | :2:1: no @attribute stands before @data
          @relation r~@attribute x real                  | : there is no @data in it: is it an ARFF file?
          """)
  void badLinesAreNamed(String text, String message) throws IOException {
    var reader = file(text.replace('~', '\n'));
    var e = assertThrows(DataException.class, reader::read);
    assertEquals(folder.resolve("d.arff") + message, e.getMessage());
  }

  @Test
  void aTargetThatIsNotThereIsNamed() throws IOException {
    var reader = file("@attribute x real\n@data\n1\n").target("y");
    var e = assertThrows(DataException.class, reader::read);
    assertEquals(
        folder.resolve("d.arff") + ": there is no attribute 'y' to be the target; there are [x]",
        e.getMessage());
  }
}
