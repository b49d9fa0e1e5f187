package millrace.neural.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import millrace.neural.compute.Reference;
import millrace.run.Run;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A training that was interrupted ends as if it had not been: with the same bytes. */
class ResumeTest {
  private static final int KILLS = 3;

  /** Processes are killed at moments that no seed decides, on purpose. */
  @Test
  void killedAndStartedAgain(@TempDir Path folder) throws Exception {
    var expected = ResumeChild.train(ResumeChild.plain());
    var states = folder.resolve("states");
    var result = folder.resolve("result");
    int killed = 0;
    for (int i = 0; i < KILLS; i++) {
      var child = start(states, result);
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (child.isAlive() && !hasState(states) && System.nanoTime() < until) Thread.sleep(1);
      child.waitFor(ThreadLocalRandom.current().nextLong(300), TimeUnit.MILLISECONDS);
      if (child.isAlive()) killed++;
      child.destroyForcibly().waitFor();
      assertFalse(Files.exists(result) && child.exitValue() != 0);
    }
    assertTrue(killed > 0 && hasState(states), "it was killed at work");
    var last = start(states, result);
    assertTrue(last.waitFor(120, TimeUnit.SECONDS), "it ends");
    assertEquals(0, last.exitValue(), () -> output(folder));
    assertArrayEquals(expected, Files.readAllBytes(result));
    assertFalse(hasState(states), "nothing is left");
  }

  private static boolean hasState(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) return false;
    try (var files = Files.list(folder)) {
      return files.anyMatch(f -> f.toString().endsWith(".safetensors") && !isTemporary(f));
    }
  }

  private static boolean isTemporary(Path file) {
    return file.getFileName().toString().startsWith(".");
  }

  private static Process start(Path states, Path result) throws IOException {
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules",
            "jdk.incubator.vector",
            "-cp",
            classPath(),
            ResumeChild.class.getName(),
            states.toString(),
            result.toString());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(states.resolveSibling("output").toFile()))
        .start();
  }

  private static String output(Path folder) {
    try {
      return Files.readString(folder.resolve("output"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static String classPath() {
    if (!(ResumeTest.class.getClassLoader() instanceof URLClassLoader loader))
      return System.getProperty("java.class.path");
    return Stream.of(loader.getURLs())
        .map(ResumeTest::path)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String path(URL url) {
    try {
      return Path.of(url.toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Cancelled after each of the steps in turn, and resumed. */
  @TestFactory
  Stream<DynamicTest> cancelledAfterAnyStep(@TempDir Path folder) {
    Map<String, Training> cases = new LinkedHashMap<>();
    var plain = new Training().batchSize(10).epochs(3);
    cases.put("adamw", plain);
    cases.put("nadam", plain.optimizer(new Nadam()));
    cases.put("momentum", plain.optimizer(new Sgd().momentum(.9)).validation(.2).ema(.5));
    cases.put("lbfgs", plain.optimizer(new Lbfgs().maxIter(3).historySize(2)));
    cases.put("read seldom", plain.readEvery(2).validation(.2).patience(1));
    cases.put("drawn", plain.drawn(50).mostSteps(13).validation(.2));
    cases.put("by epochs", plain.schedule(new Schedule.StepDecay(1, .5)).byEpochs(true));
    return cases.entrySet().stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.getKey(), () -> cancelAndResume(c.getValue(), folder.resolve(c.getKey()))));
  }

  private static void cancelAndResume(Training training, Path folder) {
    var expected = weights(training, ResumeChild.plain());
    for (int step = 1; step < 12; step += 2) {
      int at = step;
      var run = Run.seeded(11).threads(2).checkpoints(folder.resolve("" + step), Duration.ZERO);
      var cancelling = run.listen(p -> cancel(run, p, at));
      assertThrows(CancellationException.class, () -> weights(training, cancelling));
      var again = ResumeChild.plain().checkpoints(folder.resolve("" + step), Duration.ZERO);
      var steps = new ArrayList<Long>();
      assertArrayEquals(expected, weights(training, again.listen(p -> steps.add(p.done()))));
      assertTrue(steps.getFirst() >= at - 2, "it went on, and did not begin again");
    }
  }

  private static void cancel(Run run, Run.Progress p, int at) {
    if (p.done() == at) run.cancel();
  }

  private static double[] weights(Training training, Run run) {
    var f = new Reference();
    var spirals = new Spirals(f, 40, ResumeChild.plain());
    training.fit(f, spirals.task(), run, ResumeChild.checkpoint(run));
    return SmallNet.numbers(f, spirals.task().parameters());
  }
}
