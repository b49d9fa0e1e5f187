package millrace.store;

import java.lang.reflect.Type;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import millrace.data.Vocabulary;
import millrace.learn.Spec;
import org.jspecify.annotations.Nullable;

/**
 * Turns records into a JSON tree and tensors. A record is an object of its components; its keys
 * that start with {@code @}, as no component's name can, are {@code @is} (its {@linkplain Types
 * tag}, left out where the declared type says it) and {@code @version} (left out if 1). An array is
 * {@code {"@tensor": name}}, the name being its path (through the elements of lists by their names,
 * if they have some, else by their numbers). A vocabulary or list of strings is a list or, if it is
 * long, {@code {"@strings": name}}: the tensors {@code name.utf8} and {@code name.lengths}.
 */
final class TreeWriter {
  static final String IS = "@is";
  static final String VERSION = "@version";
  static final String TENSOR = "@tensor";
  static final String STRINGS = "@strings";

  /** More characters than this, one more for each string, go into tensors. */
  private static final int MOST_INLINE = 4096;

  private final SafetensorsWriter tensors;

  TreeWriter(SafetensorsWriter tensors) {
    this.tensors = tensors;
  }

  /**
   * @param at the path from the root, which messages and tensors name
   * @param declared what the component is declared as
   */
  Object tree(@Nullable Object value, String at, Type declared) {
    return switch (value) {
      case null -> throw new StoreException("'%s' is null; a model holds no null".formatted(at));
      case Vocabulary v -> strings(v.names(), at);
      case List<?> list -> list(list, at, Types.argument(declared));
      case Record r -> record(r, at, Types.raw(declared));
      case Object a when a.getClass().isArray() -> array(a, at);
      default -> scalar(value, at, Types.raw(declared));
    };
  }

  private Object record(Record r, String at, Class<?> declared) {
    var type = r.getClass();
    var out = new LinkedHashMap<String, Object>();
    if (declared != type) out.put(IS, tag(type, at, declared));
    if (Types.version(type) != 1) out.put(VERSION, Types.version(type));
    for (var c : type.getRecordComponents()) {
      var path = at.isEmpty() ? c.getName() : at + "." + c.getName();
      out.put(c.getName(), tree(Spec.get(c, r), path, c.getGenericType()));
    }
    return out;
  }

  private static String tag(Class<?> type, String at, Class<?> declared) {
    var tag = Types.tag(type, declared);
    if (tag == null || Types.find(tag, declared) != type) {
      throw new StoreException(
          "%s cannot be saved%s: it is neither a trainer of the catalogue nor the model that one declares to fit (META-INF/services/millrace.learn.Trainer)"
              .formatted(Types.name(type), at.isEmpty() ? "" : " in '" + at + "'"));
    }
    return tag;
  }

  private Object list(List<?> list, String at, Type element) {
    if (Types.raw(element) == String.class) {
      var strings = new ArrayList<String>(list.size());
      for (var s : list) strings.add((String) s);
      return strings(strings, at);
    }
    var names = names(list);
    var out = new ArrayList<>(list.size());
    for (var e : list) {
      var name = names.isEmpty() ? String.valueOf(out.size()) : names.get(out.size());
      out.add(tree(e, at + "." + name, element));
    }
    return out;
  }

  /**
   * What the records of a list call themselves, if all have a component {@code name} and no two the
   * same: then their arrays are called so in the file, and not by number.
   */
  private static List<String> names(List<?> list) {
    var names = new LinkedHashSet<String>();
    for (var e : list) {
      if (!(e instanceof Record r)) return List.of();
      for (var c : r.getClass().getRecordComponents())
        if (c.getName().equals("name") && c.getType() == String.class)
          names.add((String) Spec.get(c, r));
    }
    return names.size() == list.size() ? List.copyOf(names) : List.of();
  }

  private Object array(Object array, String at) {
    var type = array.getClass();
    if (!type.getComponentType().isPrimitive() || type == char[].class || type == short[].class) {
      throw refused(at, type);
    }
    tensors.add(at, array);
    return Map.of(TENSOR, at);
  }

  /** Numbers as they are, except those that JSON has no number for; floats widened, hence exact. */
  private static Object scalar(Object value, String at, Class<?> declared) {
    if (!declared.isPrimitive() && declared != value.getClass() && !declared.isEnum()) {
      throw refused(at, declared);
    }
    return switch (value) {
      case String s -> s;
      case Enum<?> e -> e.name();
      case Boolean b -> b;
      case Double d -> number(d);
      case Float f -> number(f);
      case Long n -> n;
      case Integer n -> n.longValue();
      case Short n -> n.longValue();
      case Byte n -> n.longValue();
      default -> throw refused(at, value.getClass());
    };
  }

  private static Object number(double d) {
    return Double.isFinite(d) ? (Object) d : Double.toString(d);
  }

  private static StoreException refused(String at, Class<?> type) {
    return new StoreException(
        "'%s' is a %s; a model may hold arrays and single values of primitive types, strings, enums, vocabularies, records and lists of these, each declared as what it is"
            .formatted(at, Types.name(type)));
  }

  private Object strings(List<String> strings, String at) {
    long characters = strings.size();
    for (var s : strings) characters += s.length();
    if (characters <= MOST_INLINE) return strings;
    var encoder = StandardCharsets.UTF_8.newEncoder();
    var encoded = new ArrayList<byte[]>(strings.size());
    var lengths = new int[strings.size()];
    long total = 0;
    try {
      for (int i = 0; i < lengths.length; i++) {
        var bytes = encoder.encode(CharBuffer.wrap(strings.get(i)));
        lengths[i] = bytes.remaining();
        total += lengths[i];
        var copy = new byte[lengths[i]];
        bytes.get(copy);
        encoded.add(copy);
      }
    } catch (CharacterCodingException e) {
      return strings; // halves of surrogate pairs: no UTF-8, but JSON can escape them
    }
    if (total > Integer.MAX_VALUE - 8) {
      throw new StoreException("'%s' has %d bytes of text, more than fit".formatted(at, total));
    }
    var utf8 = new byte[(int) total];
    int to = 0;
    for (var bytes : encoded) {
      System.arraycopy(bytes, 0, utf8, to, bytes.length);
      to += bytes.length;
    }
    tensors.add(at + ".utf8", utf8);
    tensors.add(at + ".lengths", lengths);
    return Map.of(STRINGS, at);
  }
}
