package millrace.notebook;

/**
 * One thing to look at, in two forms: whoever can draw takes the HTML, all others the text.
 *
 * <p>The HTML is a piece of a page: no network, no scripts but those of an enclosed page, colours
 * that follow the page around it, light or dark.
 *
 * @param text for terminals, and for those who do not see
 * @param html a piece of HTML, SVG included; empty: there is only the text
 */
public record View(String text, String html) {
  /** Text alone. */
  public static View text(String text) {
    return new View(text, "");
  }

  /** HTML as it stands; the text says only that. */
  public static View html(String html) {
    return new View("(a picture: it shows in a notebook)", html);
  }

  /**
   * Whatever there is to see of a value: a table for a {@link millrace.data.Frame}, a list of
   * records or a map; tables, charts or whole pages for comparisons, searches, trainers, models,
   * trees, topics, word vectors and histories of training; else its {@code toString}.
   */
  public static View of(Object value) {
    return Views.of(value);
  }

  @Override
  public String toString() {
    return text;
  }
}
