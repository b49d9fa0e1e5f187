package millrace.nlp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import millrace.nlp.Annotate.Layer;
import opennlp.tools.lemmatizer.LemmatizerME;
import opennlp.tools.postag.POSTaggerME;
import opennlp.tools.sentdetect.SentenceDetectorME;
import opennlp.tools.tokenize.TokenizerME;
import opennlp.tools.util.Span;
import org.jspecify.annotations.Nullable;

/**
 * The default backend of {@link Annotate}: Apache OpenNLP with its English models. Parts of speech
 * are those of Universal Dependencies. Contractions stay whole, as in the models' training data:
 * {@code didn't} is one token, tagged {@code AUX+PART}, its lemma {@code do+not}.
 *
 * <p>About 15 MB of heap with all models. It has no options.
 */
public final class OpenNlpAnnotator implements Annotator {
  /**
   * Longer sentences are tagged in pieces of this length: the search keeps the whole sequence for
   * each step, so that a list of ten thousand words without a full stop would take minutes.
   */
  static final int LONGEST = 500;

  @Override
  public String name() {
    return "opennlp";
  }

  @Override
  public String version() {
    return "OpenNLP models en-ud-ewt " + OpenNlp.MODELS;
  }

  @Override
  public Set<Layer> layers() {
    return EnumSet.of(Layer.TOKENS, Layer.OFFSETS, Layer.SENTENCES, Layer.POS, Layer.LEMMA);
  }

  @Override
  public void check(Set<Layer> layers, List<String> options) {
    if (!options.isEmpty()) {
      throw new IllegalArgumentException(
          "Annotate options %s: the backend opennlp has none".formatted(options));
    }
  }

  @Override
  public Session open(Set<Layer> layers, List<String> options) {
    boolean lemmas = layers.contains(Layer.LEMMA);
    boolean tags = lemmas || layers.contains(Layer.POS);
    return new Tools(
        OpenNlp.sentences(),
        OpenNlp.tokens(),
        tags ? OpenNlp.pos() : null,
        lemmas ? OpenNlp.lemmas() : null);
  }

  /** The tools; without those that no layer needs. */
  private record Tools(
      SentenceDetectorME sentences,
      TokenizerME tokens,
      @Nullable POSTaggerME pos,
      @Nullable LemmatizerME lemmas)
      implements Session {
    @Override
    public List<Sentence> annotate(String text) {
      var out = new ArrayList<Sentence>();
      for (var s : sentences.sentPosDetect(text)) {
        var said = text.substring(s.getStart(), s.getEnd());
        out.add(new Sentence(s.getStart(), s.getEnd(), tokens(said, s.getStart()), List.of(), ""));
      }
      return out;
    }

    private List<Token> tokens(String sentence, int at) {
      var out = new ArrayList<Token>();
      var places = tokens.tokenizePos(sentence);
      var words = Span.spansToStrings(places, sentence);
      for (int from = 0; from < words.length; from += LONGEST) {
        var piece = Arrays.copyOfRange(words, from, Math.min(from + LONGEST, words.length));
        var tags = pos == null ? null : pos.tag(piece);
        var bases = lemmas == null || tags == null ? null : lemmas.lemmatize(piece, tags);
        for (int i = 0; i < piece.length; i++) {
          var p = places[from + i];
          out.add(
              new Token(
                  at + p.getStart(),
                  at + p.getEnd(),
                  tags == null ? "" : tags[i],
                  bases == null ? "" : lemma(piece[i], bases[i]),
                  0,
                  ""));
        }
      }
      return out;
    }

    /** OpenNLP writes _ where it would cut a word down to nothing: then the word itself. */
    private static String lemma(String word, String said) {
      return said.equals("_") ? word.toLowerCase(Locale.ROOT) : said;
    }
  }
}
