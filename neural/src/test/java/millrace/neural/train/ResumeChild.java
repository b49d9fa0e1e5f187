package millrace.neural.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.Model;
import millrace.learn.Needs;
import millrace.learn.Trainer;
import millrace.neural.compute.Cpu;
import millrace.run.Run;
import millrace.store.Checkpoint;

/** A process that trains, keeping a state after each step, and can be killed. */
final class ResumeChild {
  private static final Run RUN = Run.seeded(11).threads(2);

  /** Stands for the trainer in the name of the file. */
  record Toy() implements Trainer<Model> {
    @Override
    public Model fit(Frame train, Run run) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Needs needs() {
      return Needs.features(Column.Numeric.class);
    }
  }

  private ResumeChild() {}

  static Checkpoint<TrainingState> checkpoint(Run run) {
    var rows = Frame.of("x", Column.Numeric.of(1, 2, 3));
    return Checkpoint.of(run, new Toy(), rows, TrainingState.class);
  }

  /** Trains with all that has a state, and gives the weights, buffers and losses as bytes. */
  static byte[] train(Run run) {
    try (var f = new Cpu(run.threads())) {
      var spirals = new Spirals(f, 200, RUN);
      var history =
          new Training()
              .optimizer(new Adam().amsgrad(true).weightDecay(1e-3))
              .schedule(new Warmup(20, .1, new Plateau(.5, 2)))
              .epochs(60)
              .batchSize(16)
              .accumulate(2)
              .readEvery(2)
              .clipNorm(1)
              .ema(.9)
              .validation(.2)
              .patience(40)
              .fit(f, spirals.task().score(spirals::score), run, checkpoint(run));
      var weights = spirals.weights();
      int n = history.epochs().size();
      var out = ByteBuffer.allocate(weights.length * 4 + n * 24 + 4);
      for (float w : weights) out.putFloat(w);
      for (var e : history.epochs())
        out.putDouble(e.loss()).putDouble(e.figures()[0]).putDouble(e.figures()[1]);
      return out.putInt(history.best()).array();
    }
  }

  static Run keeping(Path folder) {
    return RUN.checkpoints(folder, Duration.ZERO);
  }

  static Run plain() {
    return RUN;
  }

  /** The folder of states, and where the result goes. */
  public static void main(String[] args) throws IOException {
    Files.write(Path.of(args[1]), train(keeping(Path.of(args[0]))));
  }
}
