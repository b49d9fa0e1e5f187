package millrace.embeddings;

/**
 * A word that was found.
 *
 * @param cosine with what was looked for; of an analogy by multiplication its score
 */
public record Near(String word, double cosine) {}
