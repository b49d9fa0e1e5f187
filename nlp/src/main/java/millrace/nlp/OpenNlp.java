package millrace.nlp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import opennlp.tools.lemmatizer.LemmatizerME;
import opennlp.tools.lemmatizer.LemmatizerModel;
import opennlp.tools.postag.POSModel;
import opennlp.tools.postag.POSTaggerME;
import opennlp.tools.sentdetect.SentenceDetectorME;
import opennlp.tools.sentdetect.SentenceModel;
import opennlp.tools.tokenize.TokenizerME;
import opennlp.tools.tokenize.TokenizerModel;
import org.jspecify.annotations.Nullable;

/**
 * Apache OpenNLP's English models, trained on the UD English Web Treebank, from their Maven
 * artefacts. Each is loaded once, on first use, and shared: models are immutable. The tools that
 * work with them are not safe for several threads, so each call gives a new one.
 */
final class OpenNlp {
  /** The models' own version, which results depend on: part of their files' names. */
  static final String MODELS = "1.3-2.5.4";

  private static final Once<SentenceModel> SENTENCES =
      new Once<>("sentence", "sentdetect", SentenceModel::new);
  private static final Once<TokenizerModel> TOKENS =
      new Once<>("tokens", "tokenizer", TokenizerModel::new);
  private static final Once<POSModel> POS = new Once<>("pos", "pos", POSModel::new);
  private static final Once<LemmatizerModel> LEMMAS =
      new Once<>("lemmas", "lemmatizer", LemmatizerModel::new);

  private OpenNlp() {}

  /** A new sentence detector, for one thread at a time. Cheap after the first. */
  static SentenceDetectorME sentences() {
    return new SentenceDetectorME(SENTENCES.get());
  }

  /** A new tokenizer, for one thread at a time. Cheap after the first. */
  static TokenizerME tokens() {
    return new TokenizerME(TOKENS.get());
  }

  /** A new tagger, for one thread at a time. About 10 ms after the first. */
  static POSTaggerME pos() {
    return new POSTaggerME(POS.get());
  }

  /** A new lemmatizer, for one thread at a time. Cheap after the first. */
  static LemmatizerME lemmas() {
    return new LemmatizerME(LEMMAS.get());
  }

  /** A model that is read on first use; if that fails, the next use tries again. */
  private static final class Once<M> {
    interface Read<M> {
      M read(InputStream in) throws IOException;
    }

    private final String kind;
    private final String artifact;
    private final Read<M> read;
    private volatile @Nullable M model;

    Once(String kind, String artifact, Read<M> read) {
      this.kind = kind;
      this.artifact = artifact;
      this.read = read;
    }

    M get() {
      var m = model;
      if (m != null) return m;
      synchronized (this) {
        m = model;
        if (m == null) {
          m = load();
          model = m;
        }
        return m;
      }
    }

    private M load() {
      var file = "/opennlp-en-ud-ewt-" + kind + "-" + MODELS + ".bin";
      try (var in = OpenNlp.class.getResourceAsStream(file)) {
        if (in == null) {
          throw new IllegalStateException(
              "OpenNLP's model %s is not on the class path: add org.apache.opennlp:opennlp-models-%s-en:1.3.0"
                  .formatted(file.substring(1), artifact));
        }
        return read.read(in);
      } catch (IOException e) {
        throw new UncheckedIOException("OpenNLP's model " + file + " cannot be read", e);
      }
    }
  }
}
