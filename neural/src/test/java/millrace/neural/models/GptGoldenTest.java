package millrace.neural.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Reference;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Init;
import millrace.neural.train.Task;
import millrace.neural.transformer.Sight;
import millrace.run.Run;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A GPT that PyTorch trained, see golden/gpt.py: network, objective, optimizer and schedule. */
class GptGoldenTest {
  private static final int STEPS = 30;
  private static final GptLanguageModel HOW =
      new GptLanguageModel()
          .layers(2)
          .heads(2)
          .width(4)
          .context(6)
          .batchSize(3)
          .iterations(STEPS)
          .passes(0)
          .learningRate(1e-2)
          .minLearningRate(1e-3)
          .warmupIterations(3)
          .evalEvery(STEPS);

  /** The first weights of the file, in the precision of the ops. */
  private record Given(Ops f, JsonNode values, List<Tensor> made) implements Weights {
    @Override
    public Tensor of(String name, Init init, int... shape) {
      made.add(f.tensor(numbers(values.get(name)), shape));
      return made.getLast();
    }

    @Override
    public Tensor buffer(String name, Init init, int... shape) {
      throw new AssertionError("a GPT has no buffers: " + name);
    }
  }

  private static double[] numbers(JsonNode list) {
    var out = new double[list.size()];
    for (int i = 0; i < out.length; i++) out[i] = list.get(i).asDouble();
    return out;
  }

  private static int[] ints(JsonNode list) {
    var out = new int[list.size()];
    for (int i = 0; i < out.length; i++) out[i] = list.get(i).asInt();
    return out;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void trainsAsPyTorchDoes(boolean bias) throws IOException {
    check(new Reference(), bias, 1e-9);
    try (var f = new Cpu(2)) {
      check(f, bias, 2e-5);
    }
  }

  private static void check(Ops f, boolean bias, double tolerance) throws IOException {
    JsonNode all;
    try (var in = GptGoldenTest.class.getResourceAsStream("/golden/gpt.json")) {
      all = new ObjectMapper().readTree(in);
    }
    var gold = all.get(bias ? "bias" : "plain");
    var text = ints(all.get("text"));
    var weights = new Given(f, gold.get("weights"), new ArrayList<>());
    var net = GptNet.of(f, weights, HOW.bias(bias), 7);
    assertEquals(gold.get("weights").size(), weights.made.size());
    var losses = new ArrayList<Double>();
    var steps = new int[1];
    var task =
        Task.of(
            weights.made,
            List.of(),
            text.length - 6,
            (g, _) -> {
              var starts = ints(all.get("starts").get(steps[0]++));
              return new NextTokens(6).loss(g, net, text, starts);
            });
    HOW.training(text.length)
        .fit(f, task, Run.seeded(1).listen(p -> losses.add(p.values().get("loss"))));
    assertEquals(STEPS, losses.size());
    // the last one is the mean of all, as an epoch ends there
    var expected = numbers(gold.get("losses"));
    double sum = 0;
    for (double e : expected) sum += e;
    expected[STEPS - 1] = sum / STEPS;
    assertArrayEquals(
        expected, losses.stream().mapToDouble(Double::doubleValue).toArray(), tolerance);
    var start = new int[6];
    System.arraycopy(text, 0, start, 0, 6);
    var scores = f.doubles(net.forward(f, start, 1, Sight.causal()));
    assertArrayEquals(numbers(gold.get("scores")), scores, tolerance);
  }
}
