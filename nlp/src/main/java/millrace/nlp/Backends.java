package millrace.nlp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * The annotators on the class path, as {@code META-INF/services/millrace.nlp.Annotator} lists them.
 */
final class Backends {
  /** Those that are modules of their own, and what adds them. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "corenlp",
          "add the module millrace-nlp-corenlp (GPL-3.0-or-later): ./millrace --with corenlp …");

  /** Loaded once: the class path does not change. */
  private static final class Loaded {
    static final List<Annotator> ALL = load();
  }

  private Backends() {}

  private static List<Annotator> load() {
    var out = new ArrayList<Annotator>();
    for (var a : ServiceLoader.load(Annotator.class, Backends.class.getClassLoader())) out.add(a);
    out.sort(Comparator.comparing(Annotator::name));
    return List.copyOf(out);
  }

  /** All of them, by name. */
  static List<Annotator> all() {
    return Loaded.ALL;
  }

  /**
   * The backend of this name.
   *
   * @throws IllegalArgumentException if it is not on the class path, saying what adds it
   */
  static Annotator find(String name) {
    for (var a : all()) if (a.name().equals(name)) return a;
    var names = String.join(", ", all().stream().map(Annotator::name).toList());
    var how = ELSEWHERE.get(name);
    throw new IllegalArgumentException(
        how == null
            ? "Annotate backend '%s' is not known; there are %s".formatted(name, names)
            : "Annotate backend '%s' is not on the class path: %s (there are %s)"
                .formatted(name, how, names));
  }
}
