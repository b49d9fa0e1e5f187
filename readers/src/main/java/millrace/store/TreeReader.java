package millrace.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import millrace.data.Vocabulary;
import millrace.learn.Predictor;
import org.jspecify.annotations.Nullable;

/**
 * Turns what {@link TreeWriter} wrote back into records, guided by the declared types of their
 * components: whatever the file holds must be what is declared there. Records are made by their
 * canonical constructors, so that their own checks hold too.
 */
final class TreeReader {
  private final Safetensors file;

  TreeReader(Safetensors file) {
    this.file = file;
  }

  /**
   * @param at the path from the root, which messages name
   * @param declared what must be there
   */
  Object read(@Nullable Object node, String at, Type declared) {
    var raw = Types.raw(declared);
    if (node == null) throw bad(at, "is null, but must be " + Types.expected(raw));
    if (raw.isArray()) return array(node, at, raw);
    if (raw == Vocabulary.class) return vocabulary(node, at);
    if (raw == List.class) return list(node, at, Types.argument(declared));
    if (raw.isEnum()) return constant(node, at, raw);
    if (raw.isRecord() || isTagged(node)) {
      var value = record(node, at, raw);
      if (value instanceof Predictor<?> p) checkKind(p, at, declared);
      return value;
    }
    return scalar(node, at, raw);
  }

  private static boolean isTagged(Object node) {
    return node instanceof Map<?, ?> m && m.containsKey(TreeWriter.IS);
  }

  private void checkKind(Predictor<?> predictor, String at, Type declared) {
    if (Types.raw(declared) != Predictor.class) return;
    var due = Types.raw(Types.argument(declared));
    var gives = Types.gives(predictor);
    if (!due.isAssignableFrom(gives) && !gives.isAssignableFrom(due)) {
      throw bad(at, "predicts %s, but must predict %s", gives.getSimpleName(), due.getSimpleName());
    }
  }

  private Object record(Object node, String at, Class<?> declared) {
    var fields = object(node, at, declared);
    var type = type(fields, at, declared);
    int version = version(fields, at);
    int known = Types.version(type);
    fields.remove(TreeWriter.IS);
    fields.remove(TreeWriter.VERSION);
    if (version > known) {
      throw bad(
          at,
          "is version %d of %s, but this Millrace knows only up to %d: use a newer one",
          version,
          Types.name(type),
          known);
    }
    if (version < known) return upgrade(type, version, fields, at);
    var components = type.getRecordComponents();
    var names = new TreeSet<>(Arrays.stream(components).map(RecordComponent::getName).toList());
    if (!names.equals(fields.keySet())) {
      throw bad(
          at,
          "has the fields %s, but %s has %s",
          new TreeSet<>(fields.keySet()),
          Types.name(type),
          names);
    }
    var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    var args = new Object[components.length];
    for (int i = 0; i < args.length; i++) {
      var name = components[i].getName();
      var path = at.isEmpty() ? name : at + "." + name;
      args[i] = read(fields.get(name), path, components[i].getGenericType());
    }
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(args);
    } catch (InvocationTargetException e) {
      throw refusal(type, at, e);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type.toString(), e);
    }
  }

  private StoreException refusal(Class<?> type, String at, InvocationTargetException e) {
    if (e.getCause() instanceof VirtualMachineError error) throw error;
    return new StoreException(
        "%s: %s holds values that %s refuses: %s"
            .formatted(file.source(), place(at), Types.name(type), String.valueOf(e.getCause())),
        e.getCause());
  }

  private Class<?> type(Map<String, Object> fields, String at, Class<?> declared) {
    if (declared.isRecord() && !fields.containsKey(TreeWriter.IS)) return declared;
    if (!(fields.get(TreeWriter.IS) instanceof String tag)) {
      throw bad(at, "has no '%s' to say which %s it is", TreeWriter.IS, Types.name(declared));
    }
    var type = Types.find(tag, declared);
    if (type == null) {
      throw bad(
          at,
          "is a '%s', which is not in the catalogue: put the module that has it on the class path",
          tag);
    }
    if (!declared.isAssignableFrom(type)) {
      throw bad(at, "is a %s, but must be %s", Types.name(type), Types.expected(declared));
    }
    return type;
  }

  private int version(Map<String, Object> fields, String at) {
    if (!fields.containsKey(TreeWriter.VERSION)) return 1;
    if (fields.get(TreeWriter.VERSION) instanceof Long n && n >= 1 && n < Integer.MAX_VALUE) {
      return n.intValue();
    }
    throw bad(at, "has a '%s' that is no whole number from 1", TreeWriter.VERSION);
  }

  private Object upgrade(Class<?> type, int from, Map<String, Object> fields, String at) {
    try {
      var method = type.getDeclaredMethod("upgrade", int.class, Map.class);
      method.setAccessible(true);
      var value = method.invoke(null, from, untyped(fields, at));
      if (type.isInstance(value)) return value;
      throw new LinkageError(method + " gave " + value);
    } catch (InvocationTargetException e) {
      throw refusal(type, at, e);
    } catch (NoSuchMethodException e) {
      throw new StoreException(
          "%s: %s is version %d of %s, which can no longer be read: train it again"
              .formatted(file.source(), place(at), from, Types.name(type)),
          e);
    } catch (IllegalAccessException e) {
      throw new LinkageError(type.toString(), e);
    }
  }

  /** A node as {@link Version} promises it to {@code upgrade}. */
  private Object untyped(@Nullable Object node, String at) {
    return switch (node) {
      case null -> throw bad(at, "is null; a model holds no null");
      case Map<?, ?> m when m.containsKey(TreeWriter.TENSOR) -> {
        var name = tensorName(m, at, TreeWriter.TENSOR);
        yield array(node, at, file.type(name));
      }
      case Map<?, ?> m when m.containsKey(TreeWriter.STRINGS) -> strings(node, at);
      case Map<?, ?> m
          when Types.find(String.valueOf(m.get(TreeWriter.IS)), Object.class) != null ->
          record(node, at, Object.class);
      case Map<?, ?> m -> {
        var out = new LinkedHashMap<String, Object>();
        m.forEach((k, v) -> out.put((String) k, untyped(v, at + "." + k)));
        yield out;
      }
      case List<?> l -> {
        var out = new ArrayList<>(l.size());
        for (var e : l) out.add(untyped(e, at + "." + out.size()));
        yield out;
      }
      default -> node;
    };
  }

  private Object array(Object node, String at, Class<?> type) {
    if (!(node instanceof Map<?, ?> m)) {
      throw bad(at, "must be {\"%s\": name}", TreeWriter.TENSOR);
    }
    var name = tensorName(m, at, TreeWriter.TENSOR);
    return take(name, at, type);
  }

  private Object take(String name, String at, Class<?> type) {
    var is = file.type(name);
    if (is != type) {
      throw bad(at, "needs a tensor of %s, but '%s' is %s", Dtype.of(type), name, Dtype.of(is));
    }
    return file.take(name);
  }

  private String tensorName(Map<?, ?> node, String at, String key) {
    if (node.size() == 1 && node.get(key) instanceof String name) return name;
    throw bad(at, "must be {\"%s\": name}", key);
  }

  private Object vocabulary(Object node, String at) {
    var names = strings(node, at);
    var vocabulary = Vocabulary.of(names);
    if (vocabulary.size() != names.size()) {
      throw bad(at, "has %d names of which only %d differ", names.size(), vocabulary.size());
    }
    return vocabulary;
  }

  private Object list(Object node, String at, Type element) {
    if (Types.raw(element) == String.class) return strings(node, at);
    if (!(node instanceof List<?> list)) throw bad(at, "must be a list");
    var out = new ArrayList<>(list.size());
    for (var e : list) out.add(read(e, at + "." + out.size(), element));
    return List.copyOf(out);
  }

  private List<String> strings(Object node, String at) {
    if (node instanceof Map<?, ?> m) {
      return tensorStrings(tensorName(m, at, TreeWriter.STRINGS), at);
    }
    if (!(node instanceof List<?> list)) throw bad(at, "must be a list of strings");
    for (var s : list) if (!(s instanceof String)) throw bad(at, "holds %s, not a string", s);
    return list.stream().map(String.class::cast).toList();
  }

  private List<String> tensorStrings(String name, String at) {
    var utf8 = (byte[]) take(name + ".utf8", at, byte[].class);
    var lengths = (int[]) take(name + ".lengths", at, int[].class);
    long total = 0;
    for (int n : lengths) {
      if (n < 0) throw bad(at, "has a string of %d bytes", n);
      total += n;
    }
    if (total != utf8.length) {
      throw bad(at, "has strings of %d bytes in all, but %d bytes of text", total, utf8.length);
    }
    var out = new ArrayList<String>(lengths.length);
    var where = file.source() + ": " + place(at);
    var decoder = StandardCharsets.UTF_8.newDecoder();
    for (int i = 0, from = 0; i < lengths.length; from += lengths[i++]) {
      out.add(Json.text(ByteBuffer.wrap(utf8, from, lengths[i]), decoder, where));
    }
    return List.copyOf(out);
  }

  private Object constant(Object node, String at, Class<?> type) {
    for (var c : type.getEnumConstants()) if (((Enum<?>) c).name().equals(node)) return c;
    throw bad(at, "is %s, but must be %s", shown(node), Types.expected(type));
  }

  private Object scalar(Object node, String at, Class<?> type) {
    if (type == String.class && node instanceof String s) return s;
    if ((type == boolean.class || type == Boolean.class) && node instanceof Boolean b) return b;
    if ((type == double.class || type == Double.class)) return number(node, at, type);
    if ((type == float.class || type == Float.class)) {
      double d = number(node, at, type);
      float f = (float) d;
      if (Double.compare(f, d) == 0) return f;
    }
    if (node instanceof Long n) {
      if (type == long.class || type == Long.class) return n;
      if ((type == int.class || type == Integer.class) && n.intValue() == n) return n.intValue();
      if ((type == short.class || type == Short.class) && n.shortValue() == n)
        return n.shortValue();
      if ((type == byte.class || type == Byte.class) && n.byteValue() == n) return n.byteValue();
    }
    throw bad(at, "is %s, but must be %s", shown(node), Types.expected(type));
  }

  private double number(Object node, String at, Class<?> type) {
    return switch (node) {
      case Double d when Double.isFinite(d) -> d;
      case Long n -> (double) n;
      case String s when s.equals("NaN") -> Double.NaN;
      case String s when s.equals("Infinity") -> Double.POSITIVE_INFINITY;
      case String s when s.equals("-Infinity") -> Double.NEGATIVE_INFINITY;
      default -> throw bad(at, "is %s, but must be %s", shown(node), Types.expected(type));
    };
  }

  private Map<String, Object> object(Object node, String at, Class<?> due) {
    if (!(node instanceof Map<?, ?> m)) {
      throw bad(at, "is %s, but must be %s", shown(node), Types.expected(due));
    }
    var out = new LinkedHashMap<String, Object>();
    m.forEach((k, v) -> out.put((String) k, v));
    return out;
  }

  /** A value short enough for a message. */
  private static String shown(Object node) {
    var text =
        switch (node) {
          case Map<?, ?> _ -> "an object";
          case List<?> l -> "a list of " + l.size();
          case String s -> "'" + s + "'";
          default -> node.toString();
        };
    return text.length() <= 60 ? text : text.substring(0, 57) + "…";
  }

  private static String place(String at) {
    return at.isEmpty() ? "the model" : "'" + at + "'";
  }

  @SuppressWarnings("AnnotateFormatMethod") // its annotation would be a dependency
  private StoreException bad(String at, String message, Object... args) {
    return new StoreException(
        "%s: %s %s".formatted(file.source(), place(at), message.formatted(args)));
  }
}
