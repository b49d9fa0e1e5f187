package millrace.embeddings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import millrace.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that are cut short, damaged or made to harm: an answer or a message, and no more memory.
 */
class HostileVectorsTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** More than any reader of a file of a few kilobytes needs. */
  private static final long MOST_BYTES = 4 << 20;

  @TempDir Path folder;

  /** A file that cannot be read, by its detected format or by any that it is taken for. */
  private String refused(Path file, VectorFormat format) {
    var e = assertThrows(DataException.class, () -> format.read(file));
    assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
    return e.getMessage();
  }

  private Path file(byte[] bytes) {
    try {
      return Files.write(folder.resolve("v"), bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Path text(String text) {
    return file(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Says whether it can be read; anything but a DataException fails the test. */
  private static boolean reads(Path file, VectorFormat format) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    boolean good;
    try {
      format.read(file);
      good = true;
    } catch (DataException e) {
      assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
      good = false;
    }
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertTrue(bytes < MOST_BYTES, bytes + " bytes were allocated");
    return good;
  }

  @ParameterizedTest
  @EnumSource
  void everyBeginningOfAFile(VectorFormat format) throws IOException {
    format.write(VectorFormatTest.sample(), folder.resolve("w"));
    var all = Files.readAllBytes(folder.resolve("w"));
    int read = 0;
    for (int n = 0; n < all.length; n++) if (reads(file(Arrays.copyOf(all, n)), format)) read++;
    // the last line without its end, or last digits; GloVe does not say how many words there are
    int most =
        switch (format) {
          case WORD2VEC_TEXT -> 12;
          case WORD2VEC_BINARY -> 1;
          case GLOVE -> 12 * 7 + 80; // and any beginning of the first line
          case FASTTEXT, SAFETENSORS -> 0;
        };
    assertTrue(read <= most, read + " beginnings were read");
  }

  @ParameterizedTest
  @EnumSource
  void bytesThatAreOthers(VectorFormat format) throws IOException {
    var random = new Random(3);
    format.write(VectorFormatTest.sample(), folder.resolve("w"));
    var all = Files.readAllBytes(folder.resolve("w"));
    byte[] special = {0, 1, '\n', ' ', '9', '-', 127, -1, -128};
    for (int i = 0; i < 500; i++) {
      var bytes = all.clone();
      for (int k = 0; k <= random.nextInt(3); k++) {
        int at = random.nextInt(random.nextBoolean() ? bytes.length : Math.min(200, bytes.length));
        bytes[at] =
            random.nextBoolean()
                ? special[random.nextInt(special.length)]
                : (byte) (bytes[at] ^ (1 << random.nextInt(8)));
      }
      var file = file(bytes);
      reads(file, format);
      if (i % 10 > 0) continue;
      try {
        WordVectors.read(file);
      } catch (DataException e) {
        assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gensim.bin.gz", "gensim.txt.gz"})
  void damagedGzip(String name) throws IOException {
    var random = new Random(4);
    var all = Files.readAllBytes(Golden.file(name));
    for (int n = 0; n < all.length; n += 7) {
      var cut = file(Arrays.copyOf(all, n));
      assertThrows(DataException.class, () -> WordVectors.read(cut));
      var bytes = all.clone();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      var file = file(bytes);
      try {
        WordVectors.read(file);
      } catch (DataException e) {
        assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "WORD2VEC_TEXT | 2 2;a 1.25 2;b 1 | line 3: 'b' has 1 numbers, where 2 were expected",
        "WORD2VEC_TEXT | 2 2;a 1 2;b c 1 2 | line 3: number 1",
        "WORD2VEC_TEXT | 2 2;a 1 2;b 1 2 3 | line 3: 'b' has 3 numbers, where 2 were expected",
        "WORD2VEC_TEXT | 2 2;a 1 2;b 1 nan | line 3: number 2 is 'nan' among the numbers of 'b'",
        "WORD2VEC_TEXT | 2 2;a 1 2;b 1 1e39 | line 3: number 2 is '1e39'",
        "WORD2VEC_TEXT | 2 2;a 1 2;a 3 4 | word 2 is 'a', as word 1 is",
        "WORD2VEC_TEXT | 2 2;a 1.5 2; 3 4 | line 3: it is blank or begins with a space",
        "WORD2VEC_TEXT | 3 2;a 1 2;b 3 4 4 | 3 vectors of 2 numbers, but only",
        "WORD2VEC_TEXT | 3 2;a 1 2;b 3.00000 4 | it ends after 2 of 3 words",
        "WORD2VEC_TEXT | 1 2;a 1 2;b 3 4 | line 3: 1 words were expected, but more follows",
        "WORD2VEC_TEXT | 0 2;a 1 2 | 0 vectors of 2 numbers",
        "WORD2VEC_TEXT | 1 0;a | 1 vectors of 0 numbers",
        "WORD2VEC_TEXT | 999999999999999999 999999999999999999;a | only 1 bytes follow",
        "WORD2VEC_TEXT | a 1 2 | line 1 is 'a 1 2'",
        "WORD2VEC_TEXT | 99999999999999999999 1;a 1 | line 1",
        "GLOVE | a 1.25 2;b 1 | line 2: it is blank",
        "GLOVE | a 1 2;b 1 2 x | line 2: number 2 is 'x' among the numbers of 'b 1'",
        "GLOVE | a 1.25555 2;;b 1 2 | line 2: it is blank",
        "GLOVE | a b | line 1 is no word with numbers",
        "GLOVE | a 1 2;b 1 inf | line 2: number 2 is 'inf'",
        "WORD2VEC_BINARY | 2 2;a 12345678;b 1234567 | cut short",
        "WORD2VEC_BINARY | 1 2;a 12345678;b | 1 words were expected, but more follows",
        "WORD2VEC_BINARY | 2 2;a 12345678;a 12345678 | word 2 is 'a', as word 1 is",
        "WORD2VEC_BINARY | 2 2; 12345678;a 12345678 | at byte 4: word 1 of 2 is empty",
        "WORD2VEC_BINARY | 900000 2;a 12345678 | 900000 vectors of 2 numbers, but only 10 bytes",
        "FASTTEXT | 900000 2;a 12345678 | at byte 0: it does not begin as a model file",
        "SAFETENSORS | 900000 2;a 12345678 | cut short or no model file"
      })
  void whatIsWrongIsToldWithItsPlace(VectorFormat format, String content, String message) {
    var said = refused(text(content.replace(';', '\n')), format);
    assertTrue(said.contains(message), said);
  }

  @Test
  void wordsOfGloveMayHaveSpaces() {
    var v = WordVectors.read(text("the 1 2\n. . . 3 4\nat 5 5 6\nlast one 7 8"));
    assertEquals(List.of("the", ". . .", "at 5", "last one"), v.words().names());
    assertEquals(2, v.width());
  }

  @Test
  void markAndLineEndsOfWindowsAndSpacesAtTheEnd() {
    for (var s :
        new String[] {
          "\uFEFF2 2\na 1 2\nb 3 4\n", "2 2\r\na 1 2\r\nb 3 4", "2 2 \na 1 2 \nb  3  4 \n"
        }) {
      var v = WordVectors.read(text(s));
      assertEquals(List.of("a", "b"), v.words().names());
      assertEquals(4, v.values()[3]);
    }
  }

  @Test
  void bytesThatAreNoUtf8() {
    var bytes = "1 1\n? 1\n".getBytes(StandardCharsets.UTF_8);
    bytes[4] = (byte) 0xE9;
    assertTrue(
        refused(file(bytes), VectorFormat.WORD2VEC_TEXT).contains("line 2: its word is no UTF-8"));
    bytes = "1 1\n? 1234".getBytes(StandardCharsets.UTF_8);
    bytes[4] = (byte) 0xE9;
    assertTrue(
        refused(file(bytes), VectorFormat.WORD2VEC_BINARY)
            .contains("byte 4: word 1 of 1 is no UTF-8"));
  }

  @Test
  void numbersThatAreNotFinite() {
    var bytes = "1 2\na 12345678".getBytes(StandardCharsets.UTF_8);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(10, Float.NaN);
    assertTrue(refused(file(bytes), VectorFormat.WORD2VEC_BINARY).contains("at byte 10: NaN"));
  }

  @Test
  void modelsOfFastTextThatCannotBeRead() throws IOException {
    assertTrue(refused(Golden.file("classes.ftz"), VectorFormat.FASTTEXT).contains("quantised"));
    var all = Files.readAllBytes(Golden.file("ft.bin"));
    assertTrue(changed(all, 4, 11).contains("version 11"));
    assertTrue(changed(all, 8, 11).contains("10 × ") || changed(all, 8, 11).contains(" × 11"));
    assertTrue(changed(all, 8, 0).contains("width 0"));
    assertTrue(changed(all, 40, 151).contains("words and buckets"));
    assertTrue(changed(all, 64, 1 << 30).contains("entries"));
    assertTrue(changed(all, 84, 5).contains("pruned"));
    var more = Arrays.copyOf(all, all.length + 1);
    assertTrue(refused(file(more), VectorFormat.FASTTEXT).contains("more follows"));
  }

  private String changed(byte[] all, int at, int value) {
    var bytes = all.clone();
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    return refused(file(bytes), VectorFormat.FASTTEXT);
  }

  @Test
  void wordsOfFastTextThatAreNoUtf8AreEscapedAndComposedByTheirBytes() throws IOException {
    var all = Files.readAllBytes(Golden.file("ft.bin"));
    int at = new String(all, StandardCharsets.ISO_8859_1).indexOf("queen\0");
    all[at + 2] = (byte) 0xE9;
    var v = WordVectors.read(file(all));
    assertTrue(v.words().has("qu\\xe9en"));
    var others = new ArrayList<>(WordVectors.read(Golden.file("ft.bin")).words().names());
    others.replaceAll(w -> w.equals("queen") ? "qu\\xe9en" : w);
    assertEquals(others, v.words().names());
  }

  @Test
  void whatIsNoFile() {
    var none = folder.resolve("none");
    var e = assertThrows(DataException.class, () -> WordVectors.read(none));
    assertTrue(e.getMessage().contains("there is no such file"), e.getMessage());
    var e2 = assertThrows(DataException.class, () -> WordVectors.read(folder));
    assertTrue(e2.getMessage().contains("it is not a file"), e2.getMessage());
    var e3 = assertThrows(DataException.class, () -> WordVectors.read(text("")));
    assertTrue(e3.getMessage().contains("no file of vectors"), e3.getMessage());
    var e4 = assertThrows(DataException.class, () -> WordVectors.read(text("just some text\n")));
    assertTrue(e4.getMessage().contains("no file of vectors"), e4.getMessage());
  }
}
