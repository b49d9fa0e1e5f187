package millrace.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.learn.Prediction.Texts;

/**
 * How well texts are answered by texts. The truth is a Text column, or a Tokens column, whose words
 * then have a blank between them. Missing truth counts as an empty text. O(characters).
 *
 * @see "K. Papineni et al., BLEU: a method for automatic evaluation of machine translation, ACL
 *     2002"
 * @see "M. Post, A call for clarity in reporting BLEU scores, WMT 2018 (sacreBLEU)"
 * @see "M. Popovic, chrF: character n-gram F-score for automatic MT evaluation, WMT 2015"
 */
public enum TextMatch implements Metric<Texts> {
  /** The share of rows whose text is the true one, character by character. */
  EXACT_MATCH {
    @Override
    double of(List<String> truth, List<String> said) {
      int right = 0;
      for (int i = 0; i < truth.size(); i++) if (truth.get(i).equals(said.get(i))) right++;
      return right / (double) truth.size();
    }
  },
  /**
   * BLEU of all rows together, from 0 to 100, as sacreBLEU's default has it: words as mteval-v13a
   * cuts them, n-grams of 1 to 4, the brevity penalty, exponential smoothing.
   */
  BLEU {
    @Override
    double of(List<String> truth, List<String> said) {
      return Bleu.of(truth, said);
    }
  },
  /**
   * chrF2 of all rows together, from 0 to 100, as sacreBLEU's default has it: n-grams of 1 to 6
   * characters without white space, recall twice as important as precision. For short texts and
   * rich grammars it says more than BLEU.
   */
  CHRF {
    @Override
    double of(List<String> truth, List<String> said) {
      return ChrF.of(truth, said);
    }
  };

  abstract double of(List<String> truth, List<String> said);

  @Override
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean higherIsBetter() {
    return true;
  }

  /**
   * @throws DataException if the truth is neither text nor tokens, has another number of rows, or
   *     none
   */
  @Override
  public double score(Column truth, Texts predicted) {
    var texts =
        switch (truth) {
          case Column.Text t -> t.values();
          case Column.Tokens t -> {
            var out = new ArrayList<String>();
            for (int i = 0; i < t.size(); i++) out.add(t.cell(i));
            yield out;
          }
          default -> throw new DataException("texts are not scored against " + truth.kind());
        };
    if (texts.size() != predicted.size()) {
      throw new DataException(
          "there are %d rows but %d predictions".formatted(texts.size(), predicted.size()));
    }
    if (texts.isEmpty()) throw new DataException("there is no row to score");
    return of(texts, predicted.answers().values());
  }
}
