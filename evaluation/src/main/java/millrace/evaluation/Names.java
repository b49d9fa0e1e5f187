package millrace.evaluation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Predicate;
import millrace.learn.About;
import millrace.learn.Catalog;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.learn.Transform;
import org.jspecify.annotations.Nullable;

/** Names for the rows of a comparison. */
final class Names {
  private Names() {}

  /**
   * A name for each. A pipeline is called by its last trainer. Where two would have one name, a
   * later one says by which steps it differs from the first, or by which parameters, or else its
   * number.
   */
  static <T extends Trainer<?>> SequencedMap<String, T> of(List<? extends T> trainers) {
    var first = new HashMap<String, T>();
    var out = new LinkedHashMap<String, T>();
    for (var t : trainers) {
      var plain = print(last(t));
      var other = first.putIfAbsent(plain, t);
      var name = other == null ? plain : (plain + " " + difference(other, t)).strip();
      var unique = name;
      for (int i = 2; out.containsKey(unique); i++) unique = name + " #" + i;
      out.put(unique, t);
    }
    return out;
  }

  /** Whose code trains it: what {@link About} of the innermost predicting trainer says. */
  static String engine(Trainer<?> trainer) {
    if (trainer instanceof Search.Journaled<?> j) return engine(j.search());
    if (trainer instanceof Search<?> s) return engine(s.candidates().getFirst().trainer());
    var inner = predictors(trainer);
    if (inner.size() == 1) return engine(inner.getFirst());
    var about = trainer.getClass().getAnnotation(About.class);
    return about == null ? "custom" : about.engine();
  }

  static String print(Trainer<?> trainer) {
    return print((Object) trainer);
  }

  /** A search says what it tries, not each candidate. */
  static String print(Object trainer) {
    if (trainer instanceof Search<?> || trainer instanceof Search.Journaled<?>)
      return trainer.toString();
    return trainer instanceof Record r ? Spec.print(r) : trainer.getClass().getSimpleName();
  }

  /** The last trainer of a pipeline: a record of one predicting trainer and of what prepares. */
  static Trainer<?> last(Trainer<?> trainer) {
    var inner = predictors(trainer);
    boolean prepares =
        parts(trainer).stream().anyMatch(t -> Transform.class.isAssignableFrom(Catalog.model(t)));
    return inner.size() == 1 && prepares ? last(inner.getFirst()) : trainer;
  }

  /** What is at the bottom of pipelines, transformed targets and the like. */
  static Trainer<?> innermost(Trainer<?> trainer) {
    var inner = predictors(trainer);
    return inner.size() == 1 ? innermost(inner.getFirst()) : trainer;
  }

  private static List<Trainer<?>> predictors(Trainer<?> trainer) {
    return parts(trainer).stream().filter(Catalog::predicts).toList();
  }

  /** The trainers that are components of this one. */
  private static List<Trainer<?>> parts(Trainer<?> trainer) {
    var out = new ArrayList<Trainer<?>>();
    if (trainer instanceof Record r)
      for (var c : r.getClass().getRecordComponents())
        if (Spec.get(c, r) instanceof Trainer<?> t) out.add(t);
    return out;
  }

  private static String difference(Trainer<?> a, Trainer<?> b) {
    var inA = leaves(a);
    var inB = leaves(b);
    var words = new ArrayList<String>();
    inB.stream().filter(Predicate.not(inA::contains)).forEach(s -> words.add("+" + s));
    inA.stream().filter(Predicate.not(inB::contains)).forEach(s -> words.add("−" + s));
    return words.isEmpty() ? Spec.diff(a, b) : String.join(" ", words);
  }

  /** Everything in it that holds no other trainer, printed, in order. */
  private static List<String> leaves(@Nullable Object o) {
    var out = new ArrayList<String>();
    switch (o) {
      case List<?> list -> list.forEach(x -> out.addAll(leaves(x)));
      case Record r -> {
        for (var c : r.getClass().getRecordComponents()) out.addAll(leaves(Spec.get(c, r)));
        if (out.isEmpty() && r instanceof Trainer<?>) out.add(Spec.print(r));
      }
      case null, default -> {}
    }
    return out;
  }
}
