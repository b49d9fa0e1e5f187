package millrace.neural.weights;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import millrace.data.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the names of linear layers' weights, which exporters turn round and store as {@code
 * onnx::MatMul_123} or just {@code 182}: the product x·W is followed by an addition of {@code
 * ….dense.bias}, so W is {@code ….dense.weight}, turned.
 */
final class OnnxNames {
  private static final String WEIGHT = ".weight";
  private static final String BIAS = ".bias";

  /** The output layer of a masked language model keeps its bias beside it. */
  private static final String PREDICTIONS = "cls.predictions";

  /** A matrix that has no name yet, and whether it is stored as [out, in]. */
  private record Product(String weight, boolean turned) {}

  private final SequencedMap<String, StoredTensor> stored;
  private final String source;

  /** Other names of stored tensors: exporters store equal ones once. */
  private final SequencedMap<String, StoredTensor> aliases = new LinkedHashMap<>();

  private final Map<String, Product> products = new HashMap<>();

  /** By the names that are found: which tensor has it. */
  private final SequencedMap<String, Product> found = new LinkedHashMap<>();

  OnnxNames(SequencedMap<String, StoredTensor> stored, String source) {
    this.stored = stored;
    this.source = source;
  }

  /** The tensors under the names that these nodes, in the order of their execution, tell. */
  SequencedMap<String, StoredTensor> with(List<OnnxNode> nodes) {
    for (var n : nodes) {
      int inputs = n.inputs().size();
      switch (n.op()) {
        case IDENTITY -> {
          if (inputs == 1) alias(n.output(), n.inputs().get(0));
        }
        case MATMUL -> {
          if (inputs == 2) products.put(n.output(), new Product(n.inputs().get(1), false));
        }
        case ADD -> {
          if (inputs == 2) {
            name(products.get(n.inputs().get(0)), n.inputs().get(1));
            name(products.get(n.inputs().get(1)), n.inputs().get(0));
          }
        }
        case GEMM -> {
          if (inputs == 3) name(new Product(n.inputs().get(1), n.turned()), n.inputs().get(2));
        }
      }
    }
    return renamed();
  }

  private @Nullable StoredTensor tensor(String name) {
    var t = stored.get(name);
    return t == null ? aliases.get(name) : t;
  }

  private void alias(String name, String of) {
    var t = tensor(of);
    if (t != null && !name.isEmpty() && !stored.containsKey(name)) aliases.put(name, t);
  }

  private void name(@Nullable Product product, String bias) {
    if (product == null || !bias.endsWith(BIAS) || product.weight().endsWith(WEIGHT)) return;
    var w = stored.get(product.weight());
    var b = tensor(bias);
    if (w == null || b == null || w.shape().length != 2) return;
    int out = w.shape()[product.turned() ? 0 : 1];
    if (b.shape().length != 1 || b.shape()[0] != out) return; // adds something else
    var layer = bias.substring(0, bias.length() - BIAS.length());
    var name = layer + (layer.equals(PREDICTIONS) ? ".decoder" : "") + WEIGHT;
    if (tensor(name) != null) return;
    var before = found.putIfAbsent(name, product);
    if (before != null && !before.equals(product))
      throw new DataException(
          "%s: '%s' is added to the products of '%s' and of '%s', where a bias of one weight was expected: their names cannot be told"
              .formatted(source, bias, before.weight(), product.weight()));
  }

  private SequencedMap<String, StoredTensor> renamed() {
    var names = new HashMap<String, SequencedMap<String, StoredTensor>>();
    found.forEach(
        (name, p) -> {
          var t = stored.get(p.weight());
          names
              .computeIfAbsent(p.weight(), w -> new LinkedHashMap<>())
              .put(name, p.turned() ? t : t.turned());
        });
    var out = new LinkedHashMap<String, StoredTensor>();
    stored.forEach(
        (name, t) -> {
          var better = names.get(name);
          if (better == null) out.put(name, t);
          else out.putAll(better);
        });
    aliases.forEach(out::putIfAbsent);
    return out;
  }
}
