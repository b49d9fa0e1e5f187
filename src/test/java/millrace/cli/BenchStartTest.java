package millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench start} with programs that stand for the launcher and for Python. */
class BenchStartTest {
  @TempDir Path folder;

  @AfterEach
  void forget() {
    System.clearProperty("millrace.launcher");
  }

  @Test
  void sidesTakeTurnsAndAreSetBesideEachOther() throws IOException {
    System.setProperty("millrace.launcher", program("ours", "echo accuracy 0.9800, on 150 rows"));
    var python = program("python", "[ \"$1\" = -c ] && echo 9.9.9 || echo accuracy 0.9733");
    var said = bench("--repeats", "3", "--python", python, "--json");
    assertEquals(0, said.code(), said.err());
    var tree = new ObjectMapper().readTree(said.out());
    assertEquals("9.9.9", tree.at("/sides/scikit-learn").asText());
    var rows = tree.at("/tables/0/rows");
    assertEquals(3, rows.size());
    assertEquals(3, rows.at("/0/s").size());
    assertEquals(.98, rows.at("/0/accuracy").asDouble());
    assertEquals(.9733, rows.at("/2/accuracy").asDouble());
    assertEquals(1, rows.at("/2/of scikit-learn's").asDouble());
    assertTrue(rows.at("/0/first quartile").asDouble() <= rows.at("/0/third quartile").asDouble());
    var figure = tree.at("/figures/0");
    assertEquals("scikit-learn", figure.get("peer").asText());
    assertEquals(3, figure.get("rounds").asInt());
    assertTrue(Files.readString(folder.resolve("out/start.md")).contains("| scikit-learn |"));
  }

  @Test
  void withoutScikitLearnItIsLeftOutAndSaidSo() throws IOException {
    System.setProperty("millrace.launcher", program("ours", "echo accuracy 0.9800"));
    var python = program("python", "echo No module named sklearn; exit 1");
    var said = bench("--repeats", "1", "--python", python, "--json");
    assertEquals(0, said.code(), said.err());
    var tree = new ObjectMapper().readTree(said.out());
    assertEquals("left out: No module named sklearn", tree.at("/sides/scikit-learn").asText());
    assertEquals(2, tree.at("/tables/0/rows").size());
    assertTrue(tree.at("/tables/0/rows/0/of scikit-learn's").isNull());
  }

  @Test
  void whatFailsIsSaid() throws IOException {
    assertTrue(bench().err().contains("./millrace bench start"));
    System.setProperty("millrace.launcher", program("ours", "echo no luck; exit 3"));
    var said = bench("--repeats", "1");
    assertEquals(1, said.code());
    assertTrue(said.err().contains("ended with 3 and said: no luck"), said.err());
    assertFalse(Files.exists(folder.resolve("out/start.json")));
  }

  @Test
  void quartilesAreThoseOfNumpy() {
    var quartiles = BenchFigure.Interval.of(List.of(4., 1., 3., 2.));
    assertEquals(1.75, quartiles.low(), 1e-12);
    assertEquals(3.25, quartiles.high(), 1e-12);
  }

  private Cli bench(String... more) {
    var words =
        new ArrayList<>(List.of("bench", "start", "--out", folder.resolve("out").toString()));
    words.addAll(List.of(more));
    return Cli.run(words.toArray(String[]::new));
  }

  private String program(String name, String script) throws IOException {
    var file = Files.writeString(folder.resolve(name), "#!/usr/bin/env bash\n" + script + "\n");
    assertTrue(file.toFile().setExecutable(true));
    return file.toString();
  }
}
