package millrace.neural.weights;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import millrace.data.DataException;

/**
 * The initialisers of an ONNX model and the nodes that tell their names. Subgraphs are not entered:
 * the depth of what is read is fixed.
 *
 * @see "https://github.com/onnx/onnx, onnx/onnx.proto: ModelProto, GraphProto"
 */
final class Onnx {
  /** Bound the memory that descriptions take; a BERT of 24 layers has about 2,000 and 400. */
  private static final int MOST_NODES = 200_000;

  private static final int MOST_TENSORS = 50_000;

  private final ArrayList<OnnxNode> nodes = new ArrayList<>();
  private final SequencedMap<String, StoredTensor> tensors = new LinkedHashMap<>();

  private Onnx() {}

  static SequencedMap<String, StoredTensor> read(MemorySegment data, String source) {
    var model = new Wire(data, source);
    var onnx = new Onnx();
    boolean found = false;
    while (model.next()) {
      if (model.field() == 7) {
        if (found) throw model.bad("is a second graph");
        onnx.graph(model.message());
        found = true;
      } else {
        model.skip();
      }
    }
    if (!found)
      throw new DataException(
          "%s: no field of its %d bytes is a graph: it is no ONNX model"
              .formatted(source, data.byteSize()));
    return new OnnxNames(onnx.tensors, source).with(onnx.nodes);
  }

  private void graph(Wire graph) {
    while (graph.next()) {
      switch (graph.field()) {
        case 1 -> {
          var node = OnnxNode.read(graph.message());
          if (node != null) nodes.add(node);
          if (nodes.size() > MOST_NODES) throw graph.bad("is a node beyond the %dth", MOST_NODES);
        }
        case 5 -> {
          var named = OnnxTensor.read(graph.message());
          if (tensors.put(named.name(), named.tensor()) != null)
            throw graph.bad("is a second tensor '%s'", named.name());
          if (tensors.size() > MOST_TENSORS)
            throw graph.bad("is an initialiser beyond the %dth", MOST_TENSORS);
        }
        case 15 -> throw graph.bad("is a sparse initialiser, which is not supported");
        default -> graph.skip();
      }
    }
  }
}
