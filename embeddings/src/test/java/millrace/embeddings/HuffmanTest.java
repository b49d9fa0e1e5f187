package millrace.embeddings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class HuffmanTest {
  private static String code(Huffman tree, int word) {
    var out = new StringBuilder();
    for (int k = tree.starts()[word]; k < tree.starts()[word + 1]; k++) out.append(tree.codes()[k]);
    return out.toString();
  }

  /**
   * T. Cormen et al., Introduction to Algorithms, 16.3: a 45, d 16, b 13, c 12, e 9, f 5; which
   * branch is 1 is free.
   */
  @Test
  void theTreeOfTheTextbook() {
    long[] counts = {45, 16, 13, 12, 9, 5};
    var tree = Huffman.of(counts);
    int[] lengths = {1, 3, 3, 3, 4, 4};
    long cost = 0;
    for (int w = 0; w < 6; w++) {
      assertEquals(lengths[w], code(tree, w).length(), "word " + w);
      cost += counts[w] * code(tree, w).length();
    }
    assertEquals(224, cost);
    assertEquals(4, tree.points()[0], "the root is made last");
  }

  @Test
  void lengthsAreThoseOfGensim() {
    var counts = TrainingGolden.counts();
    var tree = Huffman.of(counts);
    var want = TrainingGolden.numbers("lengths");
    for (int w = 0; w < counts.length; w++) assertEquals(want[w], code(tree, w).length());
  }

  /** No code begins another, nodes along equal beginnings are the same, and none is left over. */
  @Test
  void pathsAreThoseOfOneTree() {
    var counts = new long[500];
    Arrays.setAll(counts, i -> 10_000 / (i + 1));
    var tree = Huffman.of(counts);
    double kraft = 0;
    var nodes = new HashSet<String>();
    for (int w = 0; w < counts.length; w++) {
      var code = code(tree, w);
      kraft += Math.pow(2, -code.length());
      for (int k = 0; k < code.length(); k++) {
        int point = tree.points()[tree.starts()[w] + k];
        assertTrue(point >= 0 && point < counts.length - 1);
        nodes.add(code.substring(0, k) + ":" + point);
      }
    }
    assertEquals(1, kraft);
    assertEquals(counts.length - 1, nodes.size());
  }

  @Test
  void aSingleWordHasNoPath() {
    assertEquals(0, Huffman.of(new long[] {7}).points().length);
  }
}
