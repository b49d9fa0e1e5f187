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
}
