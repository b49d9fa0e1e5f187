package millrace.nlp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
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
 * Leaves the words out of the Tokens columns that say little: those of a language's list and of one
 * of your own. Words are compared as they stand, and the lists are in lower case, which is what
 * {@link Tokenize} gives by default. Like the tokenizer, scikit-learn's list knows no apostrophes:
 * of {@code don't} the token {@code don} remains.
 *
 * @param language whose list; {@code ENGLISH} are scikit-learn's 318 words, the others are
 *     Snowball's lists
 * @param also further words to leave out
 * @param except words of the list that stay, such as {@code not} where it matters
 * @see "scikit-learn 1.2, CountVectorizer(stop_words='english'); Snowball's lists of stop words"
 */
@About(
    value = "leaves out words that say little",
    cite = "scikit-learn ENGLISH_STOP_WORDS; Snowball's lists of stop words")
public record StopWords(
    @Param("whose list to leave out, or NONE") Language language,
    @Param("further words to leave out") List<String> also,
    @Param("words of the list that stay") List<String> except)
    implements Step<StopWords.Fitted> {
  /** The languages of which there is a list. */
  public enum Language {
    NONE,
    DANISH,
    DUTCH,
    ENGLISH,
    FINNISH,
    FRENCH,
    GERMAN,
    HUNGARIAN,
    INDONESIAN,
    IRISH,
    ITALIAN,
    NORWEGIAN,
    PORTUGUESE,
    RUSSIAN,
    SPANISH,
    SWEDISH;

    private static final ConcurrentHashMap<Language, Set<String>> READ = new ConcurrentHashMap<>();

    /** The list, read once. */
    Set<String> words() {
      return READ.computeIfAbsent(this, Language::read);
    }

    private Set<String> read() {
      if (this == NONE) return Set.of();
      var file = "stopwords/" + name().toLowerCase(Locale.ROOT) + ".txt";
      try (var in = StopWords.class.getResourceAsStream(file)) {
        if (in == null) throw new IllegalStateException("the jar has no " + file);
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
            .lines()
            .filter(line -> !line.startsWith("#"))
            .collect(Collectors.toUnmodifiableSet());
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file, e);
      }
    }
  }

  public StopWords {
    Spec.check(StopWords.class, language, also, except);
    also = List.copyOf(also);
    except = List.copyOf(except);
  }

  /** The English list. */
  public StopWords() {
    this(Language.ENGLISH, List.of(), List.of());
  }

  public StopWords language(Language language) {
    return Spec.with(this, "language", language);
  }

  public StopWords also(List<String> also) {
    return Spec.with(this, "also", also);
  }

  public StopWords also(String... also) {
    return also(List.of(also));
  }

  public StopWords except(List<String> except) {
    return Spec.with(this, "except", except);
  }

  public StopWords except(String... except) {
    return except(List.of(except));
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Tokens.class);
  }

  /** All words that are left out, in alphabetical order. */
  public List<String> words() {
    var out = new TreeSet<>(language.words());
    except.forEach(out::remove);
    out.addAll(also);
    return List.copyOf(out);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    return new Fitted(this, Words.columns(train, run));
  }

  /** The column without these words. O(tokens). */
  public Column.Tokens without(Column.Tokens tokens) {
    var listed = language.words();
    var more = new HashSet<>(also);
    var less = new HashSet<>(except);
    return Words.map(
        tokens,
        word -> more.contains(word) || (listed.contains(word) && !less.contains(word)) ? "" : word);
  }

  /** Which columns to leave words out of, and which words. */
  public record Fitted(StopWords step, List<String> columns) implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
    }

    @Override
    public Frame apply(Frame frame) {
      return Words.rewrite(frame, columns, step::without);
    }
  }
}
