package millrace.neural.layers;

import millrace.neural.compute.Cpu;
import millrace.neural.opencl.OpenCl;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

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

  @Nested
  @Tag("opencl")
  class OnOpenCl extends LayerSuite {
    OnOpenCl() {
      super(Golden.single("layers.tsv", new OpenCl()));
    }
  }
}
