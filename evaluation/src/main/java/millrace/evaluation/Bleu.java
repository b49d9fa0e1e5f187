package millrace.evaluation;

import java.util.List;
import java.util.regex.Pattern;

/**
 * BLEU of a corpus with one reference a row: BP · exp(mean of ln p over 1 to 4 words), where p is
 * the share of the said n-grams that are in their row's reference, each as often as there at most,
 * and BP = exp(1 − true words / said words) if fewer words are said, else 1. Of the k-th order
 * without a hit p is 1 / (2ᵏ · n-grams said). From 0 to 100.
 *
 * <p>Words are cut as by NIST's mteval-v13a: punctuation stands alone but for marks within numbers.
 */
final class Bleu {
  static final int ORDER = 4;
  private static final Pattern SYMBOL = Pattern.compile("([{-~\\[-` -&(-+:-@/])");
  private static final Pattern BEHIND = Pattern.compile("([^0-9])([.,])");
  private static final Pattern BEFORE = Pattern.compile("([.,])([^0-9])");
  private static final Pattern DASH = Pattern.compile("([0-9])(-)");

  private Bleu() {}

  static double of(List<String> truth, List<String> said) {
    var hits = new long[ORDER];
    var all = new long[ORDER];
    long trueWords = 0;
    long words = 0;
    for (int i = 0; i < truth.size(); i++) {
      var is = cut(truth.get(i));
      var was = cut(said.get(i));
      trueWords += is.size();
      words += was.size();
      for (int n = 1; n <= ORDER; n++) {
        hits[n - 1] += NGrams.common(is, was, n);
        all[n - 1] += Math.max(0, was.size() - n + 1);
      }
    }
    return score(hits, all, trueWords, words);
  }

  private static double score(long[] hits, long[] all, long trueWords, long words) {
    double logs = 0;
    double spread = 1;
    boolean any = false;
    for (int n = 0; n < ORDER; n++) {
      any |= hits[n] > 0;
      if (all[n] == 0) return 0;
      if (hits[n] == 0) spread *= 2;
      logs += Math.log(hits[n] > 0 ? (double) hits[n] / all[n] : 1 / (spread * all[n]));
    }
    if (!any) return 0;
    double brevity = words < trueWords ? Math.exp(1 - (double) trueWords / words) : 1;
    return 100 * brevity * Math.exp(logs / ORDER);
  }

  /** The words of a line. */
  static List<String> cut(String line) {
    var s = line.replace("<skipped>", "").replace("-\n", "").replace("\n", " ");
    s = s.replace("&quot;", "\"").replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">");
    s = SYMBOL.matcher(" " + s + " ").replaceAll(" $1 ");
    s = BEHIND.matcher(s).replaceAll("$1 $2 ");
    s = BEFORE.matcher(s).replaceAll(" $1 $2");
    s = DASH.matcher(s).replaceAll("$1 $2 ");
    return NGrams.words(s);
  }
}
