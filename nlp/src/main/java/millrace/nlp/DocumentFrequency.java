package millrace.nlp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.preprocess.Step;
import millrace.run.Run;

/**
 * Keeps the words of the Tokens columns that occur in neither too few nor too many training rows,
 * and of those the most frequent; all others are left out, also words that training never saw. The
 * vectorisers have these limits too: as a step it serves topic models and what reads tokens.
 *
 * <p>The limits are on the number of rows a word occurs in, however often; they themselves are
 * allowed. {@code maxFeatures} goes by the number of occurrences in all rows; of words that occur
 * equally often the first in the alphabet stay.
 *
 * @param minDf in how many rows a word must occur: a number if at least 1, below 1 a share of the
 *     rows
 * @param maxDf in how many rows it may occur: a share of the rows up to 1, above 1 a number
 * @param maxFeatures how many words to keep at most; 0: all
 * @see "scikit-learn 1.2, CountVectorizer(min_df, max_df, max_features); gensim 4.2,
 *     Dictionary.filter_extremes"
 */
@About(
    value = "keeps words that are neither too rare nor too common",
    cite = "scikit-learn CountVectorizer(min_df, max_df, max_features)")
public record DocumentFrequency(
    @Param(value = "fewest rows with the word; below 1 a share of the rows", min = 0) double minDf,
    @Param(value = "most rows with the word; up to 1 a share of the rows", min = 0) double maxDf,
    @Param(value = "how many words to keep at most; 0: all", min = 0) int maxFeatures)
    implements Step<DocumentFrequency.Fitted> {
  public DocumentFrequency {
    Spec.check(DocumentFrequency.class, minDf, maxDf, maxFeatures);
  }

  /**
   * Words of at least two rows. (scikit-learn's default keeps all, with which this would do
   * nothing; gensim's asks for five rows and allows half of them.)
   */
  public DocumentFrequency() {
    this(2, 1, 0);
  }

  public DocumentFrequency minDf(double minDf) {
    return Spec.with(this, "minDf", minDf);
  }

  public DocumentFrequency maxDf(double maxDf) {
    return Spec.with(this, "maxDf", maxDf);
  }

  public DocumentFrequency maxFeatures(int maxFeatures) {
    return Spec.with(this, "maxFeatures", maxFeatures);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Tokens.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var columns = Words.columns(train);
    var kept = new ArrayList<Kept>();
    for (int j = 0; j < columns.size(); j++) {
      run.step("column", j, columns.size());
      var name = columns.get(j);
      kept.add(new Kept(name, kept(name, train.column(name, Column.Tokens.class))));
    }
    run.step("column", columns.size(), columns.size());
    return new Fitted(kept);
  }

  private Vocabulary kept(String name, Column.Tokens tokens) {
    int words = tokens.words().size();
    var rows = new int[words]; // in how many the word occurs
    var last = new int[words]; // the last of them, counted from 1
    var times = new int[words];
    for (int row = 0; row < tokens.size(); row++) {
      for (int k = tokens.starts()[row]; k < tokens.starts()[row + 1]; k++) {
        int w = tokens.ids()[k];
        times[w]++;
        if (last[w] == row + 1) continue;
        last[w] = row + 1;
        rows[w]++;
      }
    }
    double least = Math.max(1, minDf < 1 ? minDf * tokens.size() : minDf);
    double most = maxDf <= 1 ? maxDf * tokens.size() : maxDf;
    if (least > most)
      throw new IllegalArgumentException(
          "DocumentFrequency maxDf %s allows %s of the %d rows, but minDf %s asks for %s"
              .formatted(maxDf, most, tokens.size(), minDf, least));
    var kept = IntStream.range(0, words).filter(w -> rows[w] >= least && rows[w] <= most).toArray();
    if (kept.length == 0 && tokens.ids().length > 0)
      throw new DataException(
          "column '%s': no word is in %s to %s of its %d rows; lower minDf or raise maxDf"
              .formatted(name, least, most, tokens.size()));
    var order = Comparator.comparing(tokens.words()::name);
    var chosen = Arrays.stream(kept).boxed().sorted(order).toList();
    if (maxFeatures > 0 && chosen.size() > maxFeatures)
      chosen =
          chosen.stream()
              .sorted(Comparator.<Integer>comparingInt(w -> -times[w]).thenComparing(order))
              .limit(maxFeatures)
              .sorted(order)
              .toList();
    return Vocabulary.of(chosen.stream().map(tokens.words()::name).toList());
  }

  /** The words that stay in one column, in alphabetical order. */
  public record Kept(String column, Vocabulary words) {}

  /** The words that stay in each column. */
  public record Fitted(List<Kept> kept) implements Transform {
    public Fitted {
      kept = List.copyOf(kept);
    }

    @Override
    public Frame apply(Frame frame) {
      for (var k : kept)
        frame =
            Words.rewrite(
                frame,
                List.of(k.column),
                tokens -> Words.map(tokens, word -> k.words.has(word) ? word : ""));
      return frame;
    }
  }
}
