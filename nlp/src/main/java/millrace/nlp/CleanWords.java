package millrace.nlp;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.preprocess.Step;
import millrace.run.Run;

/**
 * Tidies the words of the Tokens columns, each distinct word once: lower case, without accents, of
 * more than {@code repeats} equal characters in a row only so many ({@code coooool} becomes {@code
 * coool}). Then it leaves out words that are too short, too long, or match {@code drop} as a whole.
 * For tokens that {@link Tokenize} did not make, or that need more than it does:
 *
 * <pre>{@code
 * new CleanWords().repeats(3).drop("@\\w+")   // NLTK's reduce_len and strip_handles, after TWEET
 * new CleanWords().minLength(2).maxLength(15) // gensim's simple_preprocess
 * new CleanWords().drop("[^\\w]+|\\d+")       // neither punctuation nor numbers
 * }</pre>
 *
 * @param lowercase whether words are put in lower case (default true)
 * @param stripAccents which accents are taken off (default none)
 * @param repeats how many equal characters may stand in a row; 0 (default): any number
 * @param minLength the fewest characters (code points) of a word that stays
 * @param maxLength the most characters of a word that stays; 0 (default): any number
 * @param drop a {@link Pattern}, with {@link Pattern#UNICODE_CHARACTER_CLASS}, of words to leave
 *     out; empty (default): none
 * @see "gensim 4.2, utils.simple_preprocess; NLTK 3.8, TweetTokenizer(reduce_len, strip_handles)"
 */
@About(
    value = "tidies words and leaves out unwanted ones",
    cite = "gensim simple_preprocess; NLTK TweetTokenizer(reduce_len, strip_handles)")
public record CleanWords(
    @Param("whether words are put in lower case") boolean lowercase,
    @Param("whether accents are taken off: none, unicode or ascii") Tokenize.Strip stripAccents,
    @Param(value = "how many equal characters may stand in a row; 0: any number", min = 0)
        int repeats,
    @Param(value = "the fewest characters of a word", min = 1) int minLength,
    @Param(value = "the most characters of a word; 0: any number", min = 0) int maxLength,
    @Param("words to leave out: a regular expression, or empty") String drop)
    implements Step<CleanWords.Fitted> {
  public CleanWords {
    Spec.check(CleanWords.class, lowercase, stripAccents, repeats, minLength, maxLength, drop);
    if (maxLength > 0 && minLength > maxLength)
      throw new IllegalArgumentException(
          "CleanWords minLength must be at most maxLength (%d) but is %d"
              .formatted(maxLength, minLength));
    try {
      compiled(drop);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "CleanWords drop must be a regular expression, but is '%s': %s"
              .formatted(drop, e.getMessage()),
          e);
    }
  }

  /** Lower case, and nothing else. */
  public CleanWords() {
    this(true, Tokenize.Strip.NONE, 0, 1, 0, "");
  }

  private static Pattern compiled(String pattern) {
    return Pattern.compile(pattern, Pattern.UNICODE_CHARACTER_CLASS);
  }

  public CleanWords lowercase(boolean lowercase) {
    return Spec.with(this, "lowercase", lowercase);
  }

  public CleanWords stripAccents(Tokenize.Strip stripAccents) {
    return Spec.with(this, "stripAccents", stripAccents);
  }

  public CleanWords repeats(int repeats) {
    return Spec.with(this, "repeats", repeats);
  }

  public CleanWords minLength(int minLength) {
    return Spec.with(this, "minLength", minLength);
  }

  public CleanWords maxLength(int maxLength) {
    return Spec.with(this, "maxLength", maxLength);
  }

  public CleanWords drop(String drop) {
    return Spec.with(this, "drop", drop);
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

  /** The tidied words of a column. O(tokens + distinct words × their length). */
  public Column.Tokens clean(Column.Tokens tokens) {
    var unwanted = compiled(drop).matcher("");
    return Words.map(
        tokens,
        word -> {
          var clean = accents(lowercase ? LowerCase.of(word) : word);
          if (repeats > 0) clean = shortened(clean);
          int length = clean.codePointCount(0, clean.length());
          return length < minLength
                  || (maxLength > 0 && length > maxLength)
                  || (!drop.isEmpty() && unwanted.reset(clean).matches())
              ? ""
              : clean;
        });
  }

  private String accents(String word) {
    return switch (stripAccents) {
      case NONE -> word;
      case UNICODE -> Accents.unicode(word);
      case ASCII -> Accents.ascii(word);
    };
  }

  private String shortened(String word) {
    var out = new StringBuilder(word.length());
    int last = -1;
    int same = 0;
    for (int i = 0, c; i < word.length(); i += Character.charCount(c)) {
      c = word.codePointAt(i);
      same = c == last ? same + 1 : 1;
      last = c;
      if (same <= repeats) out.appendCodePoint(c);
    }
    return out.toString();
  }

  /** Which columns to tidy, and how. */
  public record Fitted(CleanWords step, List<String> columns) implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
    }

    @Override
    public Frame apply(Frame frame) {
      return Words.rewrite(frame, columns, step::clean);
    }
  }
}
