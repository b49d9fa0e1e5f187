package millrace.embeddings;

import millrace.run.Run;

/** Learns the vectors of words from a text: {@link Word2Vec}, {@link GloVe} and others. */
public interface WordTrainer {
  /**
   * Learns from a text that need not fit into memory.
   *
   * @throws millrace.data.DataException if no word is frequent enough, the vectors are more than an
   *     array holds, or a file cannot be read
   */
  WordVectors fit(Corpus corpus, Run run);
}
