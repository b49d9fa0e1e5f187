package millrace.neural.layers;

import millrace.neural.compute.Cpu;
import org.junit.jupiter.api.Nested;

/** {@link RecurrentSuite} on the backends. */
class RecurrentGoldenTest {
  @Nested
  class OnReference extends RecurrentSuite {
    OnReference() {
      super(Golden.reference("layers.tsv"));
    }
  }

  @Nested
  class OnCpu extends RecurrentSuite {
    OnCpu() {
      super(Golden.single("layers.tsv", new Cpu(2)));
    }
  }
}
