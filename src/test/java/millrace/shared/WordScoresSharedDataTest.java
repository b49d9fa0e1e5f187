package millrace.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import millrace.evaluation.Analogies;
import millrace.evaluation.WordSimilarity;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The published sets of word pairs and analogies are read as they are. */
@Tag("shared-data")
class WordScoresSharedDataTest {
  /** Pairs by the sets' own descriptions. */
  private static final Map<String, Integer> PAIRS =
      Map.of(
          "EN-WS-353-ALL.txt", 353,
          "EN-MEN-TR-3k.txt", 3000,
          "EN-RG-65.txt", 65,
          "EN-MC-30.txt", 30,
          "EN-SIMLEX-999.txt", 999,
          "EN-RW-STANFORD.txt", 2034,
          "EN-MTurk-771.txt", 771,
          "EN-YP-130.txt", 130,
          "simlex999.tsv", 999,
          "wordsim353.tsv", 353);

  @Test
  void readsPairs() {
    PAIRS.forEach((file, pairs) -> assertEquals(pairs, read(file).pairs().size(), file));
    var pair = read("EN-SIMLEX-999.txt").pairs().getFirst();
    assertEquals(new WordSimilarity.Pair("old", "new", 1.58), pair);
    assertEquals(read("simlex999.tsv").pairs(), read("EN-SIMLEX-999.txt").pairs());
  }

  @Test
  void readsAnalogies() {
    var sections =
        Analogies.read(Path.of(SharedData.file("word-eval/questions-words.txt.gz"))).sections();
    assertEquals(14, sections.size());
    int semantic = 0;
    int syntactic = 0;
    for (var section : sections) {
      if (section.name().startsWith("gram")) syntactic += section.questions().size();
      else semantic += section.questions().size();
    }
    assertEquals(8869, semantic);
    assertEquals(10675, syntactic);
    assertEquals(
        new Analogies.Question("Athens", "Greece", "Baghdad", "Iraq"),
        sections.getFirst().questions().getFirst());
  }

  private static WordSimilarity read(String file) {
    return WordSimilarity.read(Path.of(SharedData.file("word-eval/" + file)));
  }
}
