package millrace.neural.models;

import java.util.ArrayList;
import java.util.TreeMap;
import millrace.data.Column;
import millrace.data.Vocabulary;

/**
 * The characters (code points) of words, each of which becomes a vector that the network learns;
 * those not seen in training share one.
 *
 * @param characters the characters seen in training
 * @param longest of longer words only this many characters are read: as many from the beginning as
 *     from the end
 */
public record CharInput(Vocabulary characters, int longest) {
  /** Of the words that occur in a column. */
  static CharInput of(Column.Tokens column, int longest) {
    var seen = new TreeMap<String, Boolean>();
    var used = new boolean[column.words().size()];
    for (int k = column.starts()[0]; k < column.starts()[column.size()]; k++)
      used[column.ids()[k]] = true;
    for (int w = 0; w < used.length; w++)
      if (used[w]) column.words().name(w).codePoints().forEach(c -> seen.put(text(c), true));
    return new CharInput(Vocabulary.of(new ArrayList<>(seen.keySet())), longest);
  }

  private static String text(int codePoint) {
    return new String(Character.toChars(codePoint));
  }

  /** How many vectors there are: one for unseen characters, and each one's. */
  int vectors() {
    return characters.size() + 1;
  }

  /** The characters of a word by the number of their vector: 0 for unseen ones. */
  int[] read(String word) {
    var all = word.codePoints().toArray();
    int n = Math.min(longest, all.length);
    var out = new int[n];
    for (int i = 0; i < n; i++) {
      int from = i < (n + 1) / 2 ? i : all.length - n + i;
      out[i] = characters.id(text(all[from])) + 1;
    }
    return out;
  }
}
