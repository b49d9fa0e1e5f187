package millrace.neural.weights;

import java.util.Map;
import java.util.Objects;
import millrace.data.DataException;
import millrace.neural.compute.Function;
import org.jspecify.annotations.Nullable;

/** The fields of a config.json. A field that is null counts as one that is not there. */
record ConfigFields(Map<String, @Nullable Object> fields, String source) {
  boolean has(String name) {
    return fields.get(name) != null;
  }

  /** A whole number that must be there; whether it is positive, the record checks. */
  int size(String name) {
    if (!has(name))
      throw new DataException(
          "%s: '%s' is not there, where a whole number from 1 was expected"
              .formatted(source, name));
    return size(name, 0);
  }

  int size(String name, int otherwise) {
    var value = fields.get(name);
    if (value == null) return otherwise;
    if (value instanceof Long n && n > 0 && n <= Integer.MAX_VALUE) return n.intValue();
    throw bad(name, "a whole number from 1 to " + Integer.MAX_VALUE);
  }

  double real(String name, double otherwise) {
    var value = fields.get(name);
    if (value == null) return otherwise;
    if (value instanceof Number n) return n.doubleValue();
    throw bad(name, "a number");
  }

  boolean flag(String name, boolean otherwise) {
    var value = fields.get(name);
    if (value == null) return otherwise;
    if (value instanceof Boolean b) return b;
    throw bad(name, "true or false");
  }

  String text(String name, String otherwise) {
    var value = fields.get(name);
    if (value == null) return otherwise;
    if (value instanceof String s) return s;
    throw bad(name, "a string");
  }

  Function activation(String name, Function otherwise) {
    if (!has(name)) return otherwise;
    return switch (text(name, "")) {
      case "gelu" -> Function.GELU;
      case "gelu_new", "gelu_pytorch_tanh", "gelu_fast" -> Function.GELU_TANH;
      case "relu" -> Function.RELU;
      case "silu", "swish" -> Function.SILU;
      case "tanh" -> Function.TANH;
      default ->
          throw bad(
              name, "one of gelu, gelu_new, gelu_pytorch_tanh, gelu_fast, relu, silu, swish, tanh");
    };
  }

  static String name(Function activation) {
    return switch (activation) {
      case GELU -> "gelu";
      case GELU_TANH -> "gelu_new";
      case RELU -> "relu";
      case SILU -> "silu";
      case TANH -> "tanh";
      default ->
          throw new IllegalArgumentException(
              "the activation is %s, where GELU, GELU_TANH, RELU, SILU or TANH was expected"
                  .formatted(activation));
    };
  }

  /** Refuses a feature that changes the result, unless it is off: absent, null or one of these. */
  void only(String name, Object... off) {
    var value = fields.get(name);
    if (value == null) return;
    for (var o : off) if (Objects.equals(value, o)) return;
    throw new DataException(
        "%s: '%s' is %s: this feature changes the result and is not supported"
            .formatted(source, name, JsonFile.shown(value)));
  }

  DataException bad(String name, String expected) {
    return new DataException(
        "%s: '%s' is %s, where %s was expected"
            .formatted(source, name, JsonFile.shown(fields.get(name)), expected));
  }

  /** Of records: an argument that must be from 1. */
  static void positive(String name, int value) {
    if (value < 1)
      throw new IllegalArgumentException(
          "'%s' is %d, where a whole number from 1 was expected".formatted(name, value));
  }

  static void positive(String name, double value) {
    if (!(value > 0 && value <= Double.MAX_VALUE))
      throw new IllegalArgumentException(
          "'%s' is %s, where a finite number above 0 was expected".formatted(name, value));
  }

  /** {@code whole} must be a multiple of {@code part}. */
  static void multiple(String wholeName, int whole, String partName, int part) {
    if (whole % part != 0)
      throw new IllegalArgumentException(
          "'%s' is %d, which '%s', %d, does not divide"
              .formatted(wholeName, whole, partName, part));
  }
}
