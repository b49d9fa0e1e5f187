package millrace.neural.layers;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import millrace.learn.Spec;
import millrace.neural.compute.Tensor;
import org.jspecify.annotations.Nullable;

/** A walk through the components of records in search of tensors. */
final class Components {
  private final boolean parameters;
  private final boolean buffers;
  private final SequencedMap<String, Tensor> found = new LinkedHashMap<>();
  private final Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  Components(boolean parameters, boolean buffers) {
    this.parameters = parameters;
    this.buffers = buffers;
  }

  SequencedMap<String, Tensor> of(Record layer) {
    visit("", layer, false);
    return found;
  }

  private void visit(String path, @Nullable Object o, boolean buffer) {
    switch (o) {
      case Tensor t -> {
        if ((buffer ? buffers : parameters) && seen.add(t)) found.put(path, t);
      }
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) visit(path + "." + i, list.get(i), buffer);
      }
      case Record r -> {
        for (var c : r.getClass().getRecordComponents()) {
          var name = path.isEmpty() ? c.getName() : path + "." + c.getName();
          visit(name, Spec.get(c, r), buffer || c.isAnnotationPresent(Buffer.class));
        }
      }
      case Layer other ->
          throw new IllegalArgumentException(
              "%s is a layer of %s, which is no record: its tensors, if any, cannot be found"
                  .formatted(path, other.getClass().getName()));
      case null, default -> {}
    }
  }
}
