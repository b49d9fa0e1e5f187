package millrace.trainers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which features are present at each place: a word, or two neighbouring words, of one column at one
 * distance. Only what occurred often enough in training is a feature.
 */
final class CrfFeatures {
  private CrfFeatures() {}

  /**
   * The templates of each column's window, with the features that occur at least {@code minCount}
   * times.
   */
  static List<Crf.Template> learn(
      Sentences x, List<Integer> unseen, int[] windows, boolean pairs, int minCount) {
    var out = new ArrayList<Crf.Template>();
    int features = 0;
    for (int c = 0; c < x.words().size(); c++) {
      int window = windows[c];
      for (int pair = 0; pair <= (pairs ? 1 : 0); pair++) {
        int last = pair == 1 ? Math.min(0, window - 1) : window;
        int firstOffset = pair == 1 ? Math.max(-1, -window) : -window;
        for (int offset = firstOffset; offset <= last; offset++) {
          var open = new Crf.Template(c, offset, pair == 1, features, new long[0]);
          var keys = frequent(open, x, unseen.get(c), minCount);
          out.add(new Crf.Template(c, offset, pair == 1, features, keys));
          features = Math.addExact(features, keys.length);
        }
      }
    }
    return List.copyOf(out);
  }

  private static long[] frequent(Crf.Template open, Sentences x, int unseen, int minCount) {
    var all = new long[x.places()];
    int n = 0;
    for (int i = 0; i < x.size(); i++) {
      for (int k = x.starts()[i]; k < x.starts()[i + 1]; k++) {
        long key =
            open.key(x.words().get(open.column()), unseen, k, x.starts()[i], x.starts()[i + 1]);
        if (key >= 0) all[n++] = key;
      }
    }
    Arrays.sort(all, 0, n);
    int kept = 0;
    for (int from = 0; from < n; ) {
      int to = from;
      while (to < n && all[to] == all[from]) to++;
      if (to - from >= minCount) all[kept++] = all[from];
      from = to;
    }
    return Arrays.copyOf(all, kept);
  }

  /** The features present, {@code templates.size()} places for each place; -1 for none. */
  static int[] present(Sentences x, List<Crf.Template> templates, List<Integer> unseen) {
    int m = templates.size();
    var out = new int[Math.multiplyExact(x.places(), m)];
    for (int t = 0; t < m; t++) {
      var template = templates.get(t);
      var words = x.words().get(template.column());
      int none = unseen.get(template.column());
      for (int i = 0; i < x.size(); i++) {
        int from = x.starts()[i];
        int to = x.starts()[i + 1];
        for (int k = from; k < to; k++) out[k * m + t] = template.at(words, none, k, from, to);
      }
    }
    return out;
  }
}
