package millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.Transform;
import millrace.store.Store;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./millrace topics} on texts of which half speak of food and half of ships. */
class FindTopicsTest {
  private static final List<String> FOOD =
      List.of("bread", "cheese", "apple", "soup", "pepper", "honey", "butter", "salad");
  private static final List<String> SHIPS =
      List.of("anchor", "sail", "harbour", "rudder", "deck", "captain", "mast", "cargo");

  @TempDir static Path dir;

  @BeforeAll
  static void texts() throws IOException {
    var random = new Random(3);
    var lines = new ArrayList<String>();
    lines.add("id,text");
    for (int i = 0; i < 200; i++) {
      var words = i % 2 == 0 ? FOOD : SHIPS;
      var text = new StringBuilder("The");
      for (int k = 0; k < 9; k++) text.append(' ').append(words.get(random.nextInt(8)));
      lines.add(i + "," + text + " no. " + i);
    }
    Files.write(dir.resolve("texts.csv"), lines);
  }

  private static Cli run(String words) {
    return Cli.run(words.replace("@", dir.toString()).split(" "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lda", "online-lda", "gsdmm", "btm"})
  void everyModelTellsThemApart(String model) throws IOException {
    var said =
        run("topics --data @/texts.csv --model " + model + " --topics 2 --words 8 --json --seed 5");
    assertEquals(0, said.code(), said.err());
    var json = new ObjectMapper().readTree(said.out());
    assertEquals(200, json.get("texts").asInt());
    assertEquals(16, json.get("vocabulary").asInt(), "numbers occur once and stop words go");
    var found = new ArrayList<Set<String>>();
    for (var topic : json.get("topics")) {
      var words = new TreeSet<String>();
      topic.get("words").forEach(w -> words.add(w.asText()));
      found.add(words);
    }
    assertTrue(found.contains(new TreeSet<>(FOOD)), said.out());
    assertTrue(found.contains(new TreeSet<>(SHIPS)), said.out());
  }

  @Test
  void modelPageAndTable() throws IOException {
    var said =
        run(
            "topics --data @/texts.csv --column text --topics 2 --param iterations=100 --browser"
                + " @/topics.html --out @/topics.safetensors --checkpoints @/states");
    assertEquals(0, said.code(), said.err());
    assertTrue(said.out().contains("200 texts, 16 words"), said.out());
    var page = Files.readString(dir.resolve("topics.html"));
    assertTrue(page.contains("harbour") && page.contains(" no. "), "words and texts as they were");
    try (var states = Files.list(dir.resolve("states"))) {
      assertEquals(0, states.count(), "a state of finished work is left");
    }
    var model = Store.load(dir.resolve("topics.safetensors"), Transform.class);
    var mixed =
        model.apply(
            Frame.of("text", Column.Text.of("Soup and bread!", "The captain's mast, a sail")));
    var shares = mixed.column("text", Column.Dense.class).values();
    assertTrue((shares[0] > 0.5) != (shares[2] > 0.5), "one text of food, one of ships");
  }

  @Test
  void fewWordsAreEnough() throws IOException {
    var lines = List.of("text", "cat dog cat", "cat dog", "sun moon sun", "moon sun", "cat sun");
    Files.write(dir.resolve("few.csv"), lines);
    var said = run("topics --data @/few.csv --kind text=text --topics 2 --max-df 1");
    assertEquals(0, said.code(), said.err());
    assertTrue(said.out().contains("5 texts, 4 words"), said.out());
  }

  @Test
  void saysWhatIsWrong() {
    assertTrue(run("topics --data @/texts.csv --model nmf").err().contains("online-lda"));
    assertTrue(run("topics --data @/texts.csv --column id").err().contains("--kind id=text"));
    assertTrue(run("topics --data @/texts.csv --column nix").err().contains("nix"));
  }
}
