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
 * Cuts text into words: every Text column becomes a Tokens column of the same name. An empty text
 * becomes a row without tokens. Learns nothing but which columns there are.
 *
 * <p>As in scikit-learn, a text is first put in lower case, then loses its accents, and then is
 * cut. Lower case is Unicode's full mapping, as Python's {@code str.lower}.
 *
 * <p>The default pattern finds words of at least two letters, numbers or underscores. In it, and in
 * {@code \w+}, {@code \w\w+} and {@code \w{n,}} with or without {@code \b} around and {@code (?u)}
 * before, {@code \w} means what it means in Python: a letter, a number of any kind or the
 * underscore. Any other pattern is one of {@link Pattern}, compiled with {@link
 * Pattern#UNICODE_CHARACTER_CLASS}, where {@code \w} takes combining marks in and leaves out
 * numbers such as ½. If the pattern has a group, that group's text is the token; of more than one
 * group scikit-learn and we want none. A find of no characters is no token (scikit-learn makes
 * one).
 *
 * <p>Cost: one pass over the characters, on the run's threads when trained.
 *
 * @param tokenizer how a text is cut (default {@link Kind#REGEX})
 * @param pattern what a word is for {@link Kind#REGEX}; other tokenizers do not read it
 * @param lowercase whether all is put in lower case first (default true)
 * @param stripAccents which accents are taken off (default none)
 * @see "scikit-learn 1.2, sklearn.feature_extraction.text.CountVectorizer"
 * @see "Unicode Standard Annex 29, Unicode Text Segmentation; NLTK 3.8, TweetTokenizer"
 */
@About(
    value = "cuts text into words",
    cite = "scikit-learn CountVectorizer (its tokenizer); Unicode Standard Annex 29")
public record Tokenize(
    @Param("how a text is cut") Kind tokenizer,
    @Param("the regular expression of a word, for the tokenizer regex") String pattern,
    @Param("whether text is put in lower case first") boolean lowercase,
    @Param("whether accents are taken off: none, unicode or ascii") Strip stripAccents)
    implements Step<Tokenize.Fitted> {
  /** Scikit-learn's words: of at least two letters, numbers or underscores. */
  public static final String WORDS = "(?u)\\b\\w\\w+\\b";

  /** How a text is cut. */
  public enum Kind {
    /** By a regular expression. */
    REGEX,
    /**
     * Words, numbers, ideographs and emoji as Unicode's annex 29 delimits them, through Lucene:
     * {@code can't} and {@code 3.14} are one, {@code state-of-the-art} is four; no punctuation.
     */
    UNICODE,
    /**
     * As NLTK's TweetTokenizer: {@code @handles}, {@code #hashtags}, addresses, emoticons, emoji
     * and punctuation marks are tokens too.
     */
    TWEET,
    /** Every code point, white space too; of white space in a row one. */
    CHARS
  }

  /** Which accents are taken off. */
  public enum Strip {
    /** None. */
    NONE,
    /** Compatibility decomposition (NFKD) without the combining marks: é becomes e. */
    UNICODE,
    /** As {@link #UNICODE}, and whatever is not ASCII then is left out. */
    ASCII
  }

  public Tokenize {
    Spec.check(Tokenize.class, tokenizer, pattern, lowercase, stripAccents);
    check(pattern);
  }

  /** Words of at least two letters or digits, in lower case. */
  public Tokenize() {
    this(Kind.REGEX, WORDS, true, Strip.NONE);
  }

  private static void check(String pattern) {
    int groups;
    try {
      groups = compiled(pattern).matcher("").groupCount();
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "Tokenize pattern must be a regular expression, but is '%s': %s"
              .formatted(pattern, e.getMessage()),
          e);
    }
    if (groups > 1) {
      throw new IllegalArgumentException(
          "Tokenize pattern must have at most one group, but '%s' has %d: write (?:…) for the others"
              .formatted(pattern, groups));
    }
  }

  private static Pattern compiled(String pattern) {
    return Pattern.compile(pattern, Pattern.UNICODE_CHARACTER_CLASS);
  }

  public Tokenize tokenizer(Kind tokenizer) {
    return Spec.with(this, "tokenizer", tokenizer);
  }

  public Tokenize pattern(String pattern) {
    return Spec.with(this, "pattern", pattern);
  }

  public Tokenize lowercase(boolean lowercase) {
    return Spec.with(this, "lowercase", lowercase);
  }

  public Tokenize stripAccents(Strip stripAccents) {
    return Spec.with(this, "stripAccents", stripAccents);
  }

  /** The one place that knows which option is which tokenizer. */
  private Tokenizer cutter() {
    return switch (tokenizer) {
      case REGEX -> {
        int least = WordScanner.leastOf(pattern);
        yield least > 0 ? new WordScanner(least) : new RegexTokenizer(compiled(pattern));
      }
      case UNICODE -> new UnicodeWords();
      case TWEET -> new Tweets();
      case CHARS -> new CodePoints();
    };
  }

  /**
   * The words of each text; the vocabulary is in the order of first appearance, whatever the number
   * of threads.
   */
  public Column.Tokens tokens(Column.Text text, Run run) {
    return Interning.tokens(text.values(), run, () -> new TextReader(this, cutter()));
  }

  /** A text in lower case and without accents, as these options want it. */
  String prepared(String text) {
    var t = lowercase ? LowerCase.of(text) : text;
    return switch (stripAccents) {
      case NONE -> t;
      case UNICODE -> Accents.unicode(t);
      case ASCII -> Accents.ascii(t);
    };
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Text.class).missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var x = train.features();
    var columns = x.names().stream().filter(n -> x.column(n) instanceof Column.Text).toList();
    run.step("column", columns.size(), columns.size());
    return new Fitted(columns, this);
  }

  @Override
  public Prepared<Fitted> prepare(Frame train, Run run) {
    var fitted = fit(train, run);
    return new Prepared<>(fitted, fitted.apply(train, run));
  }

  /** The columns to cut, and how. */
  public record Fitted(List<String> columns, Tokenize how) implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
    }

    @Override
    public Frame apply(Frame frame) {
      return apply(frame, Run.quiet().threads(1));
    }

    @Override
    public Frame apply(Frame frame, Run run) {
      for (var n : columns) {
        frame = frame.with(n, how.tokens(frame.column(n, Column.Text.class), run));
      }
      return frame;
    }
  }
}
