package millrace.neural.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * That the compiler makes vectors of the vector loops, at the width that this JVM was asked for.
 */
class SelfCheckTest {
  @Test
  void noLoopMakesObjectsOfItsVectors() {
    var found = SelfCheck.of(Kernels.best(), Duration.ofSeconds(60));
    assertTrue(found.size() > 60);
    var slow = found.stream().filter(f -> !f.vectors()).map(SelfCheck.Finding::loop).toList();
    assertEquals(List.of(), slow);
  }
}
