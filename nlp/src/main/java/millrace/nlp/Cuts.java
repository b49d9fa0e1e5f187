package millrace.nlp;

import java.util.Arrays;

/**
 * Where the tokens of one text are, in UTF-16 units: token k is {@code text.substring(from(k),
 * to(k))}. Made once and cleared for each text.
 */
final class Cuts {
  private int[] places = new int[128];
  private int size;

  void clear() {
    size = 0;
  }

  /** One more token, {@code from} inclusive, {@code to} exclusive. */
  void add(int from, int to) {
    if (2 * size + 2 > places.length) places = Arrays.copyOf(places, 2 * places.length);
    places[2 * size] = from;
    places[2 * size++ + 1] = to;
  }

  int size() {
    return size;
  }

  int from(int token) {
    return places[2 * token];
  }

  int to(int token) {
    return places[2 * token + 1];
  }
}
