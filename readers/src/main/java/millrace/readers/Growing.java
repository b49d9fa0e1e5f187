package millrace.readers;

import java.util.Arrays;

/** Arrays of primitives that grow as rows are read. */
final class Growing {
  private Growing() {}

  private static int longer(int length) {
    return Math.max(16, Math.addExact(length, length >> 1));
  }

  /** Growing {@code int[]}. */
  static final class Ints {
    private int[] values = {};
    private int size;

    void add(int v) {
      if (size == values.length) values = Arrays.copyOf(values, longer(size));
      values[size++] = v;
    }

    int size() {
      return size;
    }

    int[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }

  /** Growing {@code double[]}. */
  static final class Doubles {
    private double[] values = {};
    private int size;

    void add(double v) {
      if (size == values.length) values = Arrays.copyOf(values, longer(size));
      values[size++] = v;
    }

    int size() {
      return size;
    }

    double[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }

  /** Growing {@code long[]}. */
  static final class Longs {
    private long[] values = {};
    private int size;

    void add(long v) {
      if (size == values.length) values = Arrays.copyOf(values, longer(size));
      values[size++] = v;
    }

    int size() {
      return size;
    }

    long[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }
}
