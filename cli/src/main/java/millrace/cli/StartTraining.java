package millrace.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What the JVM watches while it makes its AOT cache: short commands, so that the classes they need
 * are in it. The launchers start it; what it prints goes nowhere, and its files are deleted.
 */
public final class StartTraining {
  private StartTraining() {}

  /**
   * @throws IOException if there is no room for temporary files
   */
  public static void main(String... args) throws IOException {
    var out = new PrintWriter(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    var folder = Files.createTempDirectory("millrace-start");
    try {
      var iris = folder.resolve("iris.csv");
      try (var in = StartTraining.class.getResourceAsStream("iris.csv")) {
        Files.copy(Objects.requireNonNull(in, "iris.csv is in the jar"), iris);
      }
      var data = iris.toString();
      var model = folder.resolve("m.safetensors").toString();
      for (var line :
          List.of(
              List.of("--help"),
              List.of("models", "Ridge"),
              List.of("train", "--data", data, "--target", "species", "--model", "logistic"),
              List.of("train", "--data", data, "--target", "petal_width", "--model", "ridge"),
              List.of("predict", "--data", data, "--model", model, "--out", model + ".csv"),
              List.of(
                  "compare", "--data", data, "--target", "species", "--models", "logistic,forest"),
              List.of("compare", "--models", "ridge", "--folds", "3"))) {
        var words = new ArrayList<>(line);
        if (line.getFirst().equals("train")) words.addAll(List.of("--score", "--out", model));
        if (line.getFirst().equals("compare"))
          words.addAll(List.of("--out", folder.resolve("reports").toString()));
        int code =
            Main.run(
                out,
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                words.toArray(String[]::new));
        if (code != 0) throw new IllegalStateException("%s ended with %d".formatted(words, code));
      }
    } finally {
      Folders.delete(folder);
    }
  }
}
