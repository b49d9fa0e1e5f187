package millrace.nlp.subwords;

/**
 * A token that is found in the text before any other rule.
 *
 * @param text what spells it
 * @param id its id
 * @param special whether it is no text: looked for only when asked, and left out when decoding
 * @param stripsLeft whether the white space before it belongs to it
 * @param stripsRight whether the white space after it belongs to it
 */
public record AddedToken(
    String text, int id, boolean special, boolean stripsLeft, boolean stripsRight) {
  public AddedToken {
    if (text.isEmpty()) throw new IllegalArgumentException("an added token has no text");
    if (id < 0)
      throw new IllegalArgumentException("the added token '%s' has the id %d".formatted(text, id));
  }

  /** A special token that takes no white space. */
  public static AddedToken special(String text, int id) {
    return new AddedToken(text, id, true, false, false);
  }
}
