package millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/**
 * What the {@code Turns} of src/jmh keep: a line of JSON a table, {@code {"title": …, "seconds":
 * {way: [of each round]}}}.
 */
final class BenchTurnsFile {
  private static final String OURS = "Millrace";
  private static final Pattern THREADS = Pattern.compile("(\\d+) threads?");

  private BenchTurnsFile() {}

  static List<BenchFigure> figures(Path file) throws IOException {
    var out = new ArrayList<BenchFigure>();
    for (var line : Files.readAllLines(file)) {
      var tree = new ObjectMapper().readTree(line);
      SequencedMap<String, List<Double>> ours = new LinkedHashMap<>();
      SequencedMap<String, List<Double>> theirs = new LinkedHashMap<>();
      for (var way : tree.path("seconds").properties())
        (way.getKey().startsWith(OURS) ? ours : theirs).put(way.getKey(), seconds(way.getValue()));
      add(out, tree.path("title").asText(), ours, theirs);
    }
    return out;
  }

  /** Where no way is called ours, all are. */
  private static void add(
      List<BenchFigure> out,
      String title,
      SequencedMap<String, List<Double>> ours,
      SequencedMap<String, List<Double>> theirs) {
    var mine = ours.isEmpty() ? theirs : ours;
    mine.forEach(
        (way, seconds) -> {
          // titles and ways name what is done: only how many threads it took is told elsewhere
          var on = way.equals(OURS) || way.startsWith(OURS + ",") ? "" : way;
          on = on.replaceFirst("^Millrace: ", "");
          if (ours.isEmpty() || theirs.isEmpty())
            out.add(BenchFigure.alone(title, on, threads(way), "s", false, seconds));
          else
            for (var peer : theirs.entrySet())
              out.add(
                  BenchFigure.of(
                      title,
                      on,
                      threads(way),
                      "s",
                      false,
                      seconds,
                      peer.getKey(),
                      peer.getValue()));
        });
  }

  private static int threads(String way) {
    var m = THREADS.matcher(way);
    return m.find() ? Integer.parseInt(m.group(1)) : 1;
  }

  private static List<Double> seconds(JsonNode rounds) {
    var out = new ArrayList<Double>();
    for (var s : rounds) out.add(s.asDouble());
    return out;
  }
}
