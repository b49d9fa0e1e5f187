package millrace.neural.layers;

import millrace.neural.compute.Cpu;
import millrace.neural.opencl.OpenCl;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

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

  @Nested
  @Tag("opencl")
  class OnOpenCl extends RecurrentSuite {
    OnOpenCl() {
      super(Golden.single("layers.tsv", new OpenCl()));
    }
  }
}
