package millrace.nlp.subwords;

/**
 * What a transformer gets: ids of pieces with the special tokens around them.
 *
 * @param ids of the pieces
 * @param segments which text each belongs to, as the model numbers them: BERT's token types
 */
public record ModelInput(int[] ids, int[] segments) {
  public ModelInput {
    if (ids.length != segments.length)
      throw new IllegalArgumentException(
          "%d ids, but %d segments".formatted(ids.length, segments.length));
  }

  public int length() {
    return ids.length;
  }
}
