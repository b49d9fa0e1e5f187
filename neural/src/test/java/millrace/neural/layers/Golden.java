package millrace.neural.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import millrace.neural.autograd.Tape;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Reference;
import millrace.neural.compute.Storage;
import millrace.neural.compute.Tensor;

/** Golden values of PyTorch, lines of a name, a shape and numbers, and a backend to compare. */
public final class Golden implements AutoCloseable {
  /** One line. */
  public record Entry(int[] shape, double[] values) {}

  /** A computation, given the inputs by name. */
  @FunctionalInterface
  public interface Forward {
    Tensor of(Ops f, Map<String, Tensor> in);
  }

  private static final Map<String, Map<String, Entry>> FILES = new ConcurrentHashMap<>();

  public final Ops f;
  private final double tolerance;
  private final Map<String, Entry> entries;

  private Golden(String file, Ops f, double tolerance) {
    this.f = f;
    this.tolerance = tolerance;
    entries = FILES.computeIfAbsent(file, Golden::read);
  }

  /** Double precision: to 1e-9, relative to numbers above 1. */
  public static Golden reference(String file) {
    return new Golden(file, new Reference(), 1e-9);
  }

  /** Single precision: to 1e-4. */
  public static Golden single(String file, Ops f) {
    return new Golden(file, f, 1e-4);
  }

  private static Map<String, Entry> read(String file) {
    Map<String, Entry> out = new HashMap<>();
    try (var in = Golden.class.getResourceAsStream("/golden/" + file)) {
      var text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      text.lines().filter(l -> !l.startsWith("#")).forEach(l -> line(l, out));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out;
  }

  private static void line(String line, Map<String, Entry> out) {
    var cells = line.split("\t", -1);
    var shape = numbers(cells[1], ",");
    var ints = new int[shape.length];
    for (int i = 0; i < ints.length; i++) ints[i] = (int) shape[i];
    out.put(cells[0], new Entry(ints, numbers(cells[2], " ")));
  }

  private static double[] numbers(String text, String separator) {
    if (text.isEmpty()) return new double[0];
    var cells = text.split(separator);
    var out = new double[cells.length];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          switch (cells[i]) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> Double.parseDouble(cells[i]);
          };
    }
    return out;
  }

  public Entry entry(String name) {
    var e = entries.get(name);
    assertNotNull(e, "no golden value " + name);
    return e;
  }

  public double[] values(String name) {
    return entry(name).values;
  }

  public Tensor tensor(String name) {
    return f.tensor(entry(name).values, entry(name).shape);
  }

  /** The names that begin with this, without it. */
  public Set<String> names(String prefix) {
    var out = new TreeSet<String>();
    for (var n : entries.keySet()) if (n.startsWith(prefix)) out.add(n.substring(prefix.length()));
    return out;
  }

  /** Gives the parameters and buffers of a layer their golden values; no name may be left over. */
  public <L extends Record> L load(String name, L layer) {
    var state = Layer.state(layer);
    assertEquals(names(name + "/p."), new TreeSet<>(state.keySet()), name);
    state.forEach((k, t) -> put(t, entry(name + "/p." + k)));
    return layer;
  }

  private void put(Tensor t, Entry e) {
    assertArrayEquals(e.shape, t.shape());
    if (t.storage() instanceof Storage.Doubles d)
      System.arraycopy(e.values, 0, d.values(), 0, e.values.length);
    else f.set(t, f.floats(f.tensor(e.values, e.shape)));
  }

  /** Results, gradients of inputs and parameters, and buffers afterwards: in training. */
  public void check(String name, Record layer, Forward forward) {
    load(name, layer);
    var in = inputs(name);
    var parameters = Layer.parameters(layer);
    List<Tensor> watched = new ArrayList<>(parameters.values());
    watched.addAll(in.values());
    var tape = new Tape(f, watched, 0);
    var y = forward.of(tape, in);
    near(name + "/y", y);
    tape.backward(y, tensor(name + "/g"));
    parameters.forEach((k, t) -> near(name + "/d." + k, tape.gradient(t)));
    in.forEach((k, t) -> near(name + "/d." + k, tape.gradient(t)));
    Layer.buffers(layer).forEach((k, t) -> near(name + "/r." + k, t));
  }

  /** Results and buffers where nothing is trained. */
  public void checkPrediction(String name, Record layer, Forward forward) {
    load(name, layer);
    near(name + "/y", forward.of(f, inputs(name)));
    Layer.buffers(layer).forEach((k, t) -> near(name + "/r." + k, t));
  }

  private Map<String, Tensor> inputs(String name) {
    var out = new HashMap<String, Tensor>();
    for (var k : names(name + "/")) if (k.startsWith("x")) out.put(k, tensor(name + "/" + k));
    return out;
  }

  public void near(String name, Tensor actual) {
    var e = entry(name);
    var values = f.doubles(actual);
    assertArrayEquals(e.shape, actual.shape(), name);
    for (int i = 0; i < values.length; i++) {
      double size = Double.isFinite(e.values[i]) ? Math.max(1, Math.abs(e.values[i])) : 1;
      assertEquals(e.values[i], values[i], tolerance * size, name + " " + i);
    }
  }

  @Override
  public void close() {
    f.close();
  }
}
