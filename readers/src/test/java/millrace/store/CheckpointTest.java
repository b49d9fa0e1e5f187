package millrace.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  record State(int sweep, int[] topics, double alpha) {}

  private static final Frame ROWS = Frame.of("a", Column.Numeric.of(1, 2, 3));

  private static Checkpoint<State> of(Run run, Frame rows) {
    return Checkpoint.of(run, new Toys.ToyMean(), rows, State.class);
  }

  @Test
  void doesNothingWithoutAFolder() {
    var c = of(Run.seeded(1), ROWS);
    assertFalse(c.due());
    c.save(new State(1, new int[] {1}, 0.5));
    assertTrue(c.resume().isEmpty());
    c.done();
  }

  @Test
  void anotherObjectForTheSameWorkFindsTheStateAndOtherWorkDoesNot(@TempDir Path folder)
      throws IOException {
    var run = Run.seeded(1).checkpoints(folder.resolve("new"), Duration.ZERO);
    var c = of(run, ROWS);
    assertTrue(c.resume().isEmpty());
    assertTrue(c.due());
    c.save(new State(7, new int[] {4, 5}, 0.25));
    c.save(new State(8, new int[] {4, 6}, 0.125));
    var found = of(run.threads(3), ROWS).resume().orElseThrow();
    assertEquals(8, found.sweep());
    assertArrayEquals(new int[] {4, 6}, found.topics());
    assertEquals(0.125, found.alpha());
    assertTrue(of(run.seed(2), ROWS).resume().isEmpty());
    assertTrue(of(run, ROWS.rows(0, 1)).resume().isEmpty());
    of(run, ROWS).done();
    try (var files = Files.list(folder.resolve("new"))) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void waitsForTheInterval(@TempDir Path folder) {
    assertFalse(of(Run.seeded(1).checkpoints(folder, Duration.ofHours(1)), ROWS).due());
  }

  @Test
  void aDamagedStateIsRefusedWithAdvice(@TempDir Path folder) throws IOException {
    var run = Run.seeded(1).checkpoints(folder, Duration.ZERO);
    var c = of(run, ROWS);
    c.save(new State(7, new int[] {4, 5}, 0.25));
    Path file;
    try (var files = Files.list(folder)) {
      file = files.findFirst().orElseThrow();
    }
    var bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 3));
    var e = assertThrows(StoreException.class, c::resume);
    assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
    assertTrue(e.getMessage().contains("delete this file"), e.getMessage());
  }
}
