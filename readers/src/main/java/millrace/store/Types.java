package millrace.store;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import millrace.data.Frame;
import millrace.learn.Catalog;
import millrace.learn.Prediction;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import org.jspecify.annotations.Nullable;

/**
 * The names under which records stand in files. The only classes a file can name are the trainers
 * of the {@link Catalog}, the models they declare, and the records that a sealed type permits where
 * that type is declared.
 *
 * <ul>
 *   <li>{@code Ridge}: the model that the trainer Ridge fits; {@code Ridge/Binary}, if that is a
 *       sealed type, the one of its records with that simple name;
 *   <li>{@code trainer:Ridge}: the trainer itself, a record of hyper-parameters;
 *   <li>{@code Numeric}: where a sealed type such as Column is declared, its record of that name.
 * </ul>
 */
final class Types {
  /** Made once, on first use: the catalogue does not change. */
  private static final class Known {
    static final Map<String, Class<?>> BY_TAG = new LinkedHashMap<>();
    static final Map<Class<?>, String> BY_TYPE = new HashMap<>();

    static {
      for (var trainer : Catalog.trainers()) {
        var name = Catalog.name(trainer.getClass());
        add("trainer:" + name, trainer.getClass(), true);
        var model = Catalog.model(trainer);
        add(name, model, model.getEnclosingClass() == trainer.getClass());
        permitted(model).forEach((simple, type) -> add(name + "/" + simple, type, false));
      }
    }

    /**
     * @param own whether this is the type's own name: a model that several trainers fit is written
     *     under that of the trainer it is nested in, else under the first in the catalogue
     */
    private static void add(String tag, Class<?> type, boolean own) {
      if (!type.isRecord()) return;
      BY_TAG.put(tag, type);
      if (own) BY_TYPE.put(type, tag);
      else BY_TYPE.putIfAbsent(type, tag);
    }
  }

  private Types() {}

  /** The tag of a record where {@code declared} is declared; null if it can have none. */
  static @Nullable String tag(Class<?> type, Class<?> declared) {
    if (permitted(declared).get(type.getSimpleName()) == type) return type.getSimpleName();
    return Known.BY_TYPE.get(type);
  }

  /** The record type with this tag where {@code declared} is declared; null if there is none. */
  static @Nullable Class<?> find(String tag, Class<?> declared) {
    var inside = permitted(declared).get(tag);
    return inside != null ? inside : Known.BY_TAG.get(tag);
  }

  /** The records that a sealed type permits, by simple name; those of equal names left out. */
  private static Map<String, Class<?>> permitted(Class<?> type) {
    if (!type.isSealed()) return Map.of();
    var out = new LinkedHashMap<String, Class<?>>();
    var twice = new HashSet<String>();
    permittedRecords(type)
        .forEach(
            r -> {
              if (out.putIfAbsent(r.getSimpleName(), r) != null) twice.add(r.getSimpleName());
            });
    out.keySet().removeAll(twice);
    return out;
  }

  private static Stream<Class<?>> permittedRecords(Class<?> type) {
    if (type.isRecord()) return Stream.of(type);
    if (!type.isSealed()) return Stream.of();
    return Arrays.stream(type.getPermittedSubclasses()).flatMap(Types::permittedRecords).distinct();
  }

  static int version(Class<?> type) {
    var version = type.getAnnotation(Version.class);
    return version == null ? 1 : version.value();
  }

  /** A record as messages name it: {@code Ridge.Fitted}. */
  static String name(Class<?> type) {
    var outer = type.getEnclosingClass();
    return outer == null ? type.getSimpleName() : name(outer) + "." + type.getSimpleName();
  }

  /** The class of a declared type, without its arguments. */
  static Class<?> raw(Type type) {
    return switch (type) {
      case Class<?> c -> c;
      case ParameterizedType p -> raw(p.getRawType());
      case WildcardType w -> raw(w.getUpperBounds()[0]);
      case TypeVariable<?> v -> raw(v.getBounds()[0]);
      default -> Object.class;
    };
  }

  /** The first type argument: of what a list is a list; Object if the type does not say. */
  static Type argument(Type type) {
    return type instanceof ParameterizedType p ? p.getActualTypeArguments()[0] : Object.class;
  }

  /**
   * Which kind of prediction a predictor gives: as its class declares, or, where that is a type
   * variable, as the predictor inside it gives. {@link Prediction} itself where nothing says.
   */
  static Class<?> gives(Predictor<?> predictor) {
    try {
      var kind = predictor.getClass().getMethod("predict", Frame.class).getReturnType();
      if (kind != Prediction.class || !(predictor instanceof Record record)) return kind;
      return Stream.of(record.getClass().getRecordComponents())
          .filter(c -> c.getType() == Predictor.class)
          .<Class<?>>map(c -> gives((Predictor<?>) Spec.get(c, record)))
          .findFirst()
          .orElse(Prediction.class);
    } catch (NoSuchMethodException e) {
      throw new LinkageError(predictor.getClass().toString(), e);
    }
  }

  /** What the declared type of a component lets be there, for messages. */
  static String expected(Class<?> type) {
    if (Trainer.class.isAssignableFrom(type)) return "a trainer";
    if (type.isEnum()) return "one of " + List.of(type.getEnumConstants());
    return "a " + name(type);
  }
}
