package millrace.jmh.neural;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/** Training steps of {@link GptProblem} by PyTorch, in the manner of {@link TorchTraining}. */
final class TorchGpt implements Work {
  private static final int BATCH = GptProblem.BATCH;
  private static final int CONTEXT = GptProblem.CONTEXT;
  private static final int WIDTH = GptProblem.WIDTH;
  private static final int HEADS = GptProblem.HEADS;

  /** Weights of a block: queries, keys and values are one matrix here, and one bias. */
  private static final int BLOCK = GptProblem.BLOCK - 4;

  private final NDManager own;
  private final List<NDArray> ids = new ArrayList<>();
  private final List<NDArray> next = new ArrayList<>();
  private final List<NDArray> weights = new ArrayList<>();
  private final List<NDArray> means = new ArrayList<>();
  private final List<NDArray> squares = new ArrayList<>();
  private final NDArray mask;
  private int step;

  TorchGpt(NDManager manager) {
    own = manager.newSubManager();
    var problem = GptProblem.make();
    for (int b = 0; b < problem.ids().length; b++) {
      ids.add(own.create(wide(problem.ids()[b]), new Shape(BATCH, CONTEXT)));
      next.add(own.create(wide(problem.next()[b]), new Shape(BATCH * CONTEXT, 1)));
    }
    var given = problem.weights();
    for (int i = 0; i < given.size(); i++) {
      int inBlock = (i - 2) % GptProblem.BLOCK;
      boolean attends = i >= 2 && i < 2 + GptProblem.LAYERS * GptProblem.BLOCK;
      if (attends && inBlock == 2) {
        weight(joined(given, i), 3 * WIDTH, WIDTH);
        weight(joined(given, i + 1), 3 * WIDTH);
      }
      if (attends && inBlock >= 2 && inBlock < 8) continue;
      weight(given.get(i).values(), given.get(i).shape());
    }
    var hidden = new float[CONTEXT * CONTEXT];
    for (int t = 0; t < CONTEXT; t++)
      for (int s = t + 1; s < CONTEXT; s++) hidden[t * CONTEXT + s] = Float.NEGATIVE_INFINITY;
    mask = own.create(hidden, new Shape(1, 1, CONTEXT, CONTEXT));
  }

  private static long[] wide(int... ids) {
    var wide = new long[ids.length];
    for (int i = 0; i < wide.length; i++) wide[i] = ids[i];
    return wide;
  }

  private static float[] joined(List<Problem.Weight> given, int first) {
    int size = given.get(first).values().length;
    var all = new float[3 * size];
    for (int j = 0; j < 3; j++)
      System.arraycopy(given.get(first + 2 * j).values(), 0, all, j * size, size);
    return all;
  }

  private void weight(float[] values, int... shape) {
    var s = shape.length == 1 ? new Shape(shape[0]) : new Shape(shape[0], shape[1]);
    weights.add(own.create(values, s));
    means.add(own.zeros(s));
    squares.add(own.zeros(s));
  }

  @Override
  public DoubleSupplier run(int times) {
    double loss = Double.NaN;
    for (int i = 1; i <= times; i++) loss = step(i == times);
    double last = loss;
    return () -> last;
  }

  private double step(boolean tell) {
    int batch = step++ % ids.size();
    double told = Double.NaN;
    try (var now = own.newSubManager()) {
      var leaves = new ArrayList<NDArray>();
      for (var w : weights) {
        var leaf = alias(w, now);
        leaf.setRequiresGradient(true);
        leaves.add(leaf);
      }
      JniUtils.setGradMode(true);
      var logits = forward(alias(ids.get(batch), now), leaves);
      var rows = logits.reshape(BATCH * CONTEXT, GptProblem.VOCABULARY);
      var loss = rows.logSoftmax(-1).gather(next.get(batch), 1).mean().neg();
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

  private NDArray forward(NDArray tokens, List<NDArray> w) {
    var x =
        Embedding.embedding(tokens, w.get(0), SparseFormat.DENSE).singletonOrThrow().add(w.get(1));
    for (int i = 0; i < GptProblem.LAYERS; i++) {
      int at = 2 + i * BLOCK;
      x = x.add(attention(norm(x, w, at), w, at + 2));
      var hidden = Activation.gelu(linear(norm(x, w, at + 6), w, at + 8));
      x = x.add(linear(hidden, w, at + 10));
    }
    x = norm(x, w, 2 + GptProblem.LAYERS * BLOCK);
    return Linear.linear(x, w.get(0)).singletonOrThrow();
  }

  private NDArray attention(NDArray x, List<NDArray> w, int at) {
    var parts = linear(x, w, at).split(new long[] {WIDTH, 2 * WIDTH}, 2);
    var q = heads(parts.get(0));
    var k = heads(parts.get(1));
    var v = heads(parts.get(2));
    var scores = q.matMul(k.transpose(0, 1, 3, 2)).mul(1 / Math.sqrt((double) WIDTH / HEADS));
    var seen = scores.add(mask).softmax(-1).matMul(v);
    return linear(seen.transpose(0, 2, 1, 3).reshape(BATCH, CONTEXT, WIDTH), w, at + 2);
  }

  private static NDArray heads(NDArray x) {
    return x.reshape(BATCH, CONTEXT, HEADS, WIDTH / HEADS).transpose(0, 2, 1, 3);
  }

  private static NDArray norm(NDArray x, List<NDArray> w, int at) {
    return LayerNorm.layerNorm(x, new Shape(WIDTH), w.get(at), w.get(at + 1), (float) Op.EPS)
        .singletonOrThrow();
  }

  private static NDArray linear(NDArray x, List<NDArray> w, int at) {
    return Linear.linear(x, w.get(at), w.get(at + 1)).singletonOrThrow();
  }

  private void update(int p, NDArray gradient) {
    double correction =
        Math.sqrt(1 - Math.pow(Training.BETA2, step)) / (1 - Math.pow(Training.BETA1, step));
    float rate = (float) GptProblem.RATE;
    JniUtils.adamUpdate(
        (PtNDArray) weights.get(p),
        (PtNDArray) gradient,
        (PtNDArray) means.get(p),
        (PtNDArray) squares.get(p),
        rate,
        (float) (rate * correction),
        (float) GptProblem.DECAY,
        1,
        -1,
        (float) Training.BETA1,
        (float) Training.BETA2,
        (float) Training.EPS,
        true);
  }

  @Override
  public void close() {
    own.close();
  }
}
