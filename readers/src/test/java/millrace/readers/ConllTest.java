package millrace.readers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConllTest {
  @TempDir Path folder;

  private Conll file(String text) throws IOException {
    return Conll.of(Files.writeString(folder.resolve("d.conll"), text));
  }

  private static List<String> rows(Frame frame, String column) {
    var out = new ArrayList<String>();
    for (int i = 0; i < frame.size(); i++) out.add(frame.column(column).cell(i));
    return out;
  }

  @Test
  void aRowIsASentenceAndAColumnALayer() throws IOException {
    var text = "\n\nHe PRP B-NP\nran VBD B-VP\n. . O\n\n\n# # O\nHe PRP B-NP";
    var frame = file(text).read();
    assertEquals(List.of("word", "pos", "chunk"), List.copyOf(frame.names()));
    var words = frame.column("word", Column.Tokens.class);
    assertArrayEquals(new int[] {0, 3, 5}, words.starts());
    assertArrayEquals(new int[] {0, 1, 2, 3, 0}, words.ids());
    assertEquals(Vocabulary.of("He", "ran", ".", "#"), words.words());
    assertEquals(List.of("PRP VBD .", "# PRP"), rows(frame, "pos"));
    assertEquals(List.of("B-NP B-VP O", "O B-NP"), rows(frame, "chunk"));
  }

  @Test
  void documentsAreNoTokensAndLinesMayEndInAnyWay() throws IOException {
    var lines =
        List.of(
            "-DOCSTART- -X- -X- O",
            "",
            "EU NNP I-NP I-ORG",
            "rejects VBZ I-VP O",
            "-DOCSTART- -X- O O",
            "Peter NNP I-NP I-PER",
            "",
            "");
    var text = String.join("\r\n", lines);
    var frame = file(text).read();
    assertEquals(List.of("word", "pos", "chunk", "ner"), List.copyOf(frame.names()));
    assertEquals(List.of("EU rejects", "Peter"), rows(frame, "word"));
    assertEquals(List.of("I-ORG O", "I-PER"), rows(frame, "ner"));
    assertEquals(List.of("Peter"), rows(file("-DOCSTART-\n\nPeter O\n").read(), "word"));
  }

  @Test
  void betweenTabsSpacesBelongToWordsButNotAroundThem() throws IOException {
    var frame = file("New York\tB-LOC\nMH17 \tO\n\nUSA\tB-LOC\n").read();
    assertEquals(
        Vocabulary.of("New York", "MH17", "USA"),
        frame.column("word", Column.Tokens.class).words());
    assertEquals(List.of("B-LOC O", "B-LOC"), rows(frame, "tag"));
  }

  @Test
  void betweenSpacesALineOfSpacesIsBlank() throws IOException {
    assertEquals(List.of("a b", "c"), rows(file("a  X\n b X\n  \nc \tX\n").read(), "word"));
  }

  @Test
  void namesAreThoseAskedForOrNumbered() throws IOException {
    assertEquals(
        List.of("c1", "c2", "c3", "c4", "c5"), List.copyOf(file("a b c d e\n").read().names()));
    assertEquals(List.of("w", "t"), List.copyOf(file("a b\n").columns("w", "t").read().names()));
    assertEquals(List.of("a b"), rows(file("a\nb\n").columns("w").read(), "w"));
  }

  @Test
  void commentsOnlyWhereSaid() throws IOException {
    var text = "# begin\nA X\n\n# end\n";
    assertEquals(List.of("A"), rows(file(text).comment("#").read(), "word"));
    assertEquals(List.of("# A", "#"), rows(file(text).read(), "word"));
  }

  /** As in the broad Twitter corpus: a word that was a space, and one with a line end in it. */
  @Test
  void aProblemConcernsItsSentenceAndNoneIsLost() throws IOException {
    var text = "a\tO\n \tO\n\nb\tO\n \n\tO\nc\tO\n\nd\tB-X\te\n\nf\tO\n\ng\t\n";
    var result = file(text).policy(Policy.COLLECT).readAll();
    assertEquals(List.of("f"), rows(result.frame(), "word"));
    var at = result.problems().stream().map(p -> p.line() + " " + p.column()).toList();
    assertEquals(List.of("2 word", "5 ", "9 ", "13 tag"), at);
    assertTrue(
        result.problems().get(1).message().endsWith("if it ends a sentence, it must be empty"));
    assertEquals(Vocabulary.of("f"), result.frame().column("word", Column.Tokens.class).words());

    result = file(text).policy(Policy.COLLECT).empty("_").readAll();
    assertEquals(List.of("a _", "f", "g"), rows(result.frame(), "word"));
    assertEquals(List.of("O O", "O", "_"), rows(result.frame(), "tag"));
    assertEquals(List.of(5L, 9L), result.problems().stream().map(Problem::line).toList());
  }

  @Test
  void allSentencesMayBeProblems() throws IOException {
    var result = file("a\t\n").policy(Policy.COLLECT).readAll();
    assertEquals(0, result.frame().size());
    assertEquals(1, result.problems().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a X~b              | :2: the line has 1 cell, but 2 are due (word, tag), between spaces: 'b'
          a X~b X Y~         | :2: the line has 3 cells, but 2 are due (word, tag), between spaces: 'b X Y'
          a^X~b^~            | :2:tag: the cell is empty; say what it stands for with empty("_"), or leave the sentence out with policy(Policy.COLLECT)
          a^X~b Y            | :2: the line has 1 cell, but 2 are due (word, tag), between tabs: 'b Y'
          a~                 | :1: there is one cell in the line, but a word and a label are due; if words without labels are meant, name the column
          ~                  | : there is no sentence in it
          -DOCSTART- O~      | : there is no sentence in it
          """)
  void badLinesAreNamed(String text, String message) throws IOException {
    var reader = file(text.replace("~", "\n").replace("^", "\t"));
    var e = assertThrows(DataException.class, reader::read);
    assertEquals(folder.resolve("d.conll") + message, e.getMessage());
  }

  @Test
  void gzipCharsetAndHostileBytes() throws IOException {
    var gz = folder.resolve("d.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(gz))) {
      out.write("Zürich B-LOC\n".getBytes(StandardCharsets.ISO_8859_1));
    }
    assertEquals(
        List.of("Zürich"), rows(Conll.of(gz).charset(StandardCharsets.ISO_8859_1).read(), "word"));
    var e = assertThrows(DataException.class, Conll.of(gz)::read);
    assertTrue(e.getMessage().contains(":1: the bytes FC 72"), e.getMessage());
    e = assertThrows(DataException.class, Conll.of("no-such-file")::read);
    assertTrue(e.getMessage().startsWith("no-such-file: there is no such file"), e.getMessage());
  }

  @Test
  void badOptionsAreNamed() {
    var reader = Conll.of("d.conll");
    var e = assertThrows(IllegalArgumentException.class, () -> reader.columns("a", "a"));
    assertEquals("Conll columns must be different names but is [a, a]", e.getMessage());
    e = assertThrows(IllegalArgumentException.class, () -> reader.empty(" "));
    assertEquals("Conll empty must be a word without spaces around it but is ' '", e.getMessage());
  }
}
