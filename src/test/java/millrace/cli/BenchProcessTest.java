package millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes of {@code bench all}, their ends and their memory; what Turns keep. */
class BenchProcessTest {
  @TempDir Path dir;

  /** Holds 64 MB and does what it is told. */
  public static final class Work {
    private Work() {}

    public static void main(String... args) throws Exception {
      var held = new byte[64][1 << 20];
      for (var part : held) part[part.length / 2] = 1;
      System.out.println("said " + held.length + System.getProperty("millrace.test.hidden", ""));
      System.err.println("to the log");
      if (args[0].equals("fail")) throw new IllegalStateException("as it was told");
      Thread.sleep(args[0].equals("stay") ? 600_000 : 1200);
    }
  }

  private BenchProcess process(Duration most, BenchMemory memory) {
    return new BenchProcess(dir.resolve("log.txt"), most, Set.of("millrace.test.hidden"), memory);
  }

  private static List<String> words(String... args) {
    var out = new ArrayList<>(List.of("-cp", System.getProperty("java.class.path")));
    out.add("millrace.cli.BenchProcessTest$Work");
    out.addAll(List.of(args));
    return out;
  }

  @Test
  void givesWhatWasSaidAndThePeakOfMemory() throws IOException {
    var memory = new BenchMemory();
    System.setProperty("millrace.test.hidden", " and more");
    try (var process = process(Duration.ofMinutes(2), memory)) {
      assertEquals("said 64", process.java(words("work")).strip());
    } finally {
      System.clearProperty("millrace.test.hidden");
    }
    assertTrue(Files.readString(dir.resolve("log.txt")).contains("to the log"));
    if (BenchMemory.known()) assertTrue(memory.peaks().get("the job") > 64 << 20);
    try (var left = Files.list(dir)) {
      assertEquals(List.of(dir.resolve("log.txt")), left.toList(), "nothing else is left");
    }
  }

  @Test
  void failuresSayWhy() {
    try (var process = process(Duration.ofMinutes(2), new BenchMemory())) {
      var e = assertThrows(IOException.class, () -> process.java(words("fail")));
      assertTrue(e.getMessage().contains("it ended with code 1"), e.getMessage());
      assertTrue(e.getMessage().contains("as it was told"), e.getMessage());
    }
  }

  @Test
  void whatTakesTooLongIsEnded() {
    var before = children();
    try (var process = process(Duration.ofSeconds(2), new BenchMemory())) {
      var e = assertThrows(IOException.class, () -> process.java(words("stay")));
      assertTrue(e.getMessage().contains("longer than 2 s"), e.getMessage());
    }
    assertEquals(before, children(), "it has ended");
  }

  private static Set<Long> children() {
    return ProcessHandle.current()
        .children()
        .filter(ProcessHandle::isAlive)
        .map(ProcessHandle::pid)
        .collect(Collectors.toSet());
  }

  @Test
  void sidesAreCalledByWhatTheyAre() {
    assertEquals(
        "PyTorch", BenchMemory.name(List.of("java", "-cp", "x", "millrace.jmh.neural.Torch")));
    assertEquals(
        "MALLET", BenchMemory.name(List.of("java", "-cp", "x", "millrace.jmh.MalletLda", "a")));
    assertEquals(
        "Python, bench_peer.py",
        BenchMemory.name(List.of("python3", "-W", "ignore", "/x/bench_peer.py")));
    assertEquals("", BenchMemory.name(List.of("java", "-cp", "x", "millrace.cli.Main", "bench")));
    assertEquals("", BenchMemory.name(List.of("kill", "-STOP", "12")));
  }

  @Test
  void waysOfOursStandBesideTheOthers() throws IOException {
    var file = dir.resolve("turns.jsonl");
    Files.writeString(
        file,
        """
        {"title":"Csv","seconds":{"pandas 1.5":[0.6,0.8],"Millrace, 2 threads":[0.3,0.2]}}
        {"title":"Predicting","seconds":{"Impute, Ridge":[0.5,0.5]}}
        """);
    var figures = BenchTurnsFile.figures(file);
    assertEquals(2, figures.size());
    var csv = figures.getFirst();
    assertEquals("pandas 1.5", csv.peer());
    assertEquals(2, csv.threads());
    assertEquals(3, csv.ratio().median(), 1e-9, "of 2 and 4");
    assertEquals(2.5, csv.ratio().low(), 1e-9);
    assertEquals("Predicting: Impute, Ridge", figures.getLast().name());
    assertFalse(figures.getLast().compared());
  }
}
