package millrace.neural.compute;

import java.util.Arrays;

/**
 * Ops that change their first input in place, and have no results: what optimizers are made of.
 * They stand outside of any tape.
 */
public sealed interface Update extends Op {
  /**
   * How a parameter p moves along its gradient g. All work element by element; the numbers {@code
   * s} of {@link Step} are named in order, the states (tensors like p, zero at first unless said
   * otherwise) too. {@code decay} is L2 regularisation, g ← g + decay·p, unless said otherwise.
   */
  enum Rule {
    /** s: rate, decay. p ← p − rate·g. */
    SGD(2, 0),
    /**
     * s: rate, decay, momentum, dampening, nesterov (1 or 0), first (1 at the first step, where b ←
     * g). b ← momentum·b + (1 − dampening)·g; p ← p − rate·(nesterov ? g + momentum·b : b). State:
     * b.
     */
    MOMENTUM(6, 1),
    /** s: rate, decay, eps. v ← v + g²; p ← p − rate·g/(√v + eps). State: v. */
    ADAGRAD(3, 1),
    /**
     * s: rate, decay, rho, eps. v ← rho·v + (1 − rho)·g²; d = g·√(u + eps)/√(v + eps); u ← rho·u +
     * (1 − rho)·d²; p ← p − rate·d. States: v, u.
     */
    ADADELTA(4, 2),
    /**
     * s: rate, decay, alpha, eps, momentum, centered (1 or 0). v ← alpha·v + (1 − alpha)·g²; a ←
     * alpha·a + (1 − alpha)·g if centered; d = g/(√(v − centered·a²) + eps); b ← momentum·b + d; p
     * ← p − rate·b. States: v, b, a.
     */
    RMSPROP(6, 3),
    /**
     * s: rate, decay, beta1, beta2, eps, 1 − beta1ᵗ, 1 − beta2ᵗ, decoupled (1 or 0), amsgrad (1 or
     * 0). Decoupled: p ← p·(1 − rate·decay) first, g as it is (AdamW). m ← beta1·m + (1 − beta1)·g;
     * v ← beta2·v + (1 − beta2)·g²; w = amsgrad ? (w ← max(w, v)) : v; p ← p − rate/(1 −
     * beta1ᵗ)·m/(√w/√(1 − beta2ᵗ) + eps). States: m, v, and with amsgrad w.
     */
    ADAM(9, 3),
    /**
     * s: rate, decay, beta1, beta2, eps, 1 − beta1ᵗ. m as ADAM; u ← max(beta2·u, |g| + eps); p ← p
     * − rate/(1 − beta1ᵗ)·m/u. States: m, u.
     */
    ADAMAX(6, 2),
    /**
     * s: rate, decay, beta1, beta2, eps, 1 − beta2ᵗ, a, b, decoupled. m, v as ADAM; p ← p −
     * rate·(a·g + b·m)/(√(v/(1 − beta2ᵗ)) + eps). States: m, v.
     */
    NADAM(9, 2),
    /**
     * s: rate, decay, beta1, beta2, eps, 1 − beta1ᵗ, 1 − beta2ᵗ, r (0: not rectified), decoupled.
     * m, v as ADAM; p ← p − rate·m/(1 − beta1ᵗ)·(r > 0 ? r·√(1 − beta2ᵗ)/(√v + eps) : 1). States:
     * m, v.
     */
    RADAM(9, 2),
    /**
     * s: rate, power (−½ as a rule), l1, l2, shrinkage, beta. m ← n + g²; z ← z + g + 2·shrinkage·p
     * − (m^−power − n^−power)/rate·p; n ← m; p ← (clip(z, −l1, l1) − z) / ((n^−power + beta)/rate +
     * 2·l2). States: n (starts at Keras's initial accumulator value), z.
     */
    FTRL(6, 2),
    /**
     * s: rate, decay (decoupled), beta1, beta2. p ← p·(1 − rate·decay) − rate·sign(beta1·m + (1 −
     * beta1)·g); m ← beta2·m + (1 − beta2)·g. State: m.
     */
    LION(4, 1);

    private final int numbers;
    private final int states;

    Rule(int numbers, int states) {
      this.numbers = numbers;
      this.states = states;
    }

    /** How many numbers {@link Step} has. */
    public int numbers() {
      return numbers;
    }

    /** How many states there are at most. */
    public int states() {
      return states;
    }
  }

  /**
   * Inputs: p, g, and the states, of which RMSPROP may lack b (no momentum) and a (not centered).
   */
  record Step(Rule rule, double... s) implements Update {
    public Step {
      if (s.length != rule.numbers())
        throw new IllegalArgumentException(
            "%s has %d numbers, not %d".formatted(rule, rule.numbers(), s.length));
    }

    @Override
    public int[][] shapes(int[]... in) {
      int least = needed();
      if (in.length < 2 + least || in.length > 2 + rule.states() || !alike(in))
        throw refuse("p, g and %d states, all of one shape".formatted(least), in);
      return new int[0][];
    }

    /** How many states there must be. */
    private int needed() {
      return switch (rule) {
        case ADAM -> s[8] == 0 ? 2 : 3;
        case RMSPROP -> s[5] != 0 ? 3 : s[4] != 0 ? 2 : 1;
        default -> rule.states();
      };
    }

    @Override
    public String name() {
      return rule.toString();
    }
  }

  /** y ← y + a·x. Inputs: y, x. */
  record Axpy(double a) implements Update {
    @Override
    public int[][] shapes(int[]... in) {
      if (in.length != 2 || !alike(in)) throw refuse("y and x of one shape", in);
      return new int[0][];
    }
  }

  /** y ← (1 − w)·y + w·x: a moving average; w = 1 copies. Inputs: y, x. */
  record Blend(double w) implements Update {
    @Override
    public int[][] shapes(int[]... in) {
      if (in.length != 2 || !alike(in)) throw refuse("y and x of one shape", in);
      return new int[0][];
    }
  }

  /** y ← value. */
  record Fill(double value) implements Update {
    @Override
    public int[][] shapes(int[]... in) {
      if (in.length != 1) throw refuse("one tensor", in);
      return new int[0][];
    }
  }

  /**
   * Rows {@code at} and on of y [B, C, ..] ← x [B, T, ..]: what a cache of keys grows by. Inputs:
   * y, x.
   */
  record Put(int at) implements Update {
    @Override
    public int[][] shapes(int[]... in) {
      boolean fits = in.length == 2 && in[0].length >= 2 && in[0].length == in[1].length && at >= 0;
      for (int i = 0; fits && i < in[0].length; i++)
        fits = i == 1 ? at + in[1][1] <= in[0][1] : in[0][i] == in[1][i];
      if (!fits) throw refuse("y[B, C, ..] and x[B, T, ..] with %d + T <= C".formatted(at), in);
      return new int[0][];
    }
  }

  /**
   * Scales all g by min(1, most / (√n + 1e-6)), n [1] being the first input, as a {@code
   * SquaredNorm} gives it. Inputs: n, g, ...
   */
  record ClipNorm(double most) implements Update {
    @Override
    public int[][] shapes(int[]... in) {
      if (in.length < 2 || Tensor.sizeOf(in[0]) != 1) throw refuse("n[1] and gradients", in);
      return new int[0][];
    }
  }

  /** Brings every element of all inputs into [−most, most]. */
  record ClipValue(double most) implements Update {
    @Override
    public int[][] shapes(int[]... in) {
      if (in.length == 0) throw refuse("at least one tensor", in);
      return new int[0][];
    }
  }

  private static boolean alike(int[]... in) {
    for (var s : in) if (!Arrays.equals(s, in[0])) return false;
    return true;
  }
}
