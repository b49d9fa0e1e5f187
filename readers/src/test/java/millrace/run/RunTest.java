package millrace.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RunTest {
  @Test
  void aStreamBelongsToSeedPurposeAndIndex() {
    var run = Run.seeded(7);
    assertEquals(run.random("tree", 3).nextLong(), Run.seeded(7).random("tree", 3).nextLong());
    assertEquals(
        run.random("tree", 3).nextLong(), run.threads(1).silent().random("tree", 3).nextLong());
    var first = new HashSet<Long>();
    for (long seed = 0; seed < 10; seed++) {
      for (int i = 0; i < 100; i++) {
        first.add(Run.seeded(seed).random("tree", i).nextLong());
        first.add(Run.seeded(seed).random("fold", i).nextLong());
        first.add(Run.seeded(seed).random("fold", i, 0).nextLong());
        first.add(Run.seeded(seed).random("fold", 0, i + 1).nextLong());
      }
    }
    assertEquals(4000, first.size());
  }

  /** So that a model of an older version comes out again: these numbers may never change. */
  @Test
  void streamsStayAsTheyAre() {
    assertEquals(
        List.of(SEEDS),
        List.of(
            Run.seeded(42).seedFor("tree", 0),
            Run.seeded(42).seedFor("tree", 1),
            Run.seeded(-1).seedFor("")));
  }

  private static final Long[] SEEDS = {
    7220577890950294305L, 8941041208377425069L, 8245168133484221968L
  };

  @Test
  void seedsForLibrariesAreNotNegative() {
    for (long s = -500; s < 500; s++) assertTrue(Run.seeded(s).seedFor("engine", s) >= 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void mapGivesResultsInOrder(int threads) {
    var run = Run.seeded(1).threads(threads);
    var expected = IntStream.range(0, 500).map(i -> i * i).boxed().toList();
    assertEquals(expected, run.map(500, i -> i * i));
    assertEquals(expected, run.map("square", 500, i -> i * i));
    assertEquals(List.of(), run.map(0, i -> i));
    assertArrayEquals(
        IntStream.range(0, 50).mapToLong(i -> Run.seeded(1).random("t", i).nextLong()).toArray(),
        run.map(50, i -> run.random("t", i).nextLong()).stream().mapToLong(l -> l).toArray());
  }

  @Test
  void mapUsesAsManyThreadsAsItMayAndNoMore() throws InterruptedException {
    var threads = Collections.<Thread>newSetFromMap(new ConcurrentHashMap<>());
    var together = new CountDownLatch(3);
    var met =
        Run.quiet()
            .threads(3)
            .map(
                30,
                i -> {
                  threads.add(Thread.currentThread());
                  together.countDown();
                  return await(together);
                });
    assertFalse(met.contains(false), "three at once");
    assertEquals(3, threads.size());
    threads.clear();
    Run.quiet().threads(1).map(30, i -> threads.add(Thread.currentThread()));
    assertEquals(java.util.Set.of(Thread.currentThread()), threads);
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void theFailureOfLowestIndexIsThrownWhateverTheSchedule(int threads) {
    var late = new CountDownLatch(threads == 1 ? 0 : 1);
    var error =
        assertThrows(
            IllegalStateException.class,
            () ->
                Run.quiet()
                    .threads(threads)
                    .map(
                        100,
                        i -> {
                          if (i == 2) {
                            late.countDown();
                            throw new IllegalStateException("two");
                          }
                          if (i == 1) {
                            await(late);
                            throw new IllegalStateException("one");
                          }
                          return i;
                        }));
    assertEquals("one", error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aFailureStopsTheRest(int threads) {
    var begun = new AtomicInteger();
    var failed = new CountDownLatch(1);
    var first = new CountDownLatch(1);
    assertThrows(
        ArithmeticException.class,
        () ->
            Run.quiet()
                .threads(threads)
                .map(
                    1000,
                    i -> {
                      begun.incrementAndGet();
                      if (i == 0 && threads == 2) {
                        await(failed);
                        // the other thread goes on with 2, 3, … unless the failure stops it
                        sleep(50);
                      }
                      if (i == 1) {
                        failed.countDown();
                        throw new ArithmeticException();
                      }
                      first.countDown();
                      return i;
                    }));
    assertEquals(2, begun.get());
  }

  private static void sleep(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void errorsComeThroughAsTheyAre() {
    var error = new StackOverflowError("deep");
    assertSame(
        error,
        assertThrows(
            StackOverflowError.class,
            () ->
                Run.quiet()
                    .threads(2)
                    .map(
                        4,
                        i -> {
                          if (i == 3) throw error;
                          return i;
                        })));
  }

  @Test
  void progressRisesToItsTotalOneAtATime() {
    var seen = new ArrayList<Run.Progress>(); // not synchronized: a race would lose some
    Run.quiet().threads(4).listen(seen::add).map("part", 200, i -> i);
    assertEquals(LongRange.upTo(200), seen.stream().map(Run.Progress::done).toList());
    assertTrue(seen.stream().allMatch(p -> p.phase().equals("part") && p.total() == 200));
    seen.clear();
    assertTrue(Run.quiet().listen(seen::add).step("sweep", 3, 10, "loss", 0.5, "n", 7));
    assertEquals(List.of(new Run.Progress("sweep", 3, 10, Map.of("loss", 0.5, "n", 7.0))), seen);
    assertEquals(
        "sweep 3/10 {loss=0.5}", new Run.Progress("sweep", 3, 10, Map.of("loss", 0.5)).toString());
    assertEquals("sweep 3/10", new Run.Progress("sweep", 3, 10, Map.of()).toString());
    seen.clear();
    Run.quiet().listen(seen::add).silent().step("sweep", 1, 1);
    assertEquals(List.of(), seen);
  }

  private static final class LongRange {
    static List<Long> upTo(long n) {
      var out = new ArrayList<Long>();
      for (long i = 1; i <= n; i++) out.add(i);
      return out;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void cancelEndsMapAndStep(int threads) {
    var run = Run.quiet().threads(threads);
    var begun = new AtomicInteger();
    var cancelled =
        assertThrows(
            Run.CancelledException.class,
            () ->
                run.map(
                    "part",
                    1000,
                    i -> {
                      begun.incrementAndGet();
                      if (i == 5) run.cancel();
                      return i;
                    }));
    assertTrue(
        cancelled.getMessage().matches("part cancelled at \\d+ of 1000"), cancelled.getMessage());
    assertTrue(begun.get() < 1000, () -> "begun " + begun);
    assertEquals(
        "sweep cancelled at 1 of 2",
        assertThrows(Run.CancelledException.class, () -> run.step("sweep", 1, 2)).getMessage());
    assertThrows(Run.CancelledException.class, () -> run.silent().threads(9).step("sweep", 1, 2));
    run.finish();
    assertThrows(Run.CancelledException.class, () -> run.step("sweep", 1, 2), "cancelled it stays");
  }

  @Test
  void aListenerMayCancel() {
    var run = new Run[1];
    run[0] = Run.quiet().listen(p -> run[0].cancel());
    assertThrows(Run.CancelledException.class, () -> run[0].step("sweep", 0, 2));
  }

  @Test
  void finishKeepsWhatThereIs() {
    var run = Run.quiet();
    assertTrue(run.step("sweep", 0, 3));
    run.finish();
    assertFalse(run.step("sweep", 1, 3));
    assertFalse(run.silent().step("sweep", 1, 3));
    assertEquals(List.of(0, 1, 2), run.map(3, i -> i));
  }

  @Test
  void anInterruptIsACancel() {
    Thread.currentThread().interrupt();
    assertThrows(Run.CancelledException.class, () -> Run.quiet().step("sweep", 0, 1));
    assertTrue(Thread.interrupted(), "and stays set");
    Thread.currentThread().interrupt();
    assertThrows(
        Run.CancelledException.class,
        () -> Run.quiet().threads(2).map(4, i -> await(new CountDownLatch(1))));
    assertTrue(Thread.interrupted(), "and stays set");
  }

  @Test
  void threadsAreAtLeastOne() {
    assertEquals(
        "threads must be at least 1 but is 0",
        assertThrows(IllegalArgumentException.class, () -> Run.quiet().threads(0)).getMessage());
    assertNotEquals(Run.quiet().seed(), Run.seeded(1).seed());
  }
}
