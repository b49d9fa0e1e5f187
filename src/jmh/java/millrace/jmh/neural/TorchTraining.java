package millrace.jmh.neural;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Training steps by PyTorch: one call per function, its own reverse pass, one call per parameter to
 * update. Gradients start undefined, as PyTorch's optimizers leave them ({@code set_to_none}): each
 * step differentiates fresh leaves that share the weights' memory.
 */
final class TorchTraining implements Work {
  private static final Shape TWO = new Shape(2, 2);
  private static final Shape ONE = new Shape(1, 1);
  private static final Shape NONE = new Shape(0, 0);

  private final NDManager own;
  private final String kind;
  private final boolean adam;
  private final List<NDArray> inputs = new ArrayList<>();
  private final List<NDArray> labels = new ArrayList<>();
  private final List<NDArray> weights = new ArrayList<>();
  private final List<NDArray> means = new ArrayList<>();
  private final List<NDArray> squares = new ArrayList<>();
  private int step;

  TorchTraining(NDManager manager, String kind, String optimizer) {
    this.own = manager.newSubManager();
    this.kind = kind;
    this.adam = optimizer.equals("adam");
    var problem = Problem.of(kind);
    for (int b = 0; b < problem.inputs().length; b++) {
      inputs.add(own.create(problem.inputs()[b], shape(problem.shape())));
      var of = problem.labels()[b];
      var wide = new long[of.length];
      for (int i = 0; i < wide.length; i++) wide[i] = of[i];
      labels.add(own.create(wide, new Shape(wide.length, 1)));
    }
    for (var w : problem.weights()) {
      weights.add(own.create(w.values(), shape(w.shape())));
      means.add(own.zeros(shape(w.shape())));
      squares.add(own.zeros(shape(w.shape())));
    }
  }

  private static Shape shape(int... extents) {
    var wide = new long[extents.length];
    for (int i = 0; i < wide.length; i++) wide[i] = extents[i];
    return new Shape(wide);
  }

  @Override
  public DoubleSupplier run(int times) {
    double loss = Double.NaN;
    for (int i = 1; i <= times; i++) loss = step(i == times);
    double last = loss;
    return () -> last;
  }

  /** What is made in a step belongs to a manager of its own, as results go to that of an input. */
  private double step(boolean tell) {
    int batch = step++ % inputs.size();
    double told = Double.NaN;
    try (var now = own.newSubManager()) {
      var leaves = new ArrayList<NDArray>();
      for (var w : weights) {
        var leaf = alias(w, now);
        leaf.setRequiresGradient(true);
        leaves.add(leaf);
      }
      JniUtils.setGradMode(true);
      var loss = loss(forward(alias(inputs.get(batch), now), leaves), labels.get(batch));
      JniUtils.backward((PtNDArray) loss, (PtNDArray) now.ones(loss.getShape()), false, false);
      JniUtils.setGradMode(false);
      for (int p = 0; p < leaves.size(); p++) update(p, leaves.get(p).getGradient());
      if (tell) told = loss.getFloat();
    }
    return told;
  }

  private static NDArray alias(NDArray of, NDManager to) {
    var alias = of.stopGradient();
    alias.attach(to);
    return alias;
  }

  private NDArray forward(NDArray x, List<NDArray> w) {
    return switch (kind) {
      case "mlp" -> {
        var h = Activation.relu(linear(x, w.get(0), w.get(1)));
        yield linear(h, w.get(2), w.get(3));
      }
      case "cnn" -> {
        var a = pooled(convolved(x, w.get(0), w.get(1)));
        var b = pooled(convolved(a, w.get(2), w.get(3)));
        yield linear(b.reshape(b.getShape().get(0), -1), w.get(4), w.get(5));
      }
      case "lstm" -> {
        var now = x.getManager();
        var zeros = new NDList(zeros(now), zeros(now));
        var parameters = new NDList(w.get(0), w.get(1), w.get(2), w.get(3));
        var all = x.getNDArrayInternal().lstm(x, zeros, parameters, true, 1, 0, true, false, false);
        yield linear(all.get(1).squeeze(0), w.get(4), w.get(5)); // [1, rows, units]: the last h
      }
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static NDArray zeros(NDManager now) {
    return now.zeros(new Shape(1, Problem.ROWS, Problem.UNITS));
  }

  private static NDArray linear(NDArray x, NDArray w, NDArray b) {
    return Linear.linear(x, w, b).singletonOrThrow();
  }

  private static NDArray convolved(NDArray x, NDArray w, NDArray b) {
    return Activation.relu(Conv2d.conv2d(x, w, b, ONE, ONE).singletonOrThrow());
  }

  private static NDArray pooled(NDArray x) {
    return Pool.maxPool2d(x, TWO, TWO, NONE, false);
  }

  /**
   * Cross entropy: DJL has no call for PyTorch's, so it is its logarithm of softmax, and a mean.
   */
  private static NDArray loss(NDArray logits, NDArray labels) {
    return logits.logSoftmax(-1).gather(labels, 1).mean().neg();
  }

  private void update(int p, NDArray gradient) {
    var w = (PtNDArray) weights.get(p);
    var g = (PtNDArray) gradient;
    if (!adam) {
      JniUtils.sgdUpdate(w, g, null, (float) Training.SGD_RATE, 0, 1, -1, 0);
      return;
    }
    double correction =
        Math.sqrt(1 - Math.pow(Training.BETA2, step)) / (1 - Math.pow(Training.BETA1, step));
    float rate = (float) Training.ADAM_RATE;
    JniUtils.adamUpdate(
        w,
        g,
        (PtNDArray) means.get(p),
        (PtNDArray) squares.get(p),
        rate,
        (float) (rate * correction),
        0,
        1,
        -1,
        (float) Training.BETA1,
        (float) Training.BETA2,
        (float) Training.EPS,
        false);
  }

  @Override
  public void close() {
    own.close();
  }
}
