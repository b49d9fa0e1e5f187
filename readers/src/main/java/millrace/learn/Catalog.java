package millrace.learn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
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

  /**
   * The name of a trainer class: its simple name, with the engine's package before it where a
   * module is an adapter: {@code Ridge}, {@code tribuo.RandomForest}. A package {@code models} is
   * no engine. Names are unique in the catalogue and stand in model files.
   */
  public static String name(Class<?> type) {
    var parts = type.getPackageName().split("\\.");
    return parts.length > 2 && !parts[parts.length - 1].equals("models")
        ? parts[parts.length - 1] + "." + type.getSimpleName()
        : type.getSimpleName();
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
    var exact = trainers().stream().filter(t -> fold(name(t.getClass())).equals(wanted)).toList();
    if (!exact.isEmpty()) return exact;
    return trainers().stream()
        .filter(t -> fold(t.getClass().getSimpleName()).equals(wanted))
        .toList();
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "").replace('/', '.');
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
