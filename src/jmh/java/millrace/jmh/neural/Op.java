package millrace.jmh.neural;

/** Ops on many numbers that are measured by themselves. */
enum Op {
  ADD,
  MULTIPLY,
  RELU,
  EXP,
  TANH,
  SIGMOID,
  GELU,
  SOFTMAX,
  LAYER_NORM;

  /** How long the rows are that SOFTMAX and LAYER_NORM see. */
  static final int WIDTH = 1024;

  static final double EPS = 1e-5;
}
