package millrace.neural.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import millrace.neural.compute.Reference;
import millrace.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {
  @TempDir Path folder;

  private static Run.Progress progress(long step, Object... figures) {
    var values = new LinkedHashMap<String, Double>();
    for (int i = 0; i < figures.length; i += 2)
      values.put((String) figures[i], (Double) figures[i + 1]);
    return new Run.Progress("step", step, 9, values);
  }

  @Test
  void csv() throws IOException {
    var file = folder.resolve("m.csv");
    var before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try (var log = MetricsLog.csv(file)) {
      log.accept(progress(1, "loss", .5, "a,\"b", Double.NaN));
      log.accept(progress(2));
      // what is written is there while the log is open
      assertEquals(3, Files.readAllLines(file).size());
    } finally {
      Locale.setDefault(before);
    }
    try (var log = MetricsLog.csv(file)) {
      log.accept(progress(3, "loss", .25));
    }
    var lines = Files.readAllLines(file);
    assertEquals(4, lines.size());
    assertEquals("time,phase,step,total,name,value", lines.get(0));
    assertTrue(lines.get(1).matches("\\d{10}\\.\\d{3},step,1,9,loss,0\\.5"), lines.get(1));
    assertTrue(lines.get(2).endsWith(",step,1,9,\"a,\"\"b\",NaN"), lines.get(2));
    assertTrue(lines.get(3).endsWith(",step,3,9,loss,0.25"), lines.get(3));
  }

  @Test
  void jsonl() throws IOException {
    var file = folder.resolve("m.jsonl");
    Files.writeString(file, "{\"step\":0}\n{\"st"); // a last line that was cut short
    try (var log = MetricsLog.jsonl(file)) {
      log.accept(progress(1, "loss", .5, "odd \"name\"\\\n", Double.POSITIVE_INFINITY));
    }
    var lines = Files.readAllLines(file);
    assertEquals(List.of("{\"step\":0}", "{\"st"), lines.subList(0, 2));
    assertEquals(3, lines.size());
    var json = new ObjectMapper().readTree(lines.get(2));
    assertEquals("step", json.get("phase").textValue());
    assertEquals(1, json.get("step").longValue());
    assertEquals(9, json.get("total").longValue());
    assertEquals(.5, json.get("loss").doubleValue());
    assertEquals("Infinity", json.get("odd \"name\"\\\n").textValue());
    assertTrue(json.get("time").doubleValue() > 1.7e9);
  }

  @Test
  void eventsAreThoseOfTensorFlow() throws IOException {
    byte[] golden;
    try (var in = MetricsLogTest.class.getResourceAsStream("/golden/tensorflow.tfevents")) {
      golden = in.readAllBytes();
    }
    var events = EventFile.read(golden);
    assertEquals(6, events.size());
    assertEquals("brain.Event:2", events.getFirst().version);
    var expected = new float[] {.5f, .25f, -3, Float.NaN, 1e-30f};
    for (int i = 0; i < 5; i++) {
      var e = events.get(i + 1);
      assertEquals(100L * i, e.step);
      assertEquals(Map.of("step/loss", expected[i]), e.scalars);
      var ours = EventRecord.scalars(e.time, e.step, "step/", Map.of("loss", (double) expected[i]));
      assertArrayEquals(e.bytes, ours);
    }
  }

  @Test
  void tensorBoard() throws IOException {
    for (int session = 0; session < 2; session++) {
      try (var log = MetricsLog.tensorBoard(folder.resolve("run"))) {
        log.accept(progress(7 + session, "loss", .5, "accuracy", .75));
        log.accept(progress(1L << 40, "loss", -1.0));
      }
    }
    try (var files = Files.list(folder.resolve("run"))) {
      var sorted = files.sorted().toList();
      assertEquals(2, sorted.size(), "a file per session");
      for (int session = 0; session < 2; session++) {
        var file = sorted.get(session);
        assertTrue(file.getFileName().toString().startsWith("events.out.tfevents."));
        var events = EventFile.read(Files.readAllBytes(file));
        assertEquals(4, events.size());
        assertEquals("brain.Event:2", events.get(0).version);
        assertTrue(events.get(1).start);
        assertEquals(7 + session, events.get(1).step);
        assertEquals(Map.of("step/loss", .5f, "step/accuracy", .75f), events.get(2).scalars);
        assertEquals(7 + session, events.get(2).step);
        assertEquals(1L << 40, events.get(3).step);
        assertTrue(Math.abs(events.get(3).time - System.currentTimeMillis() / 1e3) < 600);
      }
    }
  }

  @Test
  void listensToATraining() throws IOException {
    var file = folder.resolve("training.csv");
    var f = new Reference();
    var run = Run.seeded(1);
    var spirals = new Spirals(f, 20, run);
    try (var log = MetricsLog.csv(file)) {
      var heard = run.listen(run.listener().andThen(log));
      new Training().batchSize(10).epochs(2).validation(.5).fit(f, spirals.task(), heard);
    }
    var lines = Files.readAllLines(file);
    assertEquals(1 + 2 * 4, lines.size(), "loss, lr, epoch and validation of two steps");
    assertTrue(lines.getLast().contains(",step,2,2,validation,"));
  }

  @Test
  void theNameSaysTheFormat() throws IOException {
    for (var name : List.of("a.csv", "a.JSONL", "folder")) {
      try (var log = MetricsLog.to(folder.resolve(name))) {
        log.accept(progress(1, "loss", .5));
      }
    }
    assertTrue(Files.readString(folder.resolve("a.csv")).startsWith("time,"));
    assertTrue(Files.readString(folder.resolve("a.JSONL")).startsWith("{\"time\""));
    assertTrue(Files.isDirectory(folder.resolve("folder")));
  }

  @Test
  void saysWhatCannotBeWritten() {
    var file = folder.resolve("nowhere").resolve("m.csv");
    var e = assertThrows(UncheckedIOException.class, () -> MetricsLog.csv(file));
    assertTrue(e.getMessage().contains("nowhere"), e.getMessage());
  }
}
