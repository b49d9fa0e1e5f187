package millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import millrace.contract.Project;
import millrace.evaluation.Comparison.Task;
import millrace.learn.Catalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the launchers share: when the vector module is left out, and the AOT cache. */
class LauncherTest {
  @TempDir Path folder;

  @Test
  void everyModelThatComputesWithVectorsGetsTheModule() throws Exception {
    var names = new ArrayList<String>(List.of("network", "mlp", "lstm", "gru"));
    for (var t : Catalog.trainers()) {
      var type = t.getClass().getPackageName();
      if (type.startsWith("millrace.neural") || type.startsWith("millrace.embeddings")) {
        names.add(Catalog.name(t.getClass()));
        names.add(LineUp.name(t));
      }
    }
    assertTrue(names.size() > 30, names.toString());
    var script = new StringBuilder();
    for (var n : names)
      script.append("without_vectors train --model '%s(epochs=1)' && echo '%s'\n".formatted(n, n));
    for (var n : names)
      script.append("without_vectors compare --models=ridge,'%s' && echo '%s'\n".formatted(n, n));
    script.append("without_vectors compare --models all && echo all\n");
    assertEquals("", bash(script + "true", Map.of()));
  }

  @Test
  void otherModelsDoWithout() throws Exception {
    var script = new StringBuilder();
    for (var name : LineUp.all(Task.CLASSIFICATION, "auto").keySet())
      if (!Pattern.matches("feed-forward|lstm|gru|recurrent|.*cnn|transformer", name))
        script.append("without_vectors tune --model %s || echo %s\n".formatted(name, name));
    assertEquals("", bash(script.toString(), Map.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "--version, yes",
    "--help, yes",
    "models Ridge, yes",
    "train --model logistic --data a.csv, yes",
    "train --data network.csv --model ridge, yes",
    "train --model logistic --recipe r.json, no",
    "compare --data a.csv --target y, no",
    "predict --data a.csv --model m.safetensors, no",
    "--verbose compare, no",
    "doctor, no",
    "vectors nearest, no",
    "train --model LSTM, no",
  })
  void theModuleIsLeftOutOnlyWhereItIsSurelyNotNeeded(String words, String without)
      throws Exception {
    assertEquals(
        without, bash("without_vectors " + words + " && echo yes || echo no", Map.of()).strip());
  }

  @Test
  void optionsStandBeforeTheCommand() throws Exception {
    var jar = Files.writeString(folder.resolve("a b.jar"), "");
    var script =
        """
        cd "%s"
        read_options ./millrace --with smile --jar "a b.jar" --jvm "-Xmx8g -Xss2m" jupyter install --jvm -Xmx1g
        printf '%%s\\n' "$called" "${with[*]}" "${jvm[@]}" "$extra" "${before[@]}" "${words[@]}"
        """
            .formatted(folder);
    assertEquals(
        List.of(
            "./millrace --with smile --jar 'a b.jar' --jvm '-Xmx8g -Xss2m'",
            "smile",
            "-Xmx8g",
            "-Xss2m",
            ":" + jar,
            "--with",
            "smile",
            "--jar",
            jar.toString(),
            "--jvm",
            "-Xmx8g -Xss2m",
            "jupyter",
            "install",
            "--jvm",
            "-Xmx1g"),
        bash(script, Map.of()).lines().toList());
    assertEquals("0\n", bash("read_options m; echo ${#words[@]}", Map.of()));
    assertTrue(bash("read_options m --jar", Map.of()).contains("--jar needs a value"));
    assertTrue(bash("read_options m --jar none.jar", Map.of()).contains("no file none.jar"));
    var behind = Cli.run("models", "--with", "smile");
    assertEquals(2, behind.code());
    assertTrue(
        behind
            .err()
            .contains("--with stands first, before the command: ./millrace --with VALUE COMMAND"),
        behind.err());
  }

  @Test
  void figuresAreTheSameInEveryCountry() throws Exception {
    var iris = Project.root().resolve("cli/src/main/resources/millrace/cli/iris.csv").toString();
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var said =
        run(
            List.of(
                java,
                "-Duser.language=de",
                "-Duser.country=DE",
                "-cp",
                path(),
                "millrace.cli.Main",
                "train",
                "--data",
                iris,
                "--target",
                "species",
                "--model",
                "logistic",
                "--score"),
            Map.of());
    assertTrue(said.startsWith("accuracy 0.9"), said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no cache at all", ""})
  void aCacheThatDoesNotFitIsPassedOverInSilence(String content) throws Exception {
    var cache = Files.writeString(folder.resolve("bad.aot"), content);
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var said =
        run(
            List.of(
                java,
                "-Xlog:aot=off",
                "-Xlog:cds=off",
                "-XX:AOTCache=" + cache,
                "-cp",
                path(),
                "millrace.cli.Main",
                "--version"),
            Map.of());
    assertTrue(said.startsWith("Millrace ") && said.lines().count() == 1, said);
  }

  @Test
  void theCacheIsMadeOnceAndUsed() throws Exception {
    var jar = Files.writeString(folder.resolve("newer"), "");
    Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
    var fake = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
    // stands for a JVM: it writes the cache it is asked for, and counts
    Files.writeString(
        fake,
        """
        #!/usr/bin/env bash
        echo made >>"%s/count"
        for o in "$@"; do case "$o" in -XX:AOTCacheOutput=*) echo cache >"${o#*=}" ;; esac; done
        """
            .formatted(folder));
    assertTrue(fake.toFile().setExecutable(true));
    var release = folder.resolve("jdk/release");
    Files.writeString(release, "JAVA_VERSION=\"25.0.3\"\n");
    Files.setLastModifiedTime(release, FileTime.fromMillis(0));
    var script =
        """
        is_java25 %1$s/jdk; java_home=%1$s/jdk
        jvm_flags models; aot_flags %1$s a.jar %1$s/newer; echo "${flags[*]}"
        """
            .formatted(folder);
    var off = bash(script, Map.of("MILLRACE_AOT", "off"));
    assertEquals(-1, off.indexOf("AOTCache"), off);
    for (int i = 0; i < 2; i++) {
      var now = bash(script, Map.of("MILLRACE_AOT", "now"));
      assertTrue(now.contains("-XX:AOTCache=" + folder), now);
      assertEquals(-1, now.indexOf("incubator"), now);
    }
    assertEquals(List.of("made"), Files.readAllLines(folder.resolve("count")));
  }

  @Test
  void startTrainingRunsAllItsCommands() throws Exception {
    StartTraining.main();
  }

  private String bash(String script, Map<String, String> environment) throws Exception {
    var shared = Project.root().resolve("cli/src/main/launcher/start.bash");
    return run(
        List.of("bash", "-c", "set -uo pipefail; . '%s'; %s".formatted(shared, script)),
        environment);
  }

  private String run(List<String> words, Map<String, String> environment)
      throws IOException, InterruptedException {
    var said = folder.resolve("said.txt");
    var builder = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().putAll(environment);
    assertTrue(builder.start().waitFor(5, TimeUnit.MINUTES), "hangs: " + builder.command());
    return Files.readString(said, StandardCharsets.UTF_8);
  }

  private static String path() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
