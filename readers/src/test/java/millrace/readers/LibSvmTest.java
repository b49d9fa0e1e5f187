package millrace.readers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

class LibSvmTest {
  @TempDir Path folder;

  private LibSvm file(String text) throws IOException {
    return LibSvm.of(Files.writeString(folder.resolve("d.svm"), text));
  }

  @Test
  void rowsBecomeASparseColumnAndATarget() throws IOException {
    var frame = file("# made by hand\n1.5 1:0.5 3:-2e1 # first\n\n-2 qid:7 2:1\r\n+3\n").read();
    assertEquals(Optional.of("label"), frame.targetName());
    assertArrayEquals(
        new double[] {1.5, -2, 3}, frame.column("label", Column.Numeric.class).values());
    var x = frame.column("x", Column.Sparse.class);
    assertArrayEquals(new int[] {0, 2, 3, 3}, x.starts());
    assertArrayEquals(new int[] {0, 2, 1}, x.index());
    assertArrayEquals(new double[] {0.5, -20, 1}, x.value());
    assertEquals(Vocabulary.of("1", "2", "3"), x.features());
    assertEquals("1:0.5 3:-20", x.cell(0));
  }

  @Test
  void indicesFromZeroAndAGivenWidth() throws IOException {
    var x = file("1 0:5 2:6\n").zeroBased(true).width(5).read().column("x", Column.Sparse.class);
    assertArrayEquals(new int[] {0, 2}, x.index());
    assertEquals(Vocabulary.of("0", "1", "2", "3", "4"), x.features());
  }

  @Test
  void nominalLabelsAreNamesOfWhichNumbersStandInOrder() throws IOException {
    var frame = file("+1 1:1\n-1 1:1\n1 1:1\n10 1:2\n2.0 1:1\n").nominal(true).target("y").read();
    var y = frame.column("y", Column.Nominal.class);
    assertEquals(Vocabulary.of("-1", "1", "2", "10"), y.levels());
    assertArrayEquals(new int[] {1, 0, 1, 3, 2}, y.codes());
    var words = file("spam 1:1\nham 1:1\n").nominal(true).read();
    assertEquals(
        Vocabulary.of("ham", "spam"), words.column("label", Column.Nominal.class).levels());
  }

  @Test
  void gzipIsRecognised() throws IOException {
    var gz = folder.resolve("d.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(gz))) {
      out.write("1 2:3\n".getBytes(StandardCharsets.US_ASCII));
    }
    assertEquals("2:3", LibSvm.of(gz).read().column("x").cell(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 1:1~1 2:1 2:2       | :2: index 2 comes after 2: indices must rise within a row
          1 3:1 2:1             | :1: index 2 comes after 3: indices must rise within a row
          1 0:1                 | :1: the index is 0, but the first is 1; if the file counts from 0, say zeroBased(true)
          1 -1:1                | :1: the index -1 is negative
          1 1.5:1               | :1: the index '1.5' is not a whole number
          1 a:1                 | :1: the index 'a' is not a whole number
          1 99999999999:1       | :1: the index '99999999999' is not a whole number
          1 2000000000:1        | :1: the index 2000000000 is beyond 16777216; if that is meant, say the width
          1 1:x                 | :1: the value in '1:x' is not a finite number
          1 1:                  | :1: the value in '1:' is not a finite number
          1 1:nan               | :1: the value in '1:nan' is not a finite number
          1 1:1e999             | :1: the value in '1:1e999' is not a finite number
          1 5                   | :1: '5' is not index:value
          1:1 2:1               | :1: the row begins with '1:1', but a label is due first
          1,2 1:1               | :1: the label '1,2' names several; one is due
          ham 1:1               | :1: the label 'ham' is not a number; if labels are names, say nominal(true)
          1 1:1 qid:3           | :1: the index 'qid' is not a whole number
          # nothing             | : there is no row in it
          """)
  void badLinesAreNamed(String text, String message) throws IOException {
    var reader = file(text.replace("~", "\n") + "\n");
    var e = assertThrows(DataException.class, reader::read);
    assertEquals(folder.resolve("d.svm") + message, e.getMessage());
  }

  @Test
  void whatIsBeyondTheWidthIsRefused() throws IOException {
    var reader = file("1 1:1 4:1\n").width(3);
    var e = assertThrows(DataException.class, reader::read);
    assertEquals(
        folder.resolve("d.svm") + ":1: the index 4 is beyond the width of 3", e.getMessage());
  }

  @Test
  void badOptionsAreNamed() {
    var reader = LibSvm.of("d.svm");
    var e = assertThrows(IllegalArgumentException.class, () -> reader.width(-1));
    assertEquals("LibSvm width must not be negative but is -1", e.getMessage());
    e = assertThrows(IllegalArgumentException.class, () -> reader.target("x"));
    assertEquals("LibSvm target must be a name other than 'x' but is 'x'", e.getMessage());
    assertEquals(
        List.of(true, true, 3, "t"),
        List.of(
            reader.zeroBased(true).zeroBased(),
            reader.nominal(true).nominal(),
            reader.width(3).width(),
            reader.target("t").target()));
  }
}
