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
}
