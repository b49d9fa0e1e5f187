package millrace.neural.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.random.RandomGenerator;
import millrace.neural.compute.Convolution.Pooling;
import millrace.neural.compute.Function;
import millrace.neural.compute.Window;
import millrace.run.Run;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Forward passes and gradients against PyTorch ({@code golden/layers.py}). */
abstract class LayerSuite {
  private final RandomGenerator random = Run.seeded(1).random("weights");
  private final Golden golden;

  LayerSuite(Golden golden) {
    this.golden = golden;
  }

  @AfterEach
  void close() {
    golden.close();
  }

  private <L extends Record & Layer> void check(String name, L layer) {
    golden.check(name, layer, (f, in) -> layer.forward(f, in.get("x")));
    golden.load(name, layer);
  }

  @Test
  void linear() {
    check("linear", Linear.of(golden.f, 5, 3, random));
    check("linear without bias", Linear.of(golden.f, 5, 3, random).withoutBias());
  }

  @Test
  void everyFunction() {
    int fused = 0;
    for (var function : Function.values()) {
      check("activation " + function, new Activation(function));
      if (golden.names("linear then " + function + "/").isEmpty()) continue; // needs x > 0
      check("linear then " + function, Linear.of(golden.f, 4, 5, random).then(function));
      fused++;
    }
    assertEquals(15, fused);
  }

  @Test
  void softmaxAndGates() {
    check("softmax", new Softmax());
    check("log softmax", new Softmax(true));
    check("swiglu", SwiGlu.of(golden.f, 4, 6, random));
  }

  @Test
  void embedding() {
    var e = Embedding.of(golden.f, 6, 3, 2, Init.normal(0, 1), random);
    golden.check("embedding", e, (f, in) -> e.forward(f, new int[] {1, 2, 5, 5, 0, 2}, 2, 3));
  }

  @Test
  void convolutions() {
    check("conv1d", Conv1d.of(golden.f, 3, 4, 3, random).stride(2).padding(2).dilation(2));
    var window = Window.of(3, 2).stride(2, 1).pad(1, 2).dilation(1, 2);
    check("conv2d", Conv2d.of(golden.f, 3, 4, window, random));
    var small = Window.of(3, 3).pad(1, 1);
    check("conv2d without bias", Conv2d.of(golden.f, 2, 3, small, random).withoutBias());
  }

  @Test
  void pooling() {
    var overlapping = Window.of(3, 3).stride(2, 2).pad(1, 1);
    check("max pool", Pool.max(2));
    check("max pool overlapping", new Pool(Pooling.MAX, overlapping));
    check("mean pool", Pool.mean(2));
    check("mean pool padded", new Pool(Pooling.MEAN, overlapping));
    check("max pool 1d", Pool.sequence(Pooling.MAX, 3, 2));
    check("mean pool 1d", Pool.sequence(Pooling.MEAN, 3, 2));
    check("global max", new GlobalPool(Pooling.MAX));
    check("global mean", new GlobalPool(Pooling.MEAN));
    check("adaptive mean", new GlobalPool(Pooling.MEAN, true));
    check("adaptive max 1d", new GlobalPool(Pooling.MAX, true));
  }

  @Test
  void norms() {
    check("layer norm", LayerNorm.of(golden.f, 5));
    check("rms norm", RmsNorm.of(golden.f, 5));
  }

  @Test
  void batchNormInTraining() {
    check("batch norm 1d", BatchNorm.of(golden.f, 4));
    check("batch norm sequence", BatchNorm.of(golden.f, 4));
    check("batch norm 2d", BatchNorm.of(golden.f, 3));
  }

  @Test
  void batchNormInPrediction() {
    var flat = BatchNorm.of(golden.f, 4);
    golden.checkPrediction("batch norm 1d eval", flat, (f, in) -> flat.forward(f, in.get("x")));
    var image = BatchNorm.of(golden.f, 3);
    golden.checkPrediction("batch norm 2d eval", image, (f, in) -> image.forward(f, in.get("x")));
  }

  @Test
  void attention() {
    var f = golden.f;
    var padding = Masks.padding(f, new int[] {5, 3}, 5);
    var both = f.add(padding, Masks.causal(f, 5));
    var plain = new DotAttention();
    golden.check(
        "dot attention",
        plain,
        (g, in) -> plain.attend(g, in.get("x.q"), plain.memory(g, in.get("x.k"), both)));
    var projected = DotAttention.of(f, 3, 6, 4, random);
    golden.check(
        "projected dot attention",
        projected,
        (g, in) -> projected.attend(g, in.get("x.q"), projected.memory(g, in.get("x.k"), padding)));
    var additive = AdditiveAttention.of(f, 3, 6, 4, random);
    golden.check(
        "additive attention",
        additive,
        (g, in) -> additive.attend(g, in.get("x.q"), additive.memory(g, in.get("x.k"), padding)));
  }
}
