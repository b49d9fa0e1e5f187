package millrace.embeddings;

import java.nio.file.Path;
import java.util.List;
import millrace.data.Column;
import millrace.run.Run;

/**
 * A text that can be read from the beginning as often as one likes: sentences of words. In memory
 * ({@link #of}), or files of any size, of which only some thousand words are in memory at a time
 * ({@link #lines}).
 */
public sealed interface Corpus permits TokenCorpus, LineCorpus {
  /** The rows of a column of tokens are the sentences. */
  static Corpus of(Column.Tokens tokens) {
    return new TokenCorpus(tokens);
  }

  /**
   * Files with a sentence a line, its words separated by spaces or tabs: what gensim's LineSentence
   * and fastText read. UTF-8; gzip is recognised. Nothing is changed: words that are to be in lower
   * case must be so in the file.
   *
   * @throws millrace.data.DataException if a file is not there, or empty
   */
  static Corpus lines(Path... files) {
    return new LineCorpus(List.of(files));
  }

  /**
   * Counts words: one pass.
   *
   * @param least rarer words are left out
   * @param most of more words only the most frequent are kept; 0: all
   * @throws millrace.data.DataException if no word is left, or a file cannot be read: it names file
   *     and line
   */
  WordCounts count(int least, int most, Run run);

  /** Begins to read, in terms of these words; others are passed over. */
  Reading read(WordCounts words);

  /** One pass over the text. */
  interface Reading extends AutoCloseable {
    /**
     * Fills a stretch with the next words, as far as there are any. A sentence that does not fit in
     * is cut: its rest begins the next stretch.
     *
     * @return whether there was a word
     */
    boolean next(Stretch stretch);

    @Override
    void close();
  }
}
