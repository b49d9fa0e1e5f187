package millrace.jmh.neural;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import millrace.neural.autograd.Tape;
import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Embedding;
import millrace.neural.layers.LayerNorm;
import millrace.neural.layers.Linear;
import millrace.neural.losses.CrossEntropy;
import millrace.neural.train.AdamW;
import millrace.neural.train.Evaluation;
import millrace.neural.train.Updater;
import millrace.neural.transformer.Block;
import millrace.neural.transformer.Decoder;
import millrace.neural.transformer.FeedForward;
import millrace.neural.transformer.MultiHead;
import millrace.neural.transformer.Sight;

/** Training steps of {@link GptProblem} by Millrace. */
final class MillraceGpt implements Work {
  private final Ops f;
  private final GptProblem problem = GptProblem.make();
  private final List<Tensor> weights = new ArrayList<>();
  private final Decoder net;
  private final Updater updater;
  private int step;

  MillraceGpt(Ops f) {
    this.f = f;
    for (var w : problem.weights()) weights.add(f.tensor(w.values(), w.shape()));
    var blocks = new ArrayList<Block>();
    for (int i = 0; i < GptProblem.LAYERS; i++) blocks.add(block(2 + i * GptProblem.BLOCK));
    net =
        new Decoder(
            new Embedding(weights.get(0), -1),
            weights.get(1),
            blocks,
            norm(2 + GptProblem.LAYERS * GptProblem.BLOCK),
            null,
            GptProblem.CONTEXT,
            0);
    updater =
        new AdamW()
            .lr(GptProblem.RATE)
            .weightDecay(GptProblem.DECAY)
            .updater(f, weights.toArray(Tensor[]::new));
  }

  private Block block(int at) {
    var attention =
        new MultiHead(
            linear(at + 2),
            linear(at + 4),
            linear(at + 6),
            linear(at + 8),
            GptProblem.HEADS,
            GptProblem.HEADS,
            GptProblem.WIDTH,
            0,
            null);
    var feed = new FeedForward(linear(at + 12), linear(at + 14), Function.GELU);
    return new Block(norm(at), attention, norm(at + 10), feed, true, 0);
  }

  private LayerNorm norm(int at) {
    return new LayerNorm(weights.get(at), weights.get(at + 1), Op.EPS);
  }

  private Linear linear(int at) {
    return new Linear(weights.get(at), weights.get(at + 1));
  }

  @Override
  public DoubleSupplier run(int times) {
    var told = new double[] {Double.NaN};
    for (int i = 1; i <= times; i++) {
      int batch = step++ % problem.ids().length;
      boolean last = i == times;
      updater.step(
          1,
          () -> {
            var tape = new Tape(f, weights, step);
            var logits = net.forward(tape, problem.ids()[batch], GptProblem.BATCH, Sight.causal());
            var rows = tape.reshape(logits, -1, GptProblem.VOCABULARY);
            var loss = new CrossEntropy().of(tape, rows, problem.next()[batch]);
            tape.backward(loss);
            if (last) told[0] = f.floats(loss)[0];
            return Evaluation.of(tape, loss, weights);
          });
    }
    return () -> told[0];
  }
}
