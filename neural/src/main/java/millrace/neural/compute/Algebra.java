package millrace.neural.compute;

import millrace.neural.compute.Elementwise.Affine;
import millrace.neural.compute.Elementwise.Apply;
import millrace.neural.compute.Elementwise.Arithmetic;
import millrace.neural.compute.Elementwise.Combine;
import millrace.neural.compute.Normalization.Softmax;
import millrace.neural.compute.Product.Linear;
import millrace.neural.compute.Product.MatMul;
import millrace.neural.compute.Reduction.Kind;
import millrace.neural.compute.Reduction.Reduce;

/** The ops that compute, by the names that formulas use. */
public interface Algebra {
  /** Does one op. */
  Tensor[] run(Op op, Tensor... in);

  /** a + b, one repeated along axes that it lacks or that have an extent of 1. */
  default Tensor add(Tensor a, Tensor b) {
    return run(new Combine(Arithmetic.ADD), a, b)[0];
  }

  /** a − b, repeated as in {@link #add}. */
  default Tensor subtract(Tensor a, Tensor b) {
    return run(new Combine(Arithmetic.SUBTRACT), a, b)[0];
  }

  /** a · b, element by element, repeated as in {@link #add}. */
  default Tensor multiply(Tensor a, Tensor b) {
    return run(new Combine(Arithmetic.MULTIPLY), a, b)[0];
  }

  /** a / b, element by element, repeated as in {@link #add}. */
  default Tensor divide(Tensor a, Tensor b) {
    return run(new Combine(Arithmetic.DIVIDE), a, b)[0];
  }

  /** scale · x. */
  default Tensor scale(Tensor x, double scale) {
    return affine(x, scale, 0);
  }

  /** scale · x + shift. */
  default Tensor affine(Tensor x, double scale, double shift) {
    return run(new Affine(scale, shift), x)[0];
  }

  /** A function without a parameter, of each element. */
  default Tensor apply(Function function, Tensor x) {
    return apply(function, 0, x);
  }

  /** A function with its parameter, of each element. */
  default Tensor apply(Function function, double a, Tensor x) {
    return run(new Apply(function, a), x)[0];
  }

  default Tensor relu(Tensor x) {
    return apply(Function.RELU, x);
  }

  default Tensor tanh(Tensor x) {
    return apply(Function.TANH, x);
  }

  default Tensor sigmoid(Tensor x) {
    return apply(Function.SIGMOID, x);
  }

  /** {@link MatMul}. */
  default Tensor matmul(Tensor a, boolean ta, Tensor b, boolean tb) {
    return run(new MatMul(ta, tb), a, b)[0];
  }

  /** x·Wᵀ + b. */
  default Tensor linear(Tensor x, Tensor weight, Tensor bias) {
    return run(new Linear(Function.IDENTITY, 0), x, weight, bias)[0];
  }

  /** Along an axis, which stays with an extent of 1. */
  default Tensor sum(Tensor x, int axis) {
    return run(new Reduce(Kind.SUM, axis), x)[0];
  }

  /** Along an axis, which stays with an extent of 1. */
  default Tensor mean(Tensor x, int axis) {
    return run(new Reduce(Kind.MEAN, axis), x)[0];
  }

  /** Along an axis, which stays with an extent of 1. */
  default Tensor max(Tensor x, int axis) {
    return run(new Reduce(Kind.MAX, axis), x)[0];
  }

  /** Along the last axis. */
  default Tensor softmax(Tensor x) {
    return run(new Softmax(false), x)[0];
  }

  /** The logarithm of {@link #softmax}. */
  default Tensor logSoftmax(Tensor x) {
    return run(new Softmax(true), x)[0];
  }
}
