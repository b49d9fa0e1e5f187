package millrace.neural.autograd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import millrace.neural.compute.Op;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Scope;
import millrace.neural.compute.Tensor;
import millrace.neural.compute.Update;
import org.jspecify.annotations.Nullable;

/**
 * {@link Ops} that remember. A tape computes with the ops it wraps and notes what was done to
 * anything that depends on a watched tensor; {@link #backward} plays the notes in reverse. A layer
 * that is handed a tape is being trained; handed the ops themselves, it predicts.
 *
 * <pre>{@code
 * try (var step = f.scope()) {
 *   var tape = new Tape(f, parameters, run.seedFor("step", i));
 *   var loss = tape.run(CrossEntropy.of(targets), net.forward(tape, x))[0];
 *   tape.backward(loss);
 *   // tape.gradient(parameter) is d loss / d parameter
 * }
 * }</pre>
 *
 * <p>What touches no watched tensor is not noted and costs nothing more. Gradients of gradients are
 * not taken.
 *
 * @see "A. Griewank, A. Walther, Evaluating derivatives, SIAM 2008, section 3.2 (reverse mode)"
 */
public final class Tape implements Ops {
  /** What to do once the gradients of some results are known. */
  private record Note(Tensor[] out, Back back) {}

  private interface Back {
    void play(@Nullable Tensor[] g);
  }

  /** Part of a network, for {@link #checkpoint}. */
  public interface Segment {
    /**
     * Computes with these ops only, and from these inputs, parameters and nothing else that is
     * watched.
     */
    Tensor forward(Ops f, Tensor... in);
  }

  private final Ops f;
  private final Gradients rules;
  private final @Nullable Tape parent;
  private final Set<Tensor> leaves;
  private final Set<Tensor> watched = new HashSet<>();
  private final Map<Tensor, Tensor> gradients = new HashMap<>(); // tensors are equal by identity

  /** Gradients that were summed here, so that nobody else holds them: more is added in place. */
  private final Set<Tensor> sums = new HashSet<>();

  private final List<Note> notes = new ArrayList<>();
  private final long seed;
  private long seeds;

  /** A tape that watches the parameters. Dropout's seeds follow from {@code seed}. */
  public Tape(Ops f, Collection<Tensor> parameters, long seed) {
    this(f, null, Set.copyOf(parameters), seed, 0);
  }

  private Tape(Ops f, @Nullable Tape parent, Set<Tensor> leaves, long seed, long seeds) {
    this.f = f;
    this.rules = new Gradients(f);
    this.parent = parent;
    this.leaves = leaves;
    this.seed = seed;
    this.seeds = seeds;
    watched.addAll(leaves);
  }

  /**
   * Does the op and notes it if one of its inputs is watched.
   *
   * @throws IllegalArgumentException if an input is watched and the op has no gradient or would
   *     overwrite it
   */
  @Override
  public Tensor[] run(Op op, Tensor... in) {
    if (op instanceof Update) return update(op, in);
    boolean any = false;
    var wanted = new boolean[in.length];
    for (int i = 0; i < in.length; i++) {
      wanted[i] = watches(in[i]);
      any |= wanted[i];
    }
    if (any && !Gradients.has(op))
      throw new IllegalArgumentException(op.name() + " has no gradient, but its input is watched");
    var out = f.run(op, in);
    if (!any) return out;
    var call = new Gradients.Call(op, in.clone(), out, wanted);
    note(
        Arrays.copyOf(out, op.outputs()),
        g -> {
          var d = rules.of(call, g);
          for (int i = 0; i < wanted.length; i++) {
            var di = d[i];
            if (wanted[i] && di != null) give(call.in()[i], di);
          }
        });
    return out;
  }

  /** Running statistics and the like: done once, and not again when a segment is played again. */
  private Tensor[] update(Op op, Tensor... in) {
    if (watched.contains(in[0]))
      throw new IllegalArgumentException(
          op.name() + " would overwrite a tensor whose gradient is taken");
    return parent == null ? f.run(op, in) : new Tensor[0];
  }

  private boolean watches(Tensor t) {
    if (watched.contains(t)) return true;
    if (parent != null && parent.watched.contains(t))
      throw new IllegalArgumentException(
          "a segment uses a watched %s that is not among its inputs: pass it in".formatted(t));
    return false;
  }

  private void note(Tensor[] out, Back back) {
    Collections.addAll(watched, out);
    notes.add(new Note(out, back));
  }

  /** From now on, the gradient of this tensor is wanted, too: that of an input, say. */
  public Tensor watch(Tensor tensor) {
    watched.add(tensor);
    return tensor;
  }

  /**
   * Computes the gradients of a loss, a single number, with respect to all that is watched. A tape
   * is played once.
   *
   * @throws IllegalArgumentException if the loss is not a single number, or depends on nothing
   *     watched
   */
  public void backward(Tensor loss) {
    if (loss.size() != 1)
      throw new IllegalArgumentException(
          "backward needs a loss of one number, not %s: take its mean or sum".formatted(loss));
    var one = f.zeros(loss.shape());
    f.run(new Update.Fill(1), one);
    backward(loss, one);
  }

  /** As {@link #backward(Tensor)}, given the gradient of {@code out} itself. */
  public void backward(Tensor out, Tensor gradient) {
    if (!watched.contains(out))
      throw new IllegalArgumentException(out + " depends on no watched tensor of this tape");
    gradients.put(out, gradient);
    for (int i = notes.size() - 1; i >= 0; i--) {
      var note = notes.get(i);
      var g = new Tensor[note.out.length];
      boolean any = false;
      for (int k = 0; k < g.length; k++) {
        g[k] = gradients.remove(note.out[k]);
        if (g[k] == null) continue;
        any = true;
        sums.remove(g[k]); // a rule may hand it on as it is: from now on it is not ours alone
      }
      if (any) note.back.play(g);
    }
    notes.clear();
  }

  /** d loss / d tensor after {@link #backward}; zeros if the loss does not depend on it. */
  public Tensor gradient(Tensor tensor) {
    var g = gradients.get(tensor);
    return g != null ? g : f.zeros(tensor.shape());
  }

  private void give(Tensor to, Tensor g) {
    var before = gradients.get(to);
    if (before == null) {
      gradients.put(to, g);
    } else if (sums.contains(before)) {
      f.run(new Update.Axpy(1), before, g);
    } else {
      var sum = f.add(before, g);
      sums.add(sum);
      gradients.put(to, sum);
    }
  }

  /**
   * Gradient checkpointing: computes a segment without remembering what is inside it; {@link
   * #backward} computes it again. Costs one more forward pass of the segment and saves the memory
   * of its inner results. Dropout drops the same elements both times, and running statistics are
   * updated once.
   *
   * @see "T. Chen et al., Training deep nets with sublinear memory cost, arXiv:1604.06174"
   */
  public Tensor checkpoint(Segment segment, Tensor... in) {
    long first = seeds;
    Tensor out;
    try (var scope = f.scope()) {
      var once = new Unrecorded(this);
      out = scope.keep(segment.forward(once, in));
    }
    note(new Tensor[] {out}, g -> replay(segment, in, first, g[0]));
    return out;
  }

  private void replay(Segment segment, Tensor[] in, long first, @Nullable Tensor g) {
    if (g == null) return;
    var found = new HashMap<Tensor, Tensor>();
    try (var scope = f.scope()) {
      var again = new Tape(f, this, leaves, seed, first);
      for (var t : in) if (watched.contains(t)) again.watch(t);
      var out = segment.forward(again, in);
      if (!again.watched.contains(out)) return; // it uses nothing that is watched
      again.backward(out, g);
      again.gradients.forEach(
          (t, d) -> {
            if (leaves.contains(t) || Arrays.asList(in).contains(t)) found.put(t, scope.keep(d));
          });
    }
    found.forEach(this::give);
  }

  /** What a segment computes with the first time: trains, but remembers nothing. */
  private record Unrecorded(Tape tape) implements Ops {
    @Override
    public Tensor[] run(Op op, Tensor... in) {
      return op instanceof Update ? tape.update(op, in) : tape.f.run(op, in);
    }

    @Override
    public Tensor zeros(int... shape) {
      return tape.zeros(shape);
    }

    @Override
    public Tensor tensor(float[] values, int... shape) {
      return tape.tensor(values, shape);
    }

    @Override
    public Tensor tensor(double[] values, int... shape) {
      return tape.tensor(values, shape);
    }

    @Override
    public float[] floats(Tensor tensor) {
      return tape.floats(tensor);
    }

    @Override
    public double[] doubles(Tensor tensor) {
      return tape.doubles(tensor);
    }

    @Override
    public void set(Tensor tensor, float[] values) {
      tape.set(tensor, values);
    }

    @Override
    public Scope scope() {
      return tape.scope();
    }

    @Override
    public boolean training() {
      return true;
    }

    @Override
    public long nextSeed() {
      return tape.nextSeed();
    }

    @Override
    public void close() {}
  }

  @Override
  public Tensor zeros(int... shape) {
    return f.zeros(shape);
  }

  @Override
  public Tensor tensor(float[] values, int... shape) {
    return f.tensor(values, shape);
  }

  @Override
  public Tensor tensor(double[] values, int... shape) {
    return f.tensor(values, shape);
  }

  @Override
  public float[] floats(Tensor tensor) {
    return f.floats(tensor);
  }

  @Override
  public double[] doubles(Tensor tensor) {
    return f.doubles(tensor);
  }

  @Override
  public void set(Tensor tensor, float[] values) {
    f.set(tensor, values);
  }

  @Override
  public Scope scope() {
    return f.scope();
  }

  @Override
  public boolean training() {
    return true;
  }

  /** The numbers of SplitMix64 (Steele, Lea, Flood 2014). */
  @Override
  public long nextSeed() {
    long z = seed + ++seeds * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Forgets all notes; the wrapped ops stay open, being somebody else's. */
  @Override
  public void close() {
    notes.clear();
    gradients.clear();
  }

  @Override
  public String toString() {
    return "tape of " + f;
  }
}
