package millrace.embeddings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import millrace.data.Vocabulary;
import org.junit.jupiter.api.Test;

class PiecesTest {
  @Test
  void rowsAreTheWordAndItsBuckets() {
    var hash = new SubwordHash(2, 3, 40);
    var words = Vocabulary.of("ananas", "banana", "a", "been", "seen", "of");
    var pieces = Pieces.of(words, hash);
    for (int w = 0; w < words.size(); w++) {
      var want = hash.of(words.name(w));
      int from = pieces.starts()[w];
      assertEquals(w, pieces.rows()[from]);
      assertEquals(want.length, pieces.starts()[w + 1] - from - 1);
      for (int k = 0; k < want.length; k++)
        assertEquals(want[k], pieces.kept()[pieces.rows()[from + 1 + k] - words.size()]);
    }
    assertEquals(1 + hash.of("ananas").length, pieces.most());
  }

  @Test
  void withoutPiecesEachWordHasItsRow() {
    var pieces = Pieces.of(Vocabulary.of("a", "b"), new SubwordHash(1, 0, 5));
    assertArrayEquals(new int[] {0, 1}, pieces.rows());
    assertEquals(0, pieces.kept().length);
  }
}
