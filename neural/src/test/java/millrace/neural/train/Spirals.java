package millrace.neural.train;

import java.util.List;
import millrace.neural.compute.Function;
import millrace.neural.compute.Loss.CrossEntropy;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.BatchNorm;
import millrace.neural.layers.Dropout;
import millrace.neural.layers.Layer;
import millrace.neural.layers.Linear;
import millrace.neural.layers.Sequential;
import millrace.run.Run;

/**
 * Two spirals to be told apart by a small network; with many rows it has batch norm and dropout.
 */
final class Spirals {
  final Ops f;
  final Sequential net;
  final double[][] points;
  final int[] labels;
  double[] weights = {};

  Spirals(Ops f, int rows, Run run) {
    this(f, rows, 16, run);
  }

  Spirals(Ops f, int rows, int units, Run run) {
    this.f = f;
    var random = run.random("spirals");
    points = new double[rows][];
    labels = new int[rows];
    for (int i = 0; i < rows; i++) {
      labels[i] = i % 2;
      double r = .3 + 1.7 * random.nextDouble();
      double angle = 2 * r + Math.PI * labels[i] + .1 * random.nextGaussian();
      points[i] = new double[] {r * Math.cos(angle), r * Math.sin(angle)};
    }
    var init = run.random("weights");
    net =
        Sequential.of(
            Linear.of(f, 2, units, init).then(Function.TANH),
            rows < 100 ? new Dropout(0) : Sequential.of(BatchNorm.of(f, units), new Dropout(.05)),
            Linear.of(f, units, units, init).then(Function.RELU),
            Linear.of(f, units, 2, init));
  }

  Task task() {
    return Task.of(net, points.length, this::loss);
  }

  Tensor logits(Ops g, int... rows) {
    var x = new double[2 * rows.length];
    for (int i = 0; i < rows.length; i++) System.arraycopy(points[rows[i]], 0, x, 2 * i, 2);
    return net.forward(g, g.tensor(x, rows.length, 2));
  }

  /** The mean cross entropy, or with weights the weighted mean. */
  Tensor loss(Ops g, int... rows) {
    var targets = new int[rows.length];
    for (int i = 0; i < rows.length; i++) targets[i] = labels[rows[i]];
    var logits = logits(g, rows);
    if (weights.length == 0) return g.run(CrossEntropy.of(targets), logits)[0];
    var w = new double[rows.length * 2];
    double sum = 0;
    for (int i = 0; i < rows.length; i++) {
      w[2 * i + targets[i]] = -weights[rows[i]];
      sum += weights[rows[i]];
    }
    var terms = g.multiply(g.logSoftmax(logits), g.tensor(w, rows.length, 2));
    return g.scale(g.sum(g.reshape(terms, -1), 0), 1 / sum);
  }

  Figures score(Ops g, List<int[]> batches) {
    int right = 0;
    int n = 0;
    double loss = 0;
    for (var rows : batches) {
      try (var _ = g.scope()) {
        var y = g.doubles(logits(g, rows));
        for (int i = 0; i < rows.length; i++)
          if (y[2 * i + 1] > y[2 * i] == (labels[rows[i]] == 1)) right++;
        loss += rows.length * g.doubles(loss(g, rows))[0];
        n += rows.length;
      }
    }
    return Figures.highest("accuracy", (double) right / n).and("loss", loss / n);
  }

  float[] weights() {
    return Values.of(f, Layer.state(net).values()).singles();
  }
}
