package millrace.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import millrace.cli.Main;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every learner of the benchmark's plan on two real tables: its score is no more than .01 below
 * scikit-learn 1.2.1's with the same rows and parameters ({@code learners.csv}, written by {@code
 * ./millrace bench learners} with the peer). No clock is read.
 */
@Tag("shared-data")
class LearnersSharedDataTest {
  private static final double LESS = 0.01;

  /** Where chance decides: what one seed may lie below the peer's. */
  private static final Map<String, Double> CHANCE =
      Map.of(
          "KMeans", .1,
          "MiniBatchKMeans", .12,
          "SgdClassifier", .03,
          "Perceptron", .08,
          "BaggingRegressor", .03,
          "AdaBoostRegressor", .03,
          "GaussianMixture", .15);

  @TempDir Path dir;

  @Test
  void noneIsWorseThanScikitLearn() throws Exception {
    var reference = reference();
    var root = Path.of(SharedData.file("README.md")).getParent();
    var err = new StringWriter();
    int code =
        Main.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            "bench",
            "learners",
            "--data=" + root,
            "--sets=concrete,pendigits",
            "--python=no-such-python",
            "--repeats=0",
            "--out=" + dir);
    assertEquals(0, code, err.toString());
    assertTrue(err.toString().contains("scikit-learn is left out"), err.toString());
    var tree = new ObjectMapper().readTree(dir.resolve("learners.json").toFile());
    var worse = new ArrayList<String>();
    var seen = new ArrayList<String>();
    for (var r : tree.get("results")) {
      var name = r.get("learner").asText();
      var key = r.get("table").asText() + "|" + name;
      assertEquals("", r.get("error").asText(), key);
      if (!reference.containsKey(key)) continue;
      seen.add(key);
      double less = CHANCE.getOrDefault(name.replaceFirst("\\(.*", ""), LESS);
      double score = r.get("score").asDouble();
      if (!(score >= reference.get(key) - less)) {
        worse.add("%s: %.4f, but scikit-learn's %.4f".formatted(key, score, reference.get(key)));
      }
    }
    assertEquals(List.of(), worse);
    assertEquals(reference.keySet().stream().sorted().toList(), seen.stream().sorted().toList());
    assertTrue(Files.readString(dir.resolve("learners.md")).contains("no peer"));
  }

  private static Map<String, Double> reference() throws Exception {
    var out = new HashMap<String, Double>();
    try (var in = LearnersSharedDataTest.class.getResourceAsStream("learners.csv")) {
      for (var line :
          new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).toList()) {
        int comma = line.lastIndexOf('|');
        out.put(line.substring(0, comma), Double.parseDouble(line.substring(comma + 1)));
      }
    }
    return out;
  }
}
