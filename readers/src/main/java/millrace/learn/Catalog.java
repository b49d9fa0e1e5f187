package millrace.learn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import millrace.data.DidYouMean;
import millrace.data.Frame;
import millrace.run.Run;

/**
 * Every trainer on the class path, as {@code META-INF/services/millrace.learn.Trainer} lists them,
 * with defaults.
 */
public final class Catalog {
  /** Loaded once: the class path does not change. */
  private static final class Loaded {
    static final List<Trainer<?>> TRAINERS = load();
  }

  /**
   * The names of the classes, from the service files alone: finding one of hundreds by its name
   * need not load the others.
   */
  private static final class Listed {
    static final Map<String, List<String>> BY_NAME = new HashMap<>();
    static final Map<String, List<String>> BY_SIMPLE_NAME = new HashMap<>();

    static {
      for (var type : list()) {
        BY_NAME.computeIfAbsent(fold(name(type)), _ -> new ArrayList<>()).add(type);
        var simple = fold(simple(type));
        BY_SIMPLE_NAME.computeIfAbsent(simple, _ -> new ArrayList<>()).add(type);
      }
    }
  }

  private Catalog() {}

  /** All trainers with their defaults, ordered by name. */
  public static List<Trainer<?>> trainers() {
    return Loaded.TRAINERS;
  }

  @SuppressWarnings("rawtypes")
  private static List<Trainer<?>> load() {
    var out = new ArrayList<Trainer<?>>();
    for (Trainer t : ServiceLoader.load(Trainer.class, Catalog.class.getClassLoader())) out.add(t);
    out.sort(Comparator.comparing(t -> name(t.getClass())));
    return List.copyOf(out);
  }

  private static List<String> list() {
    var out = new ArrayList<String>();
    try {
      var files =
          Catalog.class.getClassLoader().getResources("META-INF/services/millrace.learn.Trainer");
      while (files.hasMoreElements()) {
        var file = files.nextElement();
        try (var in = file.openStream()) {
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .map(l -> l.replaceFirst("#.*", "").strip())
              .filter(l -> !l.isEmpty() && !out.contains(l))
              .forEach(out::add);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.sort(Comparator.comparing(Catalog::name));
    return List.copyOf(out);
  }

  /** The trainer of this class, with its defaults. */
  private static Trainer<?> load(String type) {
    try {
      return Class.forName(type, true, Catalog.class.getClassLoader())
          .asSubclass(Trainer.class)
          .getConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type, e);
    }
  }

  /**
   * The name of a trainer class: its simple name, with the engine's package before it where a
   * module is an adapter: {@code Ridge}, {@code tribuo.RandomForest}. A package {@code models} is
   * no engine. Names are unique in the catalogue and stand in model files.
   */
  public static String name(Class<?> type) {
    return name(type.getPackageName(), type.getSimpleName());
  }

  private static String name(String type) {
    return name(type.substring(0, type.lastIndexOf('.')), simple(type));
  }

  private static String simple(String type) {
    return type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
  }

  private static String name(String inPackage, String simple) {
    int dot = inPackage.lastIndexOf('.');
    var last = inPackage.substring(dot + 1);
    boolean adapter = inPackage.indexOf('.') != dot && !last.equals("models");
    return adapter ? last + "." + simple : simple;
  }

  /**
   * The trainer of this name. Case, hyphens and underscores do not matter, and the engine may be
   * left out where the rest is unique: {@code random-forest} for {@code tribuo.RandomForest}.
   *
   * @throws NoSuchElementException naming what there is
   */
  public static Trainer<?> find(String name) {
    var found = named(name);
    if (found.size() == 1) return found.getFirst();
    if (!found.isEmpty())
      throw new NoSuchElementException(
          "'%s' could be any of %s: say which".formatted(name, names(found)));
    var near = near(name);
    throw new NoSuchElementException(
        near.isEmpty()
            ? "there is no '%s'; there are %s".formatted(name, names(trainers()))
            : "there is no '%s'; did you mean %s?".formatted(name, names(near)));
  }

  private static String names(List<Trainer<?>> trainers) {
    return trainers.stream().map(t -> name(t.getClass())).collect(Collectors.joining(", "));
  }

  /** The trainers whose names or descriptions hold what was asked for. */
  private static List<Trainer<?>> near(String name) {
    var wanted = fold(name);
    if (wanted.length() < 3) return List.of();
    return trainers().stream()
        .filter(
            t ->
                fold(name(t.getClass())).contains(wanted)
                    || fold(about(t.getClass()).value()).contains(wanted))
        .toList();
  }

  /**
   * The trainers that this name may mean: the one of that whole name, else all of that name without
   * the engine. Case, hyphens and underscores do not matter, and a slash is as good as a dot.
   */
  public static List<Trainer<?>> named(String name) {
    var wanted = fold(name);
    var classes = Listed.BY_NAME.getOrDefault(wanted, List.of());
    if (classes.isEmpty()) classes = Listed.BY_SIMPLE_NAME.getOrDefault(wanted, List.of());
    return classes.stream().<Trainer<?>>map(Catalog::load).toList();
  }

  private static String fold(String name) {
    return DidYouMean.fold(name).replace('/', '.');
  }

  /**
   * The record that a trainer's {@code fit} returns: the compiler's covariant return type is the
   * registration.
   */
  public static Class<?> model(Trainer<?> trainer) {
    try {
      return trainer.getClass().getMethod("fit", Frame.class, Run.class).getReturnType();
    } catch (NoSuchMethodException e) {
      throw new LinkageError(trainer.toString(), e);
    }
  }

  /** Whether its model predicts the named kind of prediction. */
  public static boolean predicts(Trainer<?> trainer) {
    return Predictor.class.isAssignableFrom(model(trainer));
  }

  public static About about(Class<?> trainer) {
    var about = trainer.getAnnotation(About.class);
    if (about == null) throw new LinkageError(trainer + " has no @About");
    return about;
  }
}
