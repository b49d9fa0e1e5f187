package millrace.embeddings;

import java.util.ArrayList;
import java.util.List;
import millrace.data.Vocabulary;

/**
 * The n best of what it is offered, in a heap whose root is the worst of them. Of equal scores the
 * lower id is the better one, so that the order of offers is of no matter.
 */
final class Top {
  private final int[] ids;
  private final float[] scores;
  private final int[] without;
  private int size;

  /**
   * @param n how many, 1 or more
   * @param without ids that are never taken: a few
   */
  Top(int n, int... without) {
    ids = new int[n];
    scores = new float[n];
    this.without = without;
  }

  /** Offers from .. from + n − 1, whose scores stand at the beginning of an array; NaN is none. */
  void offer(int from, int n, float[] score) {
    for (int i = 0; i < n; i++) {
      float s = score[i];
      if (size < ids.length ? !Float.isNaN(s) : s >= scores[0]) offer(from + i, s);
    }
  }

  /** What a score must reach to be taken. */
  float least() {
    return size < ids.length ? Float.NEGATIVE_INFINITY : scores[0];
  }

  void offer(Top other) {
    for (int i = 0; i < other.size; i++) offer(other.ids[i], other.scores[i]);
  }

  void offer(int id, float score) {
    for (int w : without) if (w == id) return;
    if (size < ids.length) {
      up(size++, id, score);
    } else if (worse(ids[0], scores[0], id, score)) {
      down(id, score);
    }
  }

  private static boolean worse(int id, float score, int than, float other) {
    return score < other || (score == other && id > than);
  }

  private void up(int at, int id, float score) {
    while (at > 0) {
      int parent = (at - 1) / 2;
      if (!worse(id, score, ids[parent], scores[parent])) break;
      ids[at] = ids[parent];
      scores[at] = scores[parent];
      at = parent;
    }
    ids[at] = id;
    scores[at] = score;
  }

  /** Puts another in the place of the worst. */
  private void down(int id, float score) {
    int at = 0;
    for (int child; (child = 2 * at + 1) < size; at = child) {
      if (child + 1 < size && worse(ids[child + 1], scores[child + 1], ids[child], scores[child]))
        child++;
      if (!worse(ids[child], scores[child], id, score)) break;
      ids[at] = ids[child];
      scores[at] = scores[child];
    }
    ids[at] = id;
    scores[at] = score;
  }

  /** The best first; afterwards nothing is left. */
  List<Near> drain(Vocabulary words) {
    var out = new ArrayList<Near>(size);
    while (size > 0) {
      out.add(new Near(words.name(ids[0]), scores[0]));
      size--;
      if (size > 0) down(ids[size], scores[size]);
    }
    return List.copyOf(out.reversed());
  }
}
