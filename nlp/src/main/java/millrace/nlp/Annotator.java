package millrace.nlp;

import java.util.List;
import java.util.Set;

/**
 * An engine behind {@link Annotate}. Implementations have a public constructor without parameters
 * and are listed in {@code META-INF/services/millrace.nlp.Annotator}; they are found when their
 * module is on the class path.
 */
public interface Annotator {
  /** The name that {@link Annotate#backend} has: lower case. */
  String name();

  /** Engine and models with their versions: what results depend on beside the text. */
  String version();

  /** What it can say of a text. */
  Set<Annotate.Layer> layers();

  /**
   * Whether these layers can be had here and now: their models are there and the options are known.
   * Loads nothing.
   *
   * @param layers some of {@link #layers}
   * @param options as {@link Annotate#options} has them
   * @throws IllegalArgumentException saying which layer or option cannot be had and what to do
   */
  void check(Set<Annotate.Layer> layers, List<String> options);

  /**
   * Something that annotates, for one thread at a time. Models are loaded once and shared by all
   * that is opened.
   */
  Session open(Set<Annotate.Layer> layers, List<String> options);

  /** Annotates one text after the other; what it says of a text depends on that text alone. */
  interface Session {
    /** The sentences of a text, in order; what no layer asks for may be left empty. */
    List<Sentence> annotate(String text);
  }

  /**
   * One sentence. Places here and below are in UTF-16 units of the text, {@code from} inclusive,
   * {@code to} exclusive.
   *
   * @param entities the names, dates and amounts in it, from left to right, apart from each other
   * @param sentiment how it feels, in words; empty unless asked for
   */
  record Sentence(int from, int to, List<Token> tokens, List<Entity> entities, String sentiment) {}

  /**
   * One token.
   *
   * @param pos its part of speech; empty unless asked for
   * @param lemma its base form; empty unless asked for
   * @param head the number of the token that it depends on, counted from 1 in its sentence; 0 for
   *     the root, and where not asked for
   * @param relation how it depends on that; empty unless asked for
   */
  record Token(int from, int to, String pos, String lemma, int head, String relation) {}

  /** A name, date or amount and its type. */
  record Entity(int from, int to, String type) {}
}
