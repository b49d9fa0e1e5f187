package millrace.embeddings;

import java.util.SplittableRandom;

/**
 * Draws words in proportion to a power of their counts, in constant time.
 *
 * @see "A. J. Walker, An Efficient Method for Generating Discrete Random Variables with General
 *     Distributions, ACM TOMS 3, 1977"
 */
final class Noise {
  private final int[] own; // up to which of 2³¹ a place gives its own word
  private final int[] other;

  Noise(long[] counts, double power) {
    int n = counts.length;
    own = new int[n];
    other = new int[n];
    var weight = new double[n];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      weight[i] = Math.pow((double) counts[i], power);
      sum += weight[i];
    }
    var small = new int[n];
    var large = new int[n];
    int smalls = 0;
    int larges = 0;
    for (int i = 0; i < n; i++) {
      weight[i] *= n / sum;
      if (weight[i] < 1) small[smalls++] = i;
      else large[larges++] = i;
    }
    while (smalls > 0 && larges > 0) {
      int s = small[--smalls];
      int l = large[larges - 1];
      own[s] = (int) (weight[s] * Integer.MAX_VALUE);
      other[s] = l;
      weight[l] -= 1 - weight[s];
      if (weight[l] < 1) {
        larges--;
        small[smalls++] = l;
      }
    }
    for (; larges > 0; larges--) own[large[larges - 1]] = Integer.MAX_VALUE;
    for (; smalls > 0; smalls--) own[small[smalls - 1]] = Integer.MAX_VALUE; // rounding
  }

  int draw(SplittableRandom random) {
    long bits = random.nextLong();
    int place = (int) (((bits >>> 32) * own.length) >>> 32);
    return ((int) bits & Integer.MAX_VALUE) < own[place] ? place : other[place];
  }
}
