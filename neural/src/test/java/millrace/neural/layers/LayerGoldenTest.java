package millrace.neural.layers;

import millrace.neural.compute.Cpu;
import org.junit.jupiter.api.Nested;

/** {@link LayerSuite} on the backends. */
class LayerGoldenTest {
  @Nested
  class OnReference extends LayerSuite {
    OnReference() {
      super(Golden.reference("layers.tsv"));
    }
  }

  @Nested
  class OnCpu extends LayerSuite {
    OnCpu() {
      super(Golden.single("layers.tsv", new Cpu(2)));
    }
  }
}
