package millrace.neural.losses;

import millrace.neural.compute.Cpu;
import millrace.neural.layers.Golden;
import org.junit.jupiter.api.Nested;

/** {@link LossSuite} on the backends. */
class LossGoldenTest {
  @Nested
  class OnReference extends LossSuite {
    OnReference() {
      super(Golden.reference("losses.tsv"));
    }
  }

  @Nested
  class OnCpu extends LossSuite {
    OnCpu() {
      super(Golden.single("losses.tsv", new Cpu(2)));
    }
  }
}
