package millrace.learn;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import millrace.data.DidYouMean;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link Param} declares: the one source for checks, withers, search, catalogue, reports
 * and files.
 */
public final class Spec {
  private Spec() {}

  /**
   * One hyper-parameter.
   *
   * @param byDefault its value in the no-argument constructor
   * @param param its declaration; null if it has none, which the contract test refuses
   */
  public record Info(String name, Class<?> type, Object byDefault, @Nullable Param param) {}

  /** Every hyper-parameter of a trainer class, in order, with its default. */
  public static List<Info> of(Class<? extends Record> type) {
    var defaults = construct(type, new Class<?>[0]);
    return Arrays.stream(type.getRecordComponents())
        .map(
            c -> new Info(c.getName(), c.getType(), get(c, defaults), c.getAnnotation(Param.class)))
        .toList();
  }

  /**
   * For canonical constructors: {@code Spec.check(Ridge.class, lambda)} refuses null and what lies
   * outside the declared range, naming parameter, range and value.
   */
  public static void check(Class<? extends Record> type, Object... values) {
    var components = type.getRecordComponents();
    for (int i = 0; i < components.length; i++) {
      var name = components[i].getName();
      if (values[i] == null) {
        throw new IllegalArgumentException("%s %s is null".formatted(type.getSimpleName(), name));
      }
      var p = components[i].getAnnotation(Param.class);
      if (p == null || !(values[i] instanceof Number n)) continue;
      double v = n.doubleValue();
      if (!(v >= p.min() && v <= p.max())) {
        throw new IllegalArgumentException(
            "%s %s must be in %s but is %s".formatted(type.getSimpleName(), name, range(p), n));
      }
    }
  }

  /**
   * Where a parameter's values may lie, as one writes it: {@code [0, 1]}, {@code [1, ∞)}. The least
   * double above 0 stands for 0 itself left out: {@code (0, 1]}; likewise the one below 1.
   */
  public static String range(Param p) {
    var low = p.min() <= -Double.MAX_VALUE ? "(-∞" : "[" + number(p.min());
    if (p.min() == Double.MIN_VALUE || p.min() == Double.MIN_NORMAL) low = "(0";
    var high = p.max() >= Double.MAX_VALUE ? "∞)" : number(p.max()) + "]";
    if (p.max() == Math.nextDown(1.0)) high = "1)";
    return low + ", " + high;
  }

  /**
   * A copy with one component changed. Trainers wrap it in a typed method; nobody else calls it
   * with a string.
   */
  @SuppressWarnings("unchecked")
  public static <R extends Record> R with(R record, String name, Object value) {
    var components = record.getClass().getRecordComponents();
    var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    boolean found = false;
    var args = new Object[components.length];
    for (int i = 0; i < args.length; i++) {
      boolean here = components[i].getName().equals(name);
      args[i] = here ? value : get(components[i], record);
      found |= here;
    }
    if (!found)
      throw new IllegalArgumentException(record.getClass().getSimpleName() + " has no " + name);
    return (R) construct(record.getClass(), types, args);
  }

  /**
   * A copy with one component changed to what {@code text} says: for command lines and files. Its
   * name may be written in any case, with hyphens or underscores: {@code n_estimators}. Numbers,
   * booleans, enum constants (any case, hyphens allowed), strings and comma-separated lists of
   * strings are understood.
   */
  public static <R extends Record> R parse(R record, String name, String text) {
    var component =
        Arrays.stream(record.getClass().getRecordComponents())
            .filter(c -> DidYouMean.fold(c.getName()).equals(DidYouMean.fold(name)))
            .findFirst()
            .orElseThrow(() -> unknown(record.getClass(), name));
    return with(record, component.getName(), value(record, component, text));
  }

  private static Object value(Record record, RecordComponent c, String text) {
    var type = c.getType();
    try {
      if (type == double.class) return Double.valueOf(text);
      if (type == int.class) return Integer.valueOf(text);
      if (type == long.class) return Long.valueOf(text);
      if (type == String.class) return text;
      if (listOfStrings(c))
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s*,\\s*"));
      if (type == boolean.class && text.matches("(?i)true|false")) return Boolean.valueOf(text);
      if (type.isEnum()) {
        var wanted = text.toUpperCase(Locale.ROOT).replace('-', '_');
        for (var e : type.getEnumConstants()) if (((Enum<?>) e).name().equals(wanted)) return e;
      }
    } catch (NumberFormatException e) {
      // said below, for all types
    }
    throw new IllegalArgumentException(
        "%s %s must be %s, but is '%s'"
            .formatted(record.getClass().getSimpleName(), c.getName(), expected(type), text));
  }

  /** A list of anything else would be filled with strings and fail far from here. */
  private static boolean listOfStrings(RecordComponent c) {
    return c.getGenericType() instanceof ParameterizedType p
        && p.getRawType() == List.class
        && p.getActualTypeArguments()[0] == String.class;
  }

  private static String expected(Class<?> type) {
    if (type == int.class || type == long.class) return "a whole number";
    if (type == double.class) return "a number";
    if (type == boolean.class) return "true or false";
    if (type.isEnum())
      return "one of " + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT);
    return "set in Java: it is a " + type.getSimpleName();
  }

  private static IllegalArgumentException unknown(Class<?> type, String name) {
    var names = Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
    return new IllegalArgumentException(
        "%s has no parameter '%s'; it has %s%s"
            .formatted(
                type.getSimpleName(),
                name,
                String.join(", ", names),
                DidYouMean.among(name, names)));
  }

  /**
   * "lambda=0.1" for each component in which {@code b} differs from {@code a}, looking into nested
   * records and lists.
   */
  public static String diff(Object a, Object b) {
    var out = new ArrayList<String>();
    diff("", a, b, out);
    return String.join(" ", out);
  }

  private static void diff(String at, Object a, Object b, List<String> out) {
    if (Objects.equals(a, b)) return;
    if (a instanceof Record ra && b instanceof Record rb && ra.getClass() == rb.getClass()) {
      for (var c : ra.getClass().getRecordComponents())
        diff(c.getName(), get(c, ra), get(c, rb), out);
    } else if (a instanceof List<?> la && b instanceof List<?> lb && la.size() == lb.size()) {
      for (int i = 0; i < la.size(); i++) diff(at, la.get(i), lb.get(i), out);
    } else {
      var said = b instanceof Trainer<?> && b instanceof Record r ? print(r) : b;
      out.add((at.isEmpty() || b instanceof Record ? "" : at + "=") + said);
    }
  }

  /** The trainer's name and what differs from its defaults: {@code Ridge(lambda=0.1)}. */
  public static String print(Record trainer) {
    Record defaults;
    try {
      defaults = construct(trainer.getClass(), new Class<?>[0]);
    } catch (LinkageError e) {
      return trainer.toString(); // a record that is no trainer has no defaults
    }
    var diff = diff(defaults, trainer);
    var name = Catalog.name(trainer.getClass());
    return diff.isEmpty() ? name : name + "(" + diff + ")";
  }

  public static Object get(RecordComponent c, Object record) {
    try {
      var m = c.getAccessor();
      m.setAccessible(true);
      return m.invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(c.toString(), e);
    }
  }

  /** A number without a fraction as a whole one, as catalogue and messages show it. */
  public static String number(double v) {
    return v == Math.rint(v) && Math.abs(v) < 1e15 ? Long.toString((long) v) : Double.toString(v);
  }

  private static <R> R construct(Class<R> type, Class<?>[] types, Object... args) {
    try {
      var k = type.getDeclaredConstructor(types);
      k.setAccessible(true);
      return k.newInstance(args);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException r) throw r;
      throw new LinkageError(type.toString(), e);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type + " " + Arrays.toString(types), e);
    }
  }
}
