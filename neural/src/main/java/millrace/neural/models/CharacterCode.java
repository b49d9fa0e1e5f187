package millrace.neural.models;

import java.util.Arrays;
import java.util.List;

/**
 * A character (code point) an id: those of the training text, in their order, behind the end of a
 * text (0) and the unknown character (1), which stands for all others and is written as U+FFFD.
 *
 * @param characters the code points, ascending
 */
public record CharacterCode(int[] characters) implements TextCode {
  private static final int END = 0;
  private static final int UNKNOWN = 1;
  private static final int SPECIALS = 2;

  /** The characters of these texts. */
  static CharacterCode of(List<String> texts) {
    var seen = new boolean[Character.MAX_CODE_POINT + 1];
    for (var text : texts) {
      for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
        c = text.codePointAt(i);
        seen[c] = true;
      }
    }
    int n = 0;
    for (boolean s : seen) if (s) n++;
    var out = new int[n];
    for (int c = 0, i = 0; i < n; c++) if (seen[c]) out[i++] = c;
    return new CharacterCode(out);
  }

  @Override
  public int size() {
    return characters.length + SPECIALS;
  }

  @Override
  public int end() {
    return END;
  }

  @Override
  public int[] encode(String text) {
    var out = new int[text.length()];
    int n = 0;
    for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      int at = Arrays.binarySearch(characters, c);
      out[n++] = at < 0 ? UNKNOWN : at + SPECIALS;
    }
    return Arrays.copyOf(out, n);
  }

  @Override
  public Speaker speaker() {
    return new Speaker() {
      @Override
      public String add(int id) {
        if (id == END) return "";
        return id == UNKNOWN ? "\uFFFD" : Character.toString(characters[id - SPECIALS]);
      }

      @Override
      public String finish() {
        return "";
      }
    };
  }
}
