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
import java.util.Optional;
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
  /**
   * The models that stand outside their trainers: under the first of the catalogue that fits them.
   * Made once, on first use, since it asks every trainer.
   */
  private static final class Shared {
    static final Map<Class<?>, String> BY_TYPE = new HashMap<>();

    static {
      for (var trainer : Catalog.trainers()) {
        var name = Catalog.name(trainer.getClass());
        var model = Catalog.model(trainer);
        if (model.isRecord()) BY_TYPE.putIfAbsent(model, name);
        permitted(model).forEach((simple, type) -> BY_TYPE.putIfAbsent(type, name + "/" + simple));
      }
    }
  }

  private Types() {}

  /** The tag of a record where {@code declared} is declared; null if it can have none. */
  static @Nullable String tag(Class<?> type, Class<?> declared) {
    if (permitted(declared).get(type.getSimpleName()) == type) return type.getSimpleName();
    if (Trainer.class.isAssignableFrom(type)) {
      return listed(Catalog.name(type)).filter(t -> t.getClass() == type).isPresent()
          ? "trainer:" + Catalog.name(type)
          : null;
    }
    var outer = type.getEnclosingClass();
    if (outer != null && Trainer.class.isAssignableFrom(outer)) {
      var name = Catalog.name(outer);
      var trainer = listed(name).filter(t -> t.getClass() == outer);
      if (trainer.isPresent() && Catalog.model(trainer.get()) == type) return name;
    }
    return Shared.BY_TYPE.get(type);
  }

  /** The record type with this tag where {@code declared} is declared; null if there is none. */
  static @Nullable Class<?> find(String tag, Class<?> declared) {
    var inside = permitted(declared).get(tag);
    if (inside != null) return inside;
    if (tag.startsWith("trainer:"))
      return listed(tag.substring("trainer:".length()))
          .<Class<?>>map(Object::getClass)
          .orElse(null);
    int slash = tag.indexOf('/');
    var trainer = listed(slash < 0 ? tag : tag.substring(0, slash));
    if (trainer.isEmpty()) return null;
    var model = Catalog.model(trainer.get());
    if (slash >= 0) return permitted(model).get(tag.substring(slash + 1));
    return model.isRecord() ? model : null;
  }

  /** The trainer that the catalogue has under exactly this name. */
  private static Optional<Trainer<?>> listed(String name) {
    for (var t : Catalog.named(name))
      if (Catalog.name(t.getClass()).equals(name)) return Optional.of(t);
    return Optional.empty();
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
