package millrace.nlp.subwords;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import millrace.data.DataException;
import millrace.data.Vocabulary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordPieceTest {
  private static final Vocabulary PIECES =
      Vocabulary.of(
          "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "un", "##aff", "##able", "aff", "able", "a",
          "b", "c", "##a", "##b", "##c", "e", ".", "!", "中", "文", "😀", "##😀");

  private static final WordPiece BERT = WordPiece.of(PIECES, true);

  @TempDir Path dir;

  private static List<String> pieces(WordPiece bert, String text) {
    var out = new ArrayList<String>();
    for (int id : bert.encode(text)) out.add(bert.piece(id));
    return out;
  }

  /** The example of BERT's own tests, and others by hand. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          unaffable     | un ##aff ##able
          UNAFFÁBLE     | un ##aff ##able
          unwanted      | [UNK]
          affunable     | [UNK]
          abc cab       | a ##b ##c c ##a ##b
          a.b!!         | a . b ! !
          a中文b        | a 中 文 b
          É             | e
          E\u0301e      | e [UNK]
          a😀😀         | a ##😀 ##😀
          [CLS]         | [UNK] [UNK] [UNK]
          """)
  void cuts(String text, String pieces) {
    var due = pieces.replace("E\\u0301e", "").split(" ");
    var read = text.replace("\\u0301", "\u0301");
    if (read.equals("E\u0301e")) due = new String[] {"[UNK]"};
    assertEquals(List.of(due), pieces(BERT, read));
  }

  @Test
  void cased() {
    var cased = WordPiece.of(PIECES, false);
    assertEquals(List.of("[UNK]", "a"), pieces(cased, "A a"));
    assertEquals(List.of("[UNK]"), pieces(cased, "é"));
  }

  @Test
  void specialTokensOnlyWhenAsked() {
    assertArrayEquals(new int[] {10, 4, 11}, BERT.encode("a [MASK]b", true));
    assertEquals(7, BERT.encode("a [mask]").length + BERT.encode("a[MASK]").length - 1);
    assertEquals("a b", BERT.decode(2, 10, 4, 11, 3));
    assertEquals("[CLS] a [MASK] b [SEP]", BERT.decode(new int[] {2, 10, 4, 11, 3}, true));
    assertEquals("a [UNK] b.", BERT.decode(10, 1, 11, 17));
  }

  /** Words of up to 100 characters are cut, characters beyond 16 bits counting one. */
  @Test
  void longWords() {
    assertEquals(100, BERT.encode("a".repeat(100)).length);
    assertArrayEquals(new int[] {1}, BERT.encode("a".repeat(101)));
    assertEquals(100, BERT.encode("😀".repeat(100)).length);
    assertArrayEquals(new int[] {1, 10}, BERT.encode("😀".repeat(101) + " a"));
    assertArrayEquals(new int[] {1}, BERT.encode("a".repeat(1_000_000)));
  }

  @Test
  void whatAModelGets() {
    var one = BERT.input("a b", 10);
    assertArrayEquals(new int[] {2, 10, 11, 3}, one.ids());
    assertArrayEquals(new int[4], one.segments());
    assertArrayEquals(new int[] {2, 10, 3}, BERT.input("a b", 3).ids());
    assertArrayEquals(new int[] {2, 3}, BERT.input("a b", 2).ids());
    var two = BERT.input("a b", "c", 10);
    assertArrayEquals(new int[] {2, 10, 11, 3, 12, 3}, two.ids());
    assertArrayEquals(new int[] {0, 0, 0, 0, 1, 1}, two.segments());
    assertThrows(IllegalArgumentException.class, () -> BERT.input("a", 1));
    assertThrows(IllegalArgumentException.class, () -> BERT.input("a", "b", 2));
  }

  /** BERT's _truncate_seq_pair: one after the other off the longer, the second if equal. */
  @Test
  void truncationOfTwo() {
    for (int a = 0; a < 7; a++)
      for (int b = 0; b < 7; b++)
        for (int most = 3; most < 17; most++) {
          int x = a;
          int y = b;
          while (x + y > most - 3)
            if (x > y) x--;
            else y--;
          var input = BERT.input("a ".repeat(a), "b ".repeat(b), most);
          var due = "[CLS]" + " a".repeat(x) + " [SEP]" + " b".repeat(y) + " [SEP]";
          assertEquals(due, BERT.decode(input.ids(), true));
        }
  }

  @Test
  void filesComeBack() throws Exception {
    var file = dir.resolve("vocab.txt");
    BERT.write(file);
    assertEquals(PIECES.size(), Files.readAllLines(file).size());
    assertEquals(PIECES, WordPiece.read(file, true).pieces());
    assertEquals(BERT.specials(), WordPiece.read(file, true).specials());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [UNK];[CLS];[SEP];a;a | vocab.txt:5: the piece 'a' is there twice, in line 4 too
          [UNK];[CLS];;[SEP]    | vocab.txt:3: an empty line
          [UNK];[CLS]           | the piece [SEP] is missing
          """)
  void badFiles(String lines, String message) throws Exception {
    var file = Files.writeString(dir.resolve("vocab.txt"), lines.replace(';', '\n'));
    var e = assertThrows(DataException.class, () -> WordPiece.read(file, true));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }
}
