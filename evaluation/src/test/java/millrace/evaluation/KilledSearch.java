package millrace.evaluation;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import millrace.data.Frame;
import millrace.learn.Needs;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Trainer;
import millrace.run.Run;

/** A slow search, for a process that a test kills in the middle of it. */
final class KilledSearch {
  static final AtomicInteger COUNT = new AtomicInteger();
  static final int FITS = 24;

  private KilledSearch() {}

  /** A line that takes its time. */
  record Slow(double noise) implements Trainer<Toys.Line.Fitted> {
    @Override
    public Needs needs() {
      return new Toys.Line().needs();
    }

    @Override
    public Toys.Line.Fitted fit(Frame train, Run run) {
      COUNT.incrementAndGet();
      try {
        Thread.sleep(25);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return new Toys.Line("x", noise).fit(train, run);
    }
  }

  static Search<Numbers> search() {
    var space =
        Space.of(new Slow(0))
            .vary("noise", List.of(2., 1., .5, .25, 0., 3.), (_, n) -> new Slow(n));
    return Search.grid(space, Folds.k(4), Regression.RMSE);
  }

  static Frame data() {
    return Toys.line(60);
  }

  static Run run() {
    return Run.seeded(11).threads(2);
  }

  public static void main(String... args) {
    search().explore(data(), run(), Path.of(args[0]));
  }
}
