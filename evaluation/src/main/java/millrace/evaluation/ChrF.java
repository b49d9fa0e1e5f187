package millrace.evaluation;

import java.util.List;

/**
 * chrF2 of a corpus with one reference a row: F of characters' n-grams, white space left out,
 * recall weighing twice as much as precision. Precision and recall are means over 1 to 6 characters
 * of those of all rows together, where both have n-grams of that length. From 0 to 100.
 */
final class ChrF {
  private static final int ORDER = 6;
  private static final double BETA = 2;

  private ChrF() {}

  static double of(List<String> truth, List<String> said) {
    double precision = 0;
    double recall = 0;
    int orders = 0;
    var is = truth.stream().map(ChrF::cut).toList();
    var was = said.stream().map(ChrF::cut).toList();
    for (int n = 1; n <= ORDER; n++) {
      long hits = 0;
      long there = 0;
      long found = 0;
      for (int i = 0; i < is.size(); i++) {
        hits += NGrams.common(is.get(i), was.get(i), n);
        int of = Math.max(0, is.get(i).size() - n + 1);
        there += of;
        if (of > 0) found += Math.max(0, was.get(i).size() - n + 1); // else there is none to miss
      }
      if (there == 0 || found == 0) continue;
      precision += (double) hits / found;
      recall += (double) hits / there;
      orders++;
    }
    if (precision + recall == 0) return 0;
    precision /= orders;
    recall /= orders;
    return 100 * (1 + BETA * BETA) * precision * recall / (BETA * BETA * precision + recall);
  }

  private static List<Integer> cut(String line) {
    return String.join("", NGrams.words(line)).codePoints().boxed().toList();
  }
}
