package millrace.neural.models;

/**
 * How text becomes ids and ids become text: what a language model reads and writes. One id stands
 * for no text: it ends a text, and stands before the first token of the next.
 */
public sealed interface TextCode permits CharacterCode, PieceCode {
  /** How many ids there are: from 0 to {@code size() - 1}. */
  int size();

  /** The id that ends a text. */
  int end();

  /** The ids of a text, and nothing around them. */
  int[] encode(String text);

  /** Turns ids into text one at a time, as a model makes them. */
  Speaker speaker();

  /** The text of ids; the end of a text has none. */
  default String decode(int... ids) {
    var speaker = speaker();
    var out = new StringBuilder();
    for (int id : ids) out.append(speaker.add(id));
    return out.append(speaker.finish()).toString();
  }

  /** Ids one at a time, for one text and one thread. */
  interface Speaker {
    /** What this id adds; empty as long as a character lacks some of its bytes. */
    String add(int id);

    /** What is left at the end. */
    String finish();
  }
}
