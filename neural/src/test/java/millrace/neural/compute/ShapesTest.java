package millrace.neural.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import millrace.neural.compute.Elementwise.Affine;
import millrace.neural.compute.Elementwise.Apply;
import millrace.neural.compute.Elementwise.ApplyGrad;
import millrace.neural.compute.Elementwise.Arithmetic;
import millrace.neural.compute.Elementwise.Combine;
import millrace.neural.compute.Elementwise.Dropout;
import millrace.neural.compute.Elementwise.Expand;
import millrace.neural.compute.Elementwise.SumTo;
import millrace.neural.compute.Loss.CrossEntropy;
import millrace.neural.compute.Recurrence.Cell;
import millrace.neural.compute.Reduction.Kind;
import millrace.neural.compute.Update.Rule;
import org.junit.jupiter.api.Test;

/** Shapes that do not fit are refused, by all backends and with a message that helps. */
final class ShapesTest {
  private record Bad(Op op, String expected, int[]... shapes) {}

  private static final Window TWO = Window.of(2, 2);
  private static final int[] V3 = {3};
  private static final int[] V4 = {4};
  private static final int[] M34 = {3, 4};
  private static final int[] IMAGE = {1, 2, 5, 5};

  private static final List<Bad> BAD =
      List.of(
          new Bad(new Apply(Function.TANH, 0), "one tensor", V3, V3),
          new Bad(new ApplyGrad(Function.TANH, 0), "x, y and g of one shape", V3, V3, V4),
          new Bad(new Affine(1, 0), "one tensor", V3, V3),
          new Bad(new Combine(Arithmetic.ADD), "repeated to fit", M34, V3),
          new Bad(new SumTo(V3), "that [3] can be repeated to", M34),
          new Bad(new Expand(M34), "can be repeated to [3, 4]", V3),
          new Bad(new Dropout(.5, 1), "one tensor", V3, V3),
          new Bad(new Product.MatMul(false, false), "equal k", M34, M34),
          new Bad(new Product.MatMul(true, false), "stored as [.., k, m]", M34, new int[] {4, 3}),
          new Bad(new Product.MatMul(false, false), "rank 2", V3, M34),
          new Bad(
              new Product.MatMul(false, true),
              "equal leading axes",
              new int[] {2, 3, 4},
              new int[] {3, 3, 4}),
          new Bad(new Product.Linear(Function.RELU, 0), "W[out, in]", M34, M34, V4),
          new Bad(new Product.Int8(new Int8Matrix(new byte[10], new float[2], 5)), "x[.., 5]", M34),
          new Bad(new Shaping.Reshape(new int[] {5, -1}), "fits [5, -1]", M34),
          new Bad(new Shaping.Permute(new int[] {0, 0}), "axes [0, 0]", M34),
          new Bad(new Shaping.Slice(1, 2, 5), "elements 2 to 5 along axis 1", M34),
          new Bad(new Shaping.Slice(2, 0, 1), "along axis 2", M34),
          new Bad(new Shaping.Unslice(0, 2, 4), "fits at 2 of 4", M34),
          new Bad(new Shaping.Concat(0), "axis 0", M34, V3),
          new Bad(new Shaping.Rows(new int[] {1}), "one table [rows, ..]", new int[] {}),
          new Bad(new Shaping.RowsGrad(new int[] {1}, 2), "g[1, ..]", M34),
          new Bad(new Reduction.Reduce(Kind.SUM, 2), "along axis 2", M34),
          new Bad(new Reduction.Reduce(Kind.MAX, 0), "something along axis 0", new int[] {0, 2}),
          new Bad(new Reduction.MaxGrad(1), "y = max(x)", M34, M34, M34),
          new Bad(new Reduction.SquaredNorm(), "at least one tensor"),
          new Bad(new Normalization.Softmax(false), "rank 1", new int[] {}),
          new Bad(new Normalization.SoftmaxGrad(true), "y and g of one shape", M34, V4),
          new Bad(new Normalization.LayerNorm(1e-5), "gain[C]", M34, V3, V3),
          new Bad(new Normalization.LayerNormGrad(), "mean", M34, V4, V4, V3, M34),
          new Bad(new Normalization.RmsNorm(1e-5), "gain[C]", M34, V3),
          new Bad(new Normalization.RmsNormGrad(), "1/root", M34, V4, V4, M34),
          new Bad(new Normalization.BatchNorm(1e-5), "x[N, C, ..]", M34, V3, V3),
          new Bad(new Normalization.BatchNormGrad(1e-5), "variance[C]", M34, V4, V4, V3, M34),
          new Bad(new Convolution.Conv2d(TWO), "weight[O, C, 2, 2]", IMAGE, new int[] {3, 1, 2, 2}),
          new Bad(
              new Convolution.Conv2d(TWO),
              "fits into",
              new int[] {1, 2, 1, 5},
              new int[] {3, 2, 2, 2}),
          new Bad(
              new Convolution.Conv2dInputGrad(TWO, 5, 5),
              "weight[O, C, 2, 2]",
              new int[] {3, 2, 2, 2},
              new int[] {1, 3, 5, 5}),
          new Bad(
              new Convolution.Conv2dWeightGrad(TWO),
              "g[N, O, 4, 4]",
              IMAGE,
              new int[] {1, 3, 5, 5}),
          new Bad(new Convolution.Pool(Convolution.Pooling.MAX, TWO), "x[N, C, H, W]", M34),
          new Bad(
              new Convolution.PoolGrad(Convolution.Pooling.MAX, TWO),
              "y and g",
              IMAGE,
              IMAGE,
              IMAGE),
          new Bad(
              new Recurrence.Recur(Cell.LSTM, false, new int[0]),
              "x[T, B, 4H], U[4H, H], b[4H], h0[B, H] and c0[B, H]",
              new int[] {2, 1, 8},
              new int[] {8, 2},
              new int[] {8},
              new int[] {1, 2}),
          new Bad(
              new Recurrence.RecurGrad(Cell.GRU, false, new int[0]),
              "U[3H, H]",
              new int[] {6, 2},
              new int[] {6},
              new int[] {1, 2},
              new int[] {2, 1, 2},
              new int[] {2, 1, 6},
              new int[] {2, 1, 2},
              new int[] {1, 2}),
          new Bad(CrossEntropy.of(1, 2), "logits[2, classes]", M34),
          new Bad(
              new CrossEntropy(new int[] {1}, 0, new double[] {1, 2}, 0),
              "2 classes",
              new int[] {1, 3}),
          new Bad(new Loss.CrossEntropyGrad(CrossEntropy.of(1)), "g[1]", new int[] {1, 3}, V3),
          new Bad(
              new Loss.Ctc(new int[][] {{1}}, new int[0], 0, false),
              "log-probabilities[T, 1, C]",
              new int[] {4, 2, 3}),
          new Bad(new Update.Step(Rule.ADADELTA, 1, 0, .9, 1e-6), "2 states", V3, V3, V3),
          new Bad(new Update.Step(Rule.SGD, 1, 0), "of one shape", V3, V4),
          new Bad(new Update.Axpy(1), "one shape", V3, V4),
          new Bad(new Update.Blend(1), "one shape", V3, V4),
          new Bad(new Update.Fill(1), "one tensor", V3, V3),
          new Bad(new Update.Put(2), "2 + T <= C", M34, M34),
          new Bad(new Attending.Attend(2, 1, 0, 1), "k[B, S, 1·d]", M34, M34, M34),
          new Bad(
              new Attending.Attend(1, 1, 0, 1, new int[] {5}, 0, 0),
              "a length from 0 to S",
              new int[] {1, 2, 3},
              new int[] {1, 4, 3},
              new int[] {1, 4, 3}),
          new Bad(
              new Attending.AttendGrad(new Attending.Attend(1, 1, 0, 1)), "logarithms", M34, M34),
          new Bad(new Attending.Rotate(2, 1e4, true, 0, false), "an even d", new int[] {1, 2, 6}),
          new Bad(new Update.ClipNorm(1), "n[1]", V3, V3),
          new Bad(new Update.ClipValue(1), "at least one tensor"));

  @Test
  void badShapesAreRefused() {
    var seen = new HashSet<Class<?>>();
    for (var bad : BAD) {
      seen.add(bad.op.getClass());
      for (var backend : new Ops[] {new Reference(), new Cpu(Kernels.SCALAR, 1)})
        try (backend) {
          var in = new Tensor[bad.shapes.length];
          for (int i = 0; i < in.length; i++) in[i] = backend.zeros(bad.shapes[i]);
          var e =
              assertThrows(
                  IllegalArgumentException.class,
                  () -> backend.run(bad.op, in),
                  () -> OpCases.text(bad.op));
          var said = e.getMessage();
          assertTrue(said.startsWith(bad.op.name() + " needs "), said);
          assertTrue(said.contains(bad.expected), said);
          for (var s : bad.shapes) assertTrue(said.contains(Tensor.text(s)), said);
        }
    }
    assertEquals(OpSuiteTest.records(Op.class), seen, "each op has shapes that it refuses");
  }

  @Test
  void badNumbersAreRefused() {
    refused("id 7, but the table has only 3 rows", () -> rows(new int[] {0, 7}));
    refused("target 3, but there are classes 0 to 2", () -> CrossEntropy.of(3).shapes(row(3)));
    refused("target -1", () -> CrossEntropy.of(-1).shapes(row(3)));
    refused("smoothing must be in [0, 1]", () -> new CrossEntropy(V3, 1.5, new double[0], 0));
    refused("dropout p must be in [0, 1) but is 1.0", () -> new Dropout(1, 0));
    refused("dropout p must be in [0, 1) but is NaN", () -> new Dropout(Double.NaN, 0));
    refused("SGD has 2 numbers, not 1", () -> new Update.Step(Rule.SGD, .1));
    refused("Linear cannot fuse GELU", () -> new Product.Linear(Function.GELU, 0));
    refused("positive extents", () -> Window.of(0, 3));
    refused(
        "at most half its window",
        () -> new Convolution.Pool(Convolution.Pooling.MAX, TWO.pad(2, 0)));
    refused("never rise", () -> recur(1, 2));
    refused("never rise", () -> recur(3, 1));
    refused("never rise", () -> recur(1));
    refused("blank 5", () -> ctc(new int[] {1}, 5, 3));
    refused("label 0", () -> ctc(new int[] {0}, 0, 3));
    refused("length 9, but there are 4 steps", () -> ctc(new int[] {1}, 0, 9));
    refused("no negative extent", () -> new Reference().zeros(2, -1));
    refused("more than 2^31 - 1", () -> Tensor.sizeOf(70_000, 70_000));
  }

  private static int[] row(int classes) {
    return new int[] {1, classes};
  }

  private static void rows(int... ids) {
    new Shaping.Rows(ids).shapes(new int[] {3, 2});
  }

  private static void recur(int... active) {
    var op = new Recurrence.Recur(Cell.TANH, false, active);
    op.shapes(new int[] {2, 2, 1}, new int[] {1, 1}, new int[] {1}, new int[] {2, 1});
  }

  private static void ctc(int[] labels, int blank, int length) {
    var op = new Loss.Ctc(new int[][] {labels}, new int[] {length}, blank, false);
    op.shapes(new int[] {4, 1, 3});
  }

  private static void refused(String expected, Runnable what) {
    var e = assertThrows(IllegalArgumentException.class, what::run, expected);
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }

  /**
   * Changes the shapes of every case in every simple way. Either the op refuses them, or Reference
   * can do it and makes what the op says: no shapes lead out of an array.
   */
  @Test
  void whatIsNotRefusedCanBeDone() {
    Set<String> seen = new HashSet<>();
    var failures = new ArrayList<String>();
    int refused = 0;
    int done = 0;
    for (var c : OpCases.all()) {
      var shapes = new int[c.inputs().length][];
      for (int i = 0; i < shapes.length; i++) shapes[i] = c.inputs()[i].shape();
      if (c.large() || elements(shapes) > 1_500 || !seen.add(c.name().replaceAll("^\\d+", "")))
        continue;
      for (var changed : changes(shapes)) {
        try {
          c.op().shapes(changed);
        } catch (IllegalArgumentException e) {
          refused++;
          continue;
        } catch (RuntimeException e) {
          failures.add(c + " with " + Arrays.deepToString(changed) + ": shapes: " + e);
          continue;
        }
        try (var f = new Reference()) {
          var in = new Tensor[changed.length];
          for (int i = 0; i < in.length; i++) in[i] = f.zeros(changed[i]);
          f.run(c.op(), in);
          done++;
        } catch (RuntimeException e) {
          failures.add(c + " with " + Arrays.deepToString(changed) + ": " + e);
        }
      }
    }
    assertEquals(
        List.of(), failures.subList(0, Math.min(30, failures.size())), "of " + failures.size());
    assertTrue(refused > 5_000 && done > 2_000, "%d refused, %d done".formatted(refused, done));
  }

  private static int elements(int[]... shapes) {
    int n = 0;
    for (var s : shapes) n += Tensor.sizeOf(s);
    return n;
  }

  /** One input less or more, an axis less or more, an extent less or more. */
  private static List<int[][]> changes(int[]... shapes) {
    var out = new ArrayList<int[][]>();
    out.add(new int[0][]);
    if (shapes.length > 0) out.add(Arrays.copyOf(shapes, shapes.length - 1));
    var more = Arrays.copyOf(shapes, shapes.length + 1);
    more[shapes.length] = shapes.length > 0 ? shapes[shapes.length - 1] : V3;
    out.add(more);
    for (int i = 0; i < shapes.length; i++) {
      var s = shapes[i];
      out.add(with(shapes, i, Arrays.copyOf(s, s.length + 1)));
      var one = Arrays.copyOf(s, s.length + 1);
      one[s.length] = 1;
      out.add(with(shapes, i, one));
      if (s.length > 0) out.add(with(shapes, i, Arrays.copyOf(s, s.length - 1)));
      for (int k = 0; k < s.length; k++)
        for (int by = -1; by <= 1; by += 2) {
          var t = s.clone();
          t[k] += by;
          if (t[k] >= 0) out.add(with(shapes, i, t));
        }
    }
    return out;
  }

  private static int[][] with(int[][] shapes, int i, int[] shape) {
    var out = shapes.clone();
    out[i] = shape;
    return out;
  }
}
