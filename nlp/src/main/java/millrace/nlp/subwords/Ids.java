package millrace.nlp.subwords;

import java.util.Arrays;

/** A row of ids that grows. */
final class Ids {
  private int[] ids = new int[16];
  private int size;

  int size() {
    return size;
  }

  int get(int i) {
    return ids[i];
  }

  void add(int id) {
    if (size == ids.length) grow(1);
    ids[size++] = id;
  }

  void add(int[] from, int at, int count) {
    if (count > ids.length - size) grow(count);
    System.arraycopy(from, at, ids, size, count);
    size += count;
  }

  /** Once more what stands here at this place already. */
  void repeat(int at, int count) {
    if (count > ids.length - size) grow(count);
    System.arraycopy(ids, at, ids, size, count);
    size += count;
  }

  /** Takes off all from this place on. */
  void truncate(int size) {
    this.size = size;
  }

  void clear() {
    size = 0;
  }

  int[] toArray() {
    return Arrays.copyOf(ids, size);
  }

  private void grow(int more) {
    ids = Arrays.copyOf(ids, Math.toIntExact(Math.max(2L * size, (long) size + more)));
  }
}
