package millrace.nlp.subwords;

import java.util.Arrays;

/**
 * Which special tokens stand around the texts that a model gets. Each of the two forms is a row of
 * ids, in which {@link #FIRST} and {@link #SECOND} stand for the texts.
 *
 * @param one the form for one text
 * @param oneSegments the segment of each of its places
 * @param two the form for two texts; empty where the model takes no two
 * @param twoSegments the segment of each of its places
 */
public record Template(int[] one, int[] oneSegments, int[] two, int[] twoSegments) {
  /** The place of the text, or of the first of two. */
  public static final int FIRST = -1;

  /** The place of the second text. */
  public static final int SECOND = -2;

  /** Nothing around a text; two follow each other, as segments 0 and 1. */
  public static final Template PLAIN =
      new Template(new int[] {FIRST}, new int[1], new int[] {FIRST, SECOND}, new int[] {0, 1});

  public Template {
    check(one, oneSegments, false);
    if (two.length > 0 || twoSegments.length > 0) check(two, twoSegments, true);
  }

  /** {@code [CLS] first [SEP]} and {@code [CLS] first [SEP] second [SEP]}, segments 0 and 1. */
  public static Template bert(int cls, int sep) {
    return new Template(
        new int[] {cls, FIRST, sep},
        new int[3],
        new int[] {cls, FIRST, sep, SECOND, sep},
        new int[] {0, 0, 0, 1, 1});
  }

  private static void check(int[] form, int[] segments, boolean two) {
    int first = 0;
    int second = 0;
    boolean fits = form.length == segments.length;
    for (int id : form) {
      if (id == FIRST) first++;
      else if (id == SECOND) second++;
      else fits &= id >= 0;
    }
    if (!fits || first != 1 || second != (two ? 1 : 0))
      throw new IllegalArgumentException(
          "no form for %s: %s with the segments %s"
              .formatted(
                  two ? "two texts" : "one text",
                  Arrays.toString(form),
                  Arrays.toString(segments)));
  }

  /** Refuses ids that are no pieces. */
  void check(int pieces) {
    for (int id : one) checkId(id, pieces);
    for (int id : two) checkId(id, pieces);
  }

  private static void checkId(int id, int pieces) {
    if (id >= pieces)
      throw new IllegalArgumentException(
          "the template holds the id %d, but there are %d pieces".formatted(id, pieces));
  }

  /** See {@link SubwordTokenizer#input(String, int)}. */
  public ModelInput one(int[] ids, int most) {
    int room = room(one.length - 1, most);
    return fill(one, oneSegments, ids, Math.min(room, ids.length), ids, 0);
  }

  /** See {@link SubwordTokenizer#input(String, String, int)}. */
  public ModelInput two(int[] first, int[] second, int most) {
    if (two.length == 0)
      throw new IllegalArgumentException("this tokenizer's template has no form for two texts");
    int room = room(two.length - 2, most);
    int a = first.length;
    int b = second.length;
    if ((long) a + b > room) { // the longer one down to the other, then by turns, the second first
      if (2L * Math.min(a, b) > room) {
        a = (room + 1) / 2;
        b = room / 2;
      } else if (a > b) {
        a = room - b;
      } else {
        b = room - a;
      }
    }
    return fill(two, twoSegments, first, a, second, b);
  }

  private static int room(int specials, int most) {
    if (most < specials)
      throw new IllegalArgumentException(
          "at most %d ids, but the special tokens alone are %d".formatted(most, specials));
    return most - specials;
  }

  private static ModelInput fill(
      int[] form, int[] formSegments, int[] first, int a, int[] second, int b) {
    int length = a;
    for (int id : form) length += id == FIRST ? 0 : id == SECOND ? b : 1;
    var ids = new int[length];
    var segments = new int[length];
    int n = 0;
    for (int k = 0; k < form.length; k++) {
      int from = n;
      if (form[k] >= 0) {
        ids[n++] = form[k];
      } else {
        int count = form[k] == FIRST ? a : b;
        System.arraycopy(form[k] == FIRST ? first : second, 0, ids, n, count);
        n += count;
      }
      Arrays.fill(segments, from, n, formSegments[k]);
    }
    return new ModelInput(ids, segments);
  }
}
