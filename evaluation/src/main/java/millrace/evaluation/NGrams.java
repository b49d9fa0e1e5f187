package millrace.evaluation;

import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;

/** Stretches of n neighbours, which scores of texts count. */
final class NGrams {
  private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

  private NGrams() {}

  /** How many n-grams two sequences share, each as often as in the one that has it more rarely. */
  static <T> int common(List<T> a, List<T> b, int n) {
    var left = new HashMap<List<T>, Integer>();
    for (int i = 0; i + n <= a.size(); i++) left.merge(a.subList(i, i + n), 1, Integer::sum);
    int hits = 0;
    for (int i = 0; i + n <= b.size(); i++) {
      var gram = b.subList(i, i + n);
      int rest = left.getOrDefault(gram, 0);
      if (rest == 0) continue;
      left.put(gram, rest - 1);
      hits++;
    }
    return hits;
  }

  /** What stands between white space. */
  static List<String> words(String line) {
    return SPACE.splitAsStream(line).filter(w -> !w.isEmpty()).toList();
  }
}
