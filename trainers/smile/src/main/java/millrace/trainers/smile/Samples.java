// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.trainers.smile;

import java.util.random.RandomGenerator;

/** How often each row is drawn, as Smile wants it. */
final class Samples {
  private Samples() {}

  /** As many draws as rows, with replacement. */
  static int[] with(int rows, RandomGenerator random) {
    var count = new int[rows];
    for (int i = 0; i < rows; i++) count[random.nextInt(rows)]++;
    return count;
  }

  /** {@code drawn} different rows. */
  static int[] without(int rows, int drawn, RandomGenerator random) {
    var count = new int[rows];
    int left = drawn;
    for (int i = 0; i < rows; i++) {
      if (random.nextInt(rows - i) < left) {
        count[i] = 1;
        left--;
      }
    }
    return count;
  }

  /** Different rows, the same share of each level, rounded; at least one row. */
  static int[] stratified(int[] codes, int levels, double share, RandomGenerator random) {
    var left = new int[levels];
    var wanted = new int[levels];
    for (int c : codes) left[c]++;
    int drawn = 0;
    for (int c = 0; c < levels; c++) {
      wanted[c] = (int) Math.round(share * left[c]);
      drawn += wanted[c];
    }
    if (drawn == 0) wanted[codes[random.nextInt(codes.length)]] = 1;
    var count = new int[codes.length];
    for (int i = 0; i < codes.length; i++) {
      int c = codes[i];
      if (random.nextInt(left[c]--) < wanted[c]) {
        count[i] = 1;
        wanted[c]--;
      }
    }
    return count;
  }
}
