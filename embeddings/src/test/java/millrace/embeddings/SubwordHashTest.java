package millrace.embeddings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SubwordHashTest {
  @Test
  void bucketsAreThoseOfGensim() {
    int lines = 0;
    for (var least : new String[] {"1", "2", "3", "5"}) {
      for (var f : Golden.lines("buckets", least)) {
        var hash =
            new SubwordHash(
                Integer.parseInt(least), Integer.parseInt(f[0]), Integer.parseInt(f[1]));
        var want =
            f[3].isEmpty()
                ? new int[0]
                : Arrays.stream(f[3].split(" ")).mapToInt(Integer::parseInt).toArray();
        var got = hash.of(f[2]);
        Arrays.sort(want); // gensim takes the shorter ones first
        Arrays.sort(got);
        assertArrayEquals(want, got, f[2]);
        lines++;
      }
    }
    assertEquals(35, lines);
  }

  @Test
  void theEndOfASentenceAndTheEmptyWord() {
    assertEquals(0, new SubwordHash(2, 4, 10).of("</s>").length);
    assertEquals(1, new SubwordHash(1, 4, 10).of("").length); // <>
    assertEquals(0, new SubwordHash(3, 4, 10).of("").length);
    assertEquals(0, new SubwordHash(0, 0, 0).of("word").length);
  }
}
