package millrace.evaluation;

/**
 * Which word of a space a word of a test set means. Both give the same where the space's words are
 * all in lower case, as most corpora for embeddings are.
 */
public enum WordCase {
  /**
   * The word as it is written; if the space does not have it, the word in lower case. So {@code US}
   * and {@code us} stay two words where the space tells them apart.
   */
  AS_WRITTEN,
  /**
   * The first word of the space, the most frequent one, that is the same in upper case: {@code us}
   * may find {@code US}, and {@code jerusalem} finds {@code Jerusalem}. This is what gensim does
   * ({@code case_insensitive=True}).
   */
  IGNORED
}
