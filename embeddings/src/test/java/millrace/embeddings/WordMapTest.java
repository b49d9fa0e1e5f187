package millrace.embeddings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import millrace.data.DataException;
import millrace.data.Vocabulary;
import millrace.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordMapTest {
  private static WordVectors vectors(int words) {
    var random = Run.seeded(1).random("vectors");
    var names = new String[words];
    var values = new float[words * 8];
    var counts = new long[words];
    for (int i = 0; i < words; i++) {
      names[i] = i == 3 ? "</script><b>" : "word" + i;
      counts[i] = 1000L - i;
      for (int d = 0; d < 8; d++)
        values[i * 8 + d] = (float) (random.nextGaussian() * 0.3 + (d == i % 4 ? 2 : 0));
    }
    return new WordVectors(Vocabulary.ofDistinct(names), 8, values, counts, Subwords.NONE);
  }

  @Test
  void thePageHoldsEverythingAndAsksForNothing(@TempDir Path folder) throws IOException {
    var map = new WordMap().title("Words <of> mine").words(60).neighbours(4);
    var file = map.write(folder.resolve("map.html"), vectors(80), Run.seeded(1));
    var page = Files.readString(file);
    assertTrue(page.contains("<title>Words &lt;of&gt; mine</title>"));
    assertTrue(page.contains("\"all\":80") && page.contains("\"word59\""));
    assertFalse(page.contains("\"word60\""));
    assertFalse(page.contains("{{") || page.contains("http://") || page.contains("https://"));
    assertEquals(2, page.split("</script>", -1).length - 1, "only the page's own scripts end");
    assertEquals(map.html(vectors(80), Run.seeded(1).threads(1)), page);
  }

  @Test
  void zeroVectorsAreLeftOut() {
    var v = vectors(20);
    Arrays.fill(v.values(), 0, 8, 0);
    var page = new WordMap().html(v, Run.seeded(1));
    assertFalse(page.contains("\"word0\""));
    assertTrue(page.contains("\"word1\""));
  }

  @Test
  void needsSomeWords() {
    var e = assertThrows(DataException.class, () -> new WordMap().html(vectors(4), Run.quiet()));
    assertTrue(e.getMessage().contains("five words"), e.getMessage());
  }
}
