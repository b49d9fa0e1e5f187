package millrace.neural.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

class TextCodeTest {
  private static final List<String> TEXTS = List.of("banana 😀", "bä", "");

  @Test
  void charactersInTheirOrder() {
    var code = CharacterCode.of(TEXTS);
    assertArrayEquals(new int[] {' ', 'a', 'b', 'n', 'ä', 0x1F600}, code.characters());
    assertEquals(8, code.size());
    assertArrayEquals(new int[] {4, 3, 7, 1, 2}, code.encode("ba😀z "));
    assertEquals("ba😀\uFFFD ", code.decode(4, 3, 7, 1, 2, code.end()));
    assertEquals(0, code.encode("").length);
  }

  @Test
  void piecesSpellEveryText() {
    var code = PieceCode.of(List.of("banana banana"), 259, Run.seeded(1));
    assertEquals(259, code.size());
    assertEquals(258, code.end());
    for (var text : List.of("banana", "never seen: ☃ 😀", ""))
      assertEquals(text, code.decode(code.encode(text)));
    assertEquals("", code.decode(code.end()));
    var speaker = code.speaker();
    var said = new StringBuilder();
    for (int id : code.encode("☃")) said.append(speaker.add(id).length()).append(' ');
    assertEquals("0 0 1 ", said + speaker.finish(), "whole characters only");
  }
}
