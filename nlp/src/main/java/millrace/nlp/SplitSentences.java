package millrace.nlp;

import java.text.BreakIterator;
import java.util.Arrays;
import java.util.IllformedLocaleException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
 * Finds the sentences of texts: every Text column {@code x} gets a Spans column {@code x_sentences}
 * beside it, with a span labelled {@code sentence} for each, without the white space around it. An
 * empty text has none. To train on sentences, {@link #explode} makes one row of each.
 *
 * <p>{@code OPENNLP} is OpenNLP's model of English, learned from the UD English Web Treebank;
 * {@code JDK} are the rules of {@link BreakIterator}, which know no abbreviations, for any language
 * the JDK has. {@code Annotate} finds sentences too, with what is in them. Nothing is learned but
 * which columns there are.
 *
 * @param splitter who finds them
 * @param language the language as a BCP 47 tag, for {@code JDK}; {@code OPENNLP} is for English
 * @see "Apache OpenNLP 2.5, SentenceDetectorME; Unicode Standard Annex 29, sentence boundaries"
 */
@About(
    value = "where the sentences of texts are",
    cite = "Apache OpenNLP SentenceDetectorME; Unicode Standard Annex 29",
    engine = "OpenNLP")
public record SplitSentences(
    @Param("who finds them") Splitter splitter,
    @Param("the language as a BCP 47 tag such as de, for the splitter jdk") String language)
    implements Step<SplitSentences.Fitted> {
  /** So many texts are one piece of work. */
  private static final int BLOCK = 256;

  private static final Vocabulary LABEL = Vocabulary.of("sentence");

  /** Who finds the sentences. */
  public enum Splitter {
    /** OpenNLP's model of English. */
    OPENNLP,
    /** The JDK's rules for a language. */
    JDK
  }

  public SplitSentences {
    Spec.check(SplitSentences.class, splitter, language);
    try {
      new Locale.Builder().setLanguageTag(language);
    } catch (IllformedLocaleException e) {
      throw new IllegalArgumentException(
          "SplitSentences language must be a BCP 47 tag such as de or pt-BR, but is '%s'"
              .formatted(language),
          e);
    }
  }

  /** English, by OpenNLP's model. */
  public SplitSentences() {
    this(Splitter.OPENNLP, "en");
  }

  public SplitSentences splitter(Splitter splitter) {
    return Spec.with(this, "splitter", splitter);
  }

  public SplitSentences language(String language) {
    return Spec.with(this, "language", language);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Text.class).missingAllowed();
  }

  /**
   * @throws IllegalArgumentException if OpenNLP is asked for another language than English
   * @throws DataException if the name of a new column is taken
   */
  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    if (splitter == Splitter.OPENNLP && !Locale.forLanguageTag(language).getLanguage().equals("en"))
      throw new IllegalArgumentException(
          "SplitSentences language is '%s', but OpenNLP's model is for English: use splitter(JDK)"
              .formatted(language));
    var x = train.features();
    var columns = x.names().stream().filter(n -> x.column(n) instanceof Column.Text).toList();
    var fitted = new Fitted(this, columns);
    fitted.apply(train.head(1)); // names that are taken shall be found here
    run.step("column", columns.size(), columns.size());
    return fitted;
  }

  @Override
  public Prepared<Fitted> prepare(Frame train, Run run) {
    var fitted = fit(train, run);
    return new Prepared<>(fitted, fitted.apply(train, run.silent()));
  }

  /** The sentences of each text. Texts are shared by the run's threads. O(characters). */
  public Column.Spans sentences(Column.Text text, Run run) {
    int n = text.size();
    var found =
        run.map(
            "sentences",
            (n + BLOCK - 1) / BLOCK,
            b -> {
              var cutter = cutter();
              var cuts = new Cuts();
              int from = b * BLOCK;
              var sizes = new int[Math.min(BLOCK, n - from)];
              for (int i = 0; i < sizes.length; i++) {
                int before = cuts.size();
                cutter.cut(text.values().get(from + i), cuts);
                sizes[i] = cuts.size() - before;
              }
              return new Block(sizes, cuts);
            });
    int total = 0;
    for (var b : found) total = Math.addExact(total, b.cuts.size());
    var starts = new int[n + 1];
    var from = new int[total];
    var to = new int[total];
    int row = 0;
    int k = 0;
    for (var b : found) {
      for (int size : b.sizes) {
        starts[row + 1] = starts[row] + size;
        row++;
      }
      for (int i = 0; i < b.cuts.size(); i++, k++) {
        from[k] = b.cuts.from(i);
        to[k] = b.cuts.to(i);
      }
    }
    return new Column.Spans(starts, from, to, new int[total], LABEL);
  }

  /** The sentences of a block of texts: how many each text has, and where they are. */
  private record Block(int[] sizes, Cuts cuts) {}

  /** A new one for each thread. */
  private Tokenizer cutter() {
    return switch (splitter) {
      case OPENNLP -> {
        var detector = OpenNlp.sentences();
        yield (text, cuts) -> {
          if (text.isBlank()) return;
          for (var s : detector.sentPosDetect(text)) add(text, s.getStart(), s.getEnd(), cuts);
        };
      }
      case JDK -> {
        var breaks = BreakIterator.getSentenceInstance(Locale.forLanguageTag(language));
        yield (text, cuts) -> {
          breaks.setText(text);
          int from = breaks.first();
          for (int to = breaks.next(); to != BreakIterator.DONE; from = to, to = breaks.next())
            add(text, from, to, cuts);
        };
      }
    };
  }

  /** Without the white space around it; nothing if that is all. */
  private static void add(String text, int from, int to, Cuts cuts) {
    while (from < to && CodePoints.isSpace(text.charAt(from))) from++;
    while (from < to && CodePoints.isSpace(text.charAt(to - 1))) to--;
    if (from < to) cuts.add(from, to);
  }

  /**
   * One row per sentence: the Text column holds the sentence, all others what they hold for its
   * text. Texts without a sentence have no row. Not a step, since rows become others.
   */
  public Frame explode(Frame frame, String column, Run run) {
    var text = frame.column(column, Column.Text.class);
    var spans = sentences(text, run);
    var rows = new int[spans.from().length];
    var sentences = new String[rows.length];
    for (int row = 0; row < text.size(); row++) {
      for (int k = spans.starts()[row]; k < spans.starts()[row + 1]; k++) {
        rows[k] = row;
        sentences[k] = text.values().get(row).substring(spans.from()[k], spans.to()[k]);
      }
    }
    return frame.rows(rows).with(column, new Column.Text(Arrays.asList(sentences)));
  }

  /** Which columns to find sentences in, and how. */
  public record Fitted(SplitSentences step, List<String> columns) implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
    }

    @Override
    public Frame apply(Frame frame) {
      return apply(frame, Run.quiet().threads(1));
    }

    @Override
    public Frame apply(Frame frame, Run run) {
      for (var name : columns) {
        var text = frame.column(name, Column.Text.class);
        var by = new LinkedHashMap<String, Column>();
        by.put(name, text);
        by.put(name + "_sentences", step.sentences(text, run));
        frame = frame.replace(name, by);
      }
      return frame;
    }
  }
}
