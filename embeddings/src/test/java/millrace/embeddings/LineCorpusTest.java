package millrace.embeddings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import millrace.data.DataException;
import millrace.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineCorpusTest {
  @TempDir private Path folder;

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private Path file(String name, String text) throws IOException {
    return file(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] zipped(String text) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(out)) {
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  /** Each sentence as "number: words", read in stretches of so many words. */
  private static List<String> read(Corpus corpus, int stretch) {
    var words = corpus.count(1, 0, Run.quiet());
    var out = new ArrayList<String>();
    var s = new Stretch(stretch);
    try (var reading = corpus.read(words)) {
      while (reading.next(s)) {
        int from = 0;
        for (int i = 0; i < s.sentences(); i++) {
          var line = new StringBuilder().append(s.rows[i]).append(':');
          for (; from < s.ends[i]; from++) line.append(' ').append(words.words().name(s.ids[from]));
          out.add(line.toString());
        }
        assertEquals(s.size(), from, "the last sentence of a stretch has an end");
      }
    }
    return out;
  }

  private static List<String> read(Path... files) {
    return read(Corpus.lines(files), 100);
  }

  private static String message(Path... files) {
    var e = assertThrows(DataException.class, () -> Corpus.lines(files).count(1, 0, Run.quiet()));
    return e.getMessage();
  }

  @Test
  void linesAreSentences() throws IOException {
    var want = List.of("0: a b", "2: größe 東京", "3: c");
    assertEquals(want, read(file("plain", "a b\n\ngröße \t 東京\n  c  \n")));
    assertEquals(want, read(file("crlf", "a b\r\n\r\ngröße\t東京\r\nc\r\n")));
    assertEquals(want, read(file("open", "a b\n\ngröße 東京\nc")));
    assertEquals(want, read(file("text.gz", zipped("a b\n\ngröße 東京\nc\n"))));
  }

  @Test
  void filesFollowEachOther() throws IOException {
    var one = file("one", "a\nb\n");
    var open = file("open", "c\nd");
    assertEquals(List.of("0: a", "1: b", "2: c", "3: d", "4: a", "5: b"), read(one, open, one));
  }

  @Test
  void wordsOverTheBordersOfBuffersStayWhole() throws IOException {
    var text = new StringBuilder();
    var want = new ArrayList<String>();
    for (int i = 0; text.length() < 400_000; i++) {
      var word = "ü" + "x".repeat(i % 97) + i;
      text.append(word).append('\n');
      want.add(i + ": " + word);
    }
    assertEquals(want, read(Corpus.lines(file("long", text.toString())), 1000));
    assertEquals(want, read(Corpus.lines(file("long.gz", zipped(text.toString()))), 1000));
  }

  /** Also where a character of several bytes would be cut. */
  @Test
  void veryLongWordsAreCut() throws IOException {
    int most = 1 << 16;
    assertEquals(
        List.of("0: " + "x".repeat(most) + " " + "x".repeat(70_000 - most)),
        read(file("ascii", "x".repeat(70_000))));
    var words = read(file("cjk", "東".repeat(50_000) + " a")).getFirst().substring(3).split(" ");
    assertEquals(4, words.length);
    assertEquals("東".repeat(50_000), words[0] + words[1] + words[2]);
  }

  @Test
  void stretchesCutSentences() throws IOException {
    var file = file("text", "a b c d e\nf\n\ng h\n");
    assertEquals(
        List.of("0: a b", "0: c d", "0: e", "1: f", "3: g h"), read(Corpus.lines(file), 2));
    assertEquals(List.of("0: a b c d e", "1: f", "3: g", "3: h"), read(Corpus.lines(file), 7));
  }

  @Test
  void rareWordsAreLeftOut() throws IOException {
    var corpus = Corpus.lines(file("text", "b a\na b a\nc a\n"));
    var words = corpus.count(2, 0, Run.quiet());
    assertEquals(List.of("a", "b"), List.copyOf(words.words().names()));
    assertEquals("[4, 2]", Arrays.toString(words.counts()));
    assertEquals(1, corpus.count(1, 1, Run.quiet()).words().size());
    assertThrows(DataException.class, () -> corpus.count(5, 0, Run.quiet()));
  }

  @Test
  void whatIsNoTextIsNamed() throws IOException {
    var bytes = "a\nb gr\u00f6\u00dfe\n".getBytes(StandardCharsets.ISO_8859_1);
    var message = message(file("latin1", bytes));
    assertTrue(message.contains("latin1:2: 'größe' is no UTF-8"), message);
  }

  @Test
  void damagedFilesAreNamed() throws IOException {
    var text = new StringBuilder();
    for (int i = 0; i < 20_000; i++) text.append(Integer.toString(i * 7919, 36)).append(' ');
    var whole = zipped(text.toString());
    for (int length : new int[] {5, whole.length / 2, whole.length - 4}) {
      var message = message(file("cut.gz", Arrays.copyOf(whole, length)));
      assertTrue(message.contains("cut.gz: the gzip file is cut short"), message);
    }
    whole[whole.length - 6] ^= 1; // its checksum
    var message = message(file("bad.gz", whole));
    assertTrue(message.contains("bad.gz: the gzip file is damaged"), message);
  }

  @Test
  void missingAndEmptyFilesAreNamed() throws IOException {
    var message = message(folder.resolve("nowhere"));
    assertTrue(message.contains("nowhere: there is no such file"), message);
    message = message(folder);
    assertTrue(message.contains("is no regular file"), message);
    message = message(file("empty", ""));
    assertTrue(message.contains("empty: the file is empty"), message);
    message = message(file("spaces", " \n\n"));
    assertTrue(message.contains("no words"), message);
    message = message();
    assertTrue(message.contains("needs a file"), message);
  }
}
