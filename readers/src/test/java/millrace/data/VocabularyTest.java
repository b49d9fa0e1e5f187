package millrace.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VocabularyTest {
  @Test
  void distinctNamesInTheOrderOfAppearance() {
    var v = Vocabulary.of("b", "a", "b", "", "a");
    assertEquals(List.of("b", "a", ""), v.names());
    assertEquals(3, v.size());
    assertEquals("a", v.name(1));
    assertEquals(0, v.id("b"));
    assertEquals(2, v.id(""));
    assertEquals(-1, v.id("c"));
    assertTrue(v.has("a"));
    assertFalse(v.has("A"));
    assertThrows(IndexOutOfBoundsException.class, () -> v.name(3));
  }

  @Test
  void idsOfOneInTermsOfAnother() {
    assertArrayEquals(
        new int[] {2, -1, 0}, Vocabulary.of("x", "y", "z").mapTo(Vocabulary.of("z", "q", "x")));
    assertArrayEquals(new int[] {-1}, Vocabulary.of("x").mapTo(Vocabulary.empty()));
    assertArrayEquals(new int[0], Vocabulary.empty().mapTo(Vocabulary.of("x")));
  }

  @Test
  void isItsNames() {
    assertEquals(Vocabulary.of("a", "b"), Vocabulary.of(List.of("a", "b", "a")));
    assertEquals(Vocabulary.of("a", "b").hashCode(), Vocabulary.of("a", "b").hashCode());
    assertNotEquals(Vocabulary.of("a", "b"), Vocabulary.of("b", "a"));
    assertSame(Vocabulary.empty(), Vocabulary.of());
    assertEquals("[a, b]", Vocabulary.of("a", "b").toString());
    assertEquals(
        "7 names [1, 2, 3, 4, 5]…", Vocabulary.of("1", "2", "3", "4", "5", "6", "7").toString());
  }

  @Test
  void aListChangedLaterDoesNotChangeIt() {
    var names = new ArrayList<>(List.of("a"));
    var v = Vocabulary.of(names);
    names.add("b");
    assertEquals(List.of("a"), v.names());
    assertThrows(UnsupportedOperationException.class, () -> v.names().add("c"));
  }

  @Test
  void findsRangesOfCharactersAndManyNames() {
    var names = new ArrayList<String>();
    for (int i = 0; i < 5000; i++) names.add("w" + i * 7);
    names.add("Aa"); // the same hash as the next
    names.add("BB");
    for (var v :
        List.of(Vocabulary.of(names), Vocabulary.ofDistinct(names.toArray(new String[0])))) {
      for (int i = 0; i < names.size(); i++) {
        assertEquals(i, v.id(names.get(i)));
        var text = ("(" + names.get(i) + ")").toCharArray();
        assertEquals(i, v.id(text, 1, text.length - 1));
      }
      assertEquals(-1, v.id("w1"));
      assertEquals(-1, v.id("AaBB".toCharArray(), 1, 3));
      assertEquals(-1, v.id(""));
    }
    assertEquals(-1, Vocabulary.empty().id(""));
    var twice = Vocabulary.ofDistinct("a", "a");
    assertThrows(IllegalStateException.class, () -> twice.id("a"));
  }

  @Test
  void numberedNamesAreMadeWhenAskedFor() {
    var v = Vocabulary.numbered("hash", 1_000_000);
    assertEquals(1_000_000, v.size());
    assertEquals("hash999999", v.name(999_999));
    assertEquals(120, v.id("hash120"));
    assertEquals(0, v.id("hash0".toCharArray(), 0, 5));
    for (var no : List.of("hash", "hash1000000", "hash01", "hash-1", "ash1", "hash12345678901"))
      assertEquals(-1, v.id(no));
    assertEquals(Vocabulary.numbered("hash", 1_000_000), v);
    assertEquals(Vocabulary.of("x0", "x1"), Vocabulary.numbered("x", 2));
    assertEquals(Vocabulary.of("x0", "x1").hashCode(), Vocabulary.numbered("x", 2).hashCode());
    assertThrows(IndexOutOfBoundsException.class, () -> v.name(1_000_000));
  }
}
