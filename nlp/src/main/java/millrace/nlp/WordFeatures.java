package millrace.nlp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
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
 * What a word looks like, for labelling words that were never seen: beside a Tokens column {@code
 * word} it puts aligned columns {@code word_lower}, {@code word_prefix1}, {@code word_prefix2}, …,
 * {@code word_suffix1}, … and {@code word_shape}.
 *
 * <pre>{@code
 * var tagger = Steps.of(new WordFeatures()).then(new Crf().context("form_lower"));
 * }</pre>
 *
 * <p>Lower case is that of no language in particular. Prefixes and suffixes are characters (code
 * points) of the word as written; a word that has fewer gets the empty word there. The shape has
 * {@code X} for capitals, {@code x} for other letters, {@code d} for digits and each other
 * character as it is; what comes more than twice in a row stands twice: {@code McCain-2008} has the
 * shape {@code XxXxx-dd}. So capitals, digits and hyphens can be seen in it.
 *
 * <p>Learns nothing but which columns there are. O(tokens + characters of the distinct words).
 *
 * @param columns which Tokens columns; empty, the default: all
 * @param lower whether to add the word in lower case (default true)
 * @param prefix the longest prefix to add (default 3; 0 for none)
 * @param suffix the longest suffix to add (default 4; 0 for none)
 * @param shape whether to add the shape (default true)
 * @see "A. Ratnaparkhi, A maximum entropy model for part-of-speech tagging, EMNLP 1996, table 1"
 */
@About(
    value = "prefixes, suffixes, shape and lower case of words, as aligned columns",
    cite = "A. Ratnaparkhi, A maximum entropy model for part-of-speech tagging, EMNLP 1996")
public record WordFeatures(
    @Param("which columns of tokens; empty: all") List<String> columns,
    @Param("whether to add the word in lower case") boolean lower,
    @Param(value = "longest prefix to add", min = 0, max = 20) int prefix,
    @Param(value = "longest suffix to add", min = 0, max = 20) int suffix,
    @Param("whether to add the shape") boolean shape)
    implements Step<WordFeatures.Fitted> {
  public WordFeatures {
    Spec.check(WordFeatures.class, columns, lower, prefix, suffix, shape);
    columns = List.copyOf(columns);
  }

  /** Of all columns lower case, prefixes up to 3, suffixes up to 4 and the shape. */
  public WordFeatures() {
    this(List.of(), true, 3, 4, true);
  }

  public WordFeatures columns(List<String> columns) {
    return Spec.with(this, "columns", columns);
  }

  public WordFeatures columns(String... columns) {
    return columns(List.of(columns));
  }

  public WordFeatures lower(boolean lower) {
    return Spec.with(this, "lower", lower);
  }

  public WordFeatures prefix(int longest) {
    return Spec.with(this, "prefix", longest);
  }

  public WordFeatures suffix(int longest) {
    return Spec.with(this, "suffix", longest);
  }

  public WordFeatures shape(boolean shape) {
    return Spec.with(this, "shape", shape);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Tokens.class).missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var x = train.features();
    for (var c : columns) x.column(c, Column.Tokens.class);
    var chosen =
        columns.isEmpty()
            ? x.names().stream().filter(n -> x.column(n) instanceof Column.Tokens).toList()
            : columns;
    run.step("column", chosen.size(), chosen.size());
    return new Fitted(chosen, this);
  }

  /** The columns to look at, and what to add. */
  public record Fitted(List<String> columns, WordFeatures what) implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
    }

    /**
     * @throws DataException if a column is not there, not of tokens, or one to add already is
     */
    @Override
    public Frame apply(Frame frame) {
      for (var name : columns) {
        var tokens = frame.column(name, Column.Tokens.class);
        for (var e : what.features()) {
          var added = name + "_" + e.name();
          if (frame.has(added)) {
            throw new DataException("there already is a column '%s'".formatted(added));
          }
          frame = frame.with(added, map(tokens, e.of()));
        }
      }
      return frame;
    }
  }

  /** One column to add. */
  private record Feature(String name, UnaryOperator<String> of) {}

  private List<Feature> features() {
    var out = new ArrayList<Feature>();
    if (lower) out.add(new Feature("lower", w -> w.toLowerCase(Locale.ROOT)));
    for (int i = 1; i <= prefix; i++) {
      int n = i;
      out.add(new Feature("prefix" + n, w -> prefix(w, n)));
    }
    for (int i = 1; i <= suffix; i++) {
      int n = i;
      out.add(new Feature("suffix" + n, w -> suffix(w, n)));
    }
    if (shape) out.add(new Feature("shape", WordFeatures::shape));
    return out;
  }

  /** Each word replaced; only words that occur are looked at, each once. */
  private static Column.Tokens map(Column.Tokens tokens, UnaryOperator<String> feature) {
    int first = tokens.starts()[0];
    var ids = new int[tokens.starts()[tokens.size()] - first];
    var known = new int[tokens.words().size()];
    Arrays.fill(known, -1);
    Map<String, Integer> numbers = new HashMap<>();
    var names = new ArrayList<String>();
    for (int k = 0; k < ids.length; k++) {
      int word = tokens.ids()[first + k];
      if (known[word] < 0) {
        var value = feature.apply(tokens.words().name(word));
        var number = numbers.putIfAbsent(value, names.size());
        known[word] = number == null ? names.size() : number;
        if (number == null) names.add(value);
      }
      ids[k] = known[word];
    }
    var starts = tokens.starts().clone();
    for (int i = 0; i < starts.length; i++) starts[i] -= first;
    return new Column.Tokens(starts, ids, Vocabulary.of(names));
  }

  private static String prefix(String word, int n) {
    if (word.codePointCount(0, word.length()) < n) return "";
    return word.substring(0, word.offsetByCodePoints(0, n));
  }

  private static String suffix(String word, int n) {
    if (word.codePointCount(0, word.length()) < n) return "";
    return word.substring(word.offsetByCodePoints(word.length(), -n));
  }

  private static String shape(String word) {
    var out = new StringBuilder();
    int before = 0;
    int run = 0;
    for (int c : word.codePoints().toArray()) {
      int kind = kind(c);
      run = kind == before ? run + 1 : 1;
      if (run <= 2) out.appendCodePoint(kind);
      before = kind;
    }
    return out.toString();
  }

  private static int kind(int c) {
    if (Character.isUpperCase(c) || Character.isTitleCase(c)) return 'X';
    if (Character.isLetter(c)) return 'x';
    return Character.isDigit(c) ? 'd' : c;
  }
}
