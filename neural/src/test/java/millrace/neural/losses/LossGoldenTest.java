package millrace.neural.losses;

import millrace.neural.compute.Cpu;
import millrace.neural.layers.Golden;
import millrace.neural.opencl.OpenCl;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

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

  @Nested
  @Tag("opencl")
  class OnOpenCl extends LossSuite {
    OnOpenCl() {
      super(Golden.single("losses.tsv", new OpenCl()));
    }
  }
}
