package millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import millrace.embeddings.WordVectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ./millrace vectors} on sentences of which half speak of food and half of ships. */
class WordsTest {
  private static final List<String> FOOD =
      List.of("bread", "cheese", "apple", "soup", "pepper", "honey", "butter", "salad");
  private static final List<String> SHIPS =
      List.of("anchor", "sail", "harbour", "rudder", "deck", "captain", "mast", "cargo");

  @TempDir static Path dir;

  @BeforeAll
  static void texts() throws IOException {
    var random = new Random(3);
    var lines = new ArrayList<String>();
    for (int i = 0; i < 2000; i++) {
      var words = i % 2 == 0 ? FOOD : SHIPS;
      var line = new StringBuilder();
      for (int k = 0; k < 9; k++) line.append(words.get(random.nextInt(8))).append(' ');
      lines.add(line.toString());
    }
    Files.write(dir.resolve("text.txt"), lines);
    Files.write(
        dir.resolve("pairs.tsv"),
        List.of("bread\tsoup\t9", "sail\tmast\t8", "bread\tmast\t1", "soup\tdeck\t2"));
    Files.write(
        dir.resolve("questions.txt"),
        List.of(": things", "bread soup sail mast", "bread soup x y"));
    var said =
        run(
            "vectors train @/text.txt --param width=10 --param rate=0.1 --param sample=0 --out"
                + " @/words.vec");
    assertEquals(0, said.code(), said.err());
    assertTrue(said.out().startsWith("16 words of 10 numbers"), said.out());
  }

  private static Cli run(String words) {
    return Cli.run(words.replace("@", dir.toString()).split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "skip-gram, sg.bin, word2vec-binary",
    "cbow, cbow.safetensors, safetensors",
    "glove, glove.txt.gz, word2vec-text",
    "fasttext, ft.vec, word2vec-text"
  })
  void everyModelLearns(String model, String file, String format) {
    var said =
        run(
            "vectors train @/text.txt --model %s --param width=6 --param epochs=2 --out @/%s"
                .formatted(model, file));
    assertEquals(0, said.code(), said.err());
    assertTrue(said.out().contains("(" + format + ")"), said.out());
    assertEquals(16, WordVectors.read(dir.resolve(file)).words().size());
  }

  /** A word that was never seen is found by its pieces, which a file named .bin keeps. */
  @Test
  void piecesAreKept() {
    assertEquals(
        0,
        run("vectors train @/text.txt --model fasttext --param width=6 --out @/pieces.bin").code());
    var said = run("vectors nearest @/pieces.bin breads --n 3");
    assertEquals(0, said.code(), said.err());
    assertEquals(0, run("vectors convert @/pieces.bin @/copy.bin").code());
    assertEquals(said.out(), run("vectors nearest @/copy.bin breads --n 3").out());
  }

  @Test
  void aMissingFolderIsSaidBeforeAnythingIsLearned() {
    var said = run("vectors train @/text.txt --out @/nowhere/words.vec");
    assertEquals(1, said.code());
    assertTrue(said.err().contains("there is no folder"), said.err());
  }

  @Test
  void nearestAreOfTheSameKind() {
    var said = run("vectors nearest @/words.vec bread --n 7");
    assertEquals(0, said.code(), said.err());
    var lines = said.out().lines().toList();
    assertEquals(7, lines.size());
    for (var line : lines) assertTrue(FOOD.contains(line.split(" +")[1]), said.out());
  }

  @Test
  void analogiesHaveAnswers() {
    var said = run("vectors analogy @/words.vec bread soup sail --how multiply --n 2");
    assertEquals(0, said.code(), said.err());
    assertEquals(2, said.out().lines().count());
  }

  @Test
  void scoresPairsAndAnalogies() {
    var said = run("vectors score @/words.vec --pairs @/pairs.tsv --analogies @/questions.txt");
    assertEquals(0, said.code(), said.err());
    assertTrue(said.out().contains("pairs"), said.out());
    assertTrue(said.out().contains("things"), said.out());
    assertEquals(2, run("vectors score @/words.vec").code());
  }

  @Test
  void convertsAndDrawsAMap() throws IOException {
    assertEquals(0, run("vectors convert @/words.vec @/other.safetensors").code());
    assertEquals(16, WordVectors.read(dir.resolve("other.safetensors")).words().size());
    var said = run("vectors map @/words.vec --out @/map.html --title Food");
    assertEquals(0, said.code(), said.err());
    var page = Files.readString(dir.resolve("map.html"));
    assertTrue(page.contains("<title>Food</title>") && page.contains("\"harbour\""));
  }

  @Test
  void saysWhatIsWrong() {
    var said = run("vectors nearest @/words.vec bred");
    assertEquals(1, said.code());
    assertTrue(said.err().contains("bread"), said.err());
    said = run("vectors train @/text.txt --model lsa --out @/x.vec");
    assertEquals(1, said.code());
    assertTrue(said.err().contains("skip-gram, cbow, glove and fasttext"), said.err());
    said = run("vectors convert @/words.vec @/x.vec --format csv");
    assertTrue(said.err().contains("there is no format 'csv'"), said.err());
    said = run("vectors train @/nothing.txt --out @/x.vec");
    assertEquals(1, said.code());
    assertTrue(said.err().contains("there is no such file"), said.err());
  }
}
