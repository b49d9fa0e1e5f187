package millrace.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import millrace.cli.Main;

/**
 * The real tables that lie beside the project, in {@code ../shared/data} or where the system
 * property {@code millrace.shared} says, and the command line run on them.
 */
final class SharedData {
  /** The project's folder. */
  static final Path ROOT = Path.of(System.getProperty("millrace.root", "")).toAbsolutePath();

  private SharedData() {}

  /** This file, which must be there: a test of real data that finds none has failed. */
  static String file(String name) {
    var given = System.getProperty("millrace.shared", "");
    var folder = given.isEmpty() ? ROOT.resolveSibling("shared").resolve("data") : Path.of(given);
    var path = folder.resolve(name);
    assertTrue(Files.exists(path), () -> path + " is not there: -Dmillrace.shared=FOLDER");
    return path.toString();
  }

  /** The nine files of UK cars, in the order of the reference results. */
  static List<String> ukCars() {
    return Stream.of("audi", "bmw", "ford", "hyundi", "merc", "skoda", "toyota", "vauxhall", "vw")
        .map(
            m ->
                file("cars-uk-100k/" + m + (m.matches("hyundi|skoda|toyota") ? ".csv" : ".csv.gz")))
        .toList();
  }

  /** The one JSON object that {@code compare --json} prints. */
  static JsonNode compare(Path reports, List<String> data, String... options) throws Exception {
    var args = new ArrayList<>(List.of("compare", "--json", "--out", reports.toString()));
    args.addAll(List.of(options));
    args.add("--data");
    args.addAll(data);
    var out = new StringWriter();
    var err = new StringWriter();
    int code = Main.run(new PrintWriter(out), new PrintWriter(err), args.toArray(String[]::new));
    assertEquals(0, code, err.toString());
    return new ObjectMapper().readTree(out.toString());
  }

  /** This metric of each model, by its name up to the parameters. */
  static Map<String, Double> scores(JsonNode result, String metric) {
    var scores = new LinkedHashMap<String, Double>();
    for (var m : result.get("models")) {
      var value = m.get("metrics").get(metric);
      assertTrue(value != null && value.isNumber(), () -> m + " has no " + metric);
      scores.put(m.get("name").asText(), value.asDouble());
    }
    return scores;
  }

  static void atLeast(double floor, String model, Map<String, Double> scores) {
    assertTrue(scores.containsKey(model), () -> model + " is not among " + scores);
    assertTrue(scores.get(model) >= floor, () -> model + " below " + floor + ": " + scores);
  }
}
