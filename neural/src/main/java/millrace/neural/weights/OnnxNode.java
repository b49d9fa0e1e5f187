package millrace.neural.weights;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What naming needs of a NodeProto.
 *
 * @param inputs at most the first three
 * @param turned attribute transB of a Gemm: its second input is [out, in]
 */
record OnnxNode(Op op, List<String> inputs, String output, boolean turned) {
  /** The operations that say something about the names of weights. */
  enum Op {
    MATMUL,
    ADD,
    GEMM,
    IDENTITY
  }

  private static final int MOST_INPUTS = 3;

  /** Null for a node of another operation. */
  static @Nullable OnnxNode read(Wire wire) {
    var inputs = new ArrayList<String>();
    var output = "";
    Op op = null;
    boolean turned = false;
    while (wire.next()) {
      switch (wire.field()) {
        case 1 -> {
          if (inputs.size() < MOST_INPUTS) inputs.add(wire.text());
          else wire.skip();
        }
        case 2 -> {
          if (output.isEmpty()) output = wire.text();
          else wire.skip();
        }
        case 4 -> op = op(wire.text());
        case 5 -> turned |= isTransB(wire.message());
        default -> wire.skip();
      }
    }
    return op == null ? null : new OnnxNode(op, List.copyOf(inputs), output, turned);
  }

  private static @Nullable Op op(String name) {
    return switch (name) {
      case "MatMul" -> Op.MATMUL;
      case "Add" -> Op.ADD;
      case "Gemm" -> Op.GEMM;
      case "Identity" -> Op.IDENTITY;
      default -> null;
    };
  }

  private static boolean isTransB(Wire attribute) {
    boolean is = false;
    long value = 0;
    while (attribute.next()) {
      switch (attribute.field()) {
        case 1 -> is = attribute.text().equals("transB");
        case 3 -> value = attribute.number();
        default -> attribute.skip();
      }
    }
    return is && value != 0;
  }
}
