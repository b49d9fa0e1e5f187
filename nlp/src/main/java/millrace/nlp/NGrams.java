package millrace.nlp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import millrace.data.Column;
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
 * Replaces the words of each row of the Tokens columns by all runs of {@code min} to {@code max}
 * words that stand side by side: first all of {@code min} words, from left to right, then all of
 * one more, as scikit-learn's {@code ngram_range} has it. So {@code the red car} becomes {@code
 * the}, {@code red}, {@code car}, {@code the red}, {@code red car}.
 *
 * <p>After {@code Tokenize} with {@code CHARS}, an empty joiner makes n-grams of characters. Steps
 * that leave out words, such as {@link StopWords}, come before, as in scikit-learn: words that they
 * leave out no longer separate their neighbours. O(tokens × (max - min + 1)).
 *
 * @param min the fewest words of a run
 * @param max the most words of a run; a row of fewer words has shorter runs only
 * @param joiner what stands between the words
 * @see "scikit-learn 1.2, CountVectorizer(ngram_range=...)"
 */
@About(value = "runs of words side by side", cite = "scikit-learn CountVectorizer(ngram_range)")
public record NGrams(
    @Param(value = "the fewest words of a run", min = 1, max = 100) int min,
    @Param(
            value = "the most words of a run",
            min = 1,
            max = 100,
            tune = {1, 3})
        int max,
    @Param("what stands between the words") String joiner)
    implements Step<NGrams.Fitted> {
  public NGrams {
    Spec.check(NGrams.class, min, max, joiner);
    if (min > max)
      throw new IllegalArgumentException(
          "NGrams min must be at most max (%d) but is %d".formatted(max, min));
  }

  /** Words and pairs of words, with a blank between. */
  public NGrams() {
    this(1, 2, " ");
  }

  /** Runs of {@code min} to {@code max} words, with a blank between. */
  public NGrams(int min, int max) {
    this(min, max, " ");
  }

  public NGrams min(int min) {
    return Spec.with(this, "min", min);
  }

  public NGrams max(int max) {
    return Spec.with(this, "max", max);
  }

  public NGrams joiner(String joiner) {
    return Spec.with(this, "joiner", joiner);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Tokens.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    return new Fitted(this, Words.columns(train, run));
  }

  /** The runs of words of each row. */
  public Column.Tokens grams(Column.Tokens tokens) {
    var starts = startsOf(tokens.starts());
    var ids = new int[starts[starts.length - 1]];
    int words = tokens.words().size();
    var longer = new IntPairs(); // a run of n > 1 words: that of its first n - 1, and its last
    for (int row = 0, n = 0; row + 1 < starts.length; row++) {
      var word = tokens.row(row);
      var run = word.clone(); // run[i]: the one that begins with word i
      for (int length = 1; length <= Math.min(max, word.length); length++) {
        int runs = word.length - length + 1;
        if (length > 1)
          for (int i = 0; i < runs; i++)
            run[i] = Math.addExact(words, longer.add(run[i], word[i + length - 1]));
        if (length < min) continue;
        System.arraycopy(run, 0, ids, n, runs);
        n += runs;
      }
    }
    return named(starts, ids, tokens.words(), longer);
  }

  private int[] startsOf(int[] starts) {
    var out = new int[starts.length];
    for (int row = 0; row + 1 < out.length; row++) {
      int words = starts[row + 1] - starts[row];
      int runs = 0;
      for (int length = min; length <= Math.min(max, words); length++)
        runs = Math.addExact(runs, words - length + 1);
      out[row + 1] = Math.addExact(out[row], runs);
    }
    return out;
  }

  /** Ids that count what occurs; words that contain the joiner may make two runs one. */
  private Column.Tokens named(int[] starts, int[] ids, Vocabulary words, IntPairs longer) {
    var names = new String[longer.size()];
    for (int id = 0; id < names.length; id++) {
      int first = longer.first(id); // an earlier run, which has its name
      names[id] =
          (first < words.size() ? words.name(first) : names[first - words.size()])
              + joiner
              + words.name(longer.second(id));
    }
    var map = new int[words.size() + names.length];
    Arrays.fill(map, -1);
    var index = HashMap.<String, Integer>newHashMap(names.length);
    var found = new ArrayList<String>();
    for (int k = 0; k < ids.length; k++) {
      int id = ids[k];
      if (map[id] < 0) {
        var name = id < words.size() ? words.name(id) : names[id - words.size()];
        map[id] = index.computeIfAbsent(name, _ -> found.size());
        if (map[id] == found.size()) found.add(name);
      }
      ids[k] = map[id];
    }
    return new Column.Tokens(starts, ids, Vocabulary.of(found));
  }

  /** Which columns to make runs of, and how long. */
  public record Fitted(NGrams step, List<String> columns) implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
    }

    @Override
    public Frame apply(Frame frame) {
      return Words.rewrite(frame, columns, step::grams);
    }
  }
}
