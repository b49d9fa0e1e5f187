package millrace.jmh;

import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.TopicModel;
import millrace.nlp.topics.Btm;
import millrace.nlp.topics.Gsdmm;
import millrace.nlp.topics.Lda;
import millrace.run.Run;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * Sampling of topics, on one thread, in nanoseconds a token and sweep, with what a fit does before
 * and after: 10 sweeps over documents whose words are drawn from topics that are made up.
 */
public class Samplers extends NanosecondsAnItem {
  private static final int DOCUMENTS = 1000;
  private static final int LENGTH = 20;
  private static final int WORDS = 2000;
  private static final int TOPICS = 20;
  private static final int SWEEPS = 10;
  private static final int TOKENS = DOCUMENTS * LENGTH * SWEEPS;

  private final Run run = Run.seeded(1).threads(1);
  private final Frame documents = Frame.of("words", documents());

  /** Latent Dirichlet allocation. */
  @Benchmark
  @OperationsPerInvocation(TOKENS)
  public TopicModel lda() {
    return new Lda().topics(TOPICS).iterations(SWEEPS).fit(documents, run);
  }

  /** A topic a document. */
  @Benchmark
  @OperationsPerInvocation(TOKENS)
  public TopicModel gsdmm() {
    return new Gsdmm().topics(TOPICS).iterations(SWEEPS).fit(documents, run);
  }

  /** Pairs of words: a document of 20 words has 190, so a token takes longer. */
  @Benchmark
  @OperationsPerInvocation(TOKENS)
  public TopicModel btm() {
    return new Btm().topics(TOPICS).iterations(SWEEPS).fit(documents, run);
  }

  /** Each document takes nine of ten words from the hundred of its topic. */
  private static Column documents() {
    var random = Run.seeded(1).random("samplers");
    var starts = new int[DOCUMENTS + 1];
    var codes = new int[DOCUMENTS * LENGTH];
    for (int i = 0; i < codes.length; i++) {
      int topic = i / LENGTH % TOPICS;
      int span = WORDS / TOPICS;
      codes[i] =
          random.nextInt(10) > 0 ? topic * span + random.nextInt(span) : random.nextInt(WORDS);
    }
    for (int d = 0; d <= DOCUMENTS; d++) starts[d] = d * LENGTH;
    var words = IntStream.range(0, WORDS).mapToObj(w -> "w" + w).toList();
    return new Column.Tokens(starts, codes, Vocabulary.of(words));
  }
}
