package millrace.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import millrace.data.Frame;
import millrace.evaluation.Comparison.Task;
import millrace.evaluation.Majority;
import millrace.evaluation.Mean;
import millrace.learn.Catalog;
import millrace.learn.Prediction;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.trainers.ElasticNet;
import millrace.trainers.Lasso;

/**
 * The models of a comparison, by the names that people use: {@code ridge}, {@code random-forest},
 * {@code xgboost(nEstimators=200,maxDepth=8)}, {@code smile/random-forest}.
 */
final class LineUp {
  private static final double SMALL_PENALTY = 1e-4;

  /**
   * What people call a model, and what the catalogue calls it for regression and for
   * classification.
   */
  private static final Map<String, String> SHORT =
      Map.ofEntries(
          Map.entry("xgboost", "xgb"),
          Map.entry("boosting", "xgb"),
          Map.entry("forest", "randomforest"),
          Map.entry("tree", "decisiontree"),
          Map.entry("cart", "decisiontree"),
          Map.entry("linear", "ols"));

  private LineUp() {}

  /**
   * Every predictor that does this task: the core's, those that only Tribuo's module has, and
   * Smile's if it was asked for. What Tribuo has beside the core is compared when named.
   */
  static SequencedMap<String, Trainer<?>> all(Task task) {
    var out = new LinkedHashMap<String, Trainer<?>>();
    for (var t : Catalog.trainers()) {
      if (candidate(t, task) && !name(t).startsWith("tribuo/")) out.put(name(t), forAnyTarget(t));
    }
    return out;
  }

  /**
   * scikit-learn's penalty of 1 for lasso and elastic net is meant for targets of a large scale; on
   * the logarithm of a price it would leave nothing. A ten-thousandth does for both (on the UK cars
   * a thousandth costs a lasso .035 of R²).
   */
  private static Trainer<?> forAnyTarget(Trainer<?> t) {
    return switch (t) {
      case Lasso lasso -> lasso.alpha(SMALL_PENALTY);
      case ElasticNet net -> net.alpha(SMALL_PENALTY);
      default -> t;
    };
  }

  /** The models named, in that order. */
  static SequencedMap<String, Trainer<?>> of(List<String> names, Task task) {
    var out = new LinkedHashMap<String, Trainer<?>>();
    for (var text : names) {
      int open = text.indexOf('(');
      var name = (open < 0 ? text : text.substring(0, open)).strip();
      Trainer<?> t = forAnyTarget(find(name, task));
      if (open >= 0) {
        if (!text.endsWith(")"))
          throw new IllegalArgumentException("'%s' lacks its closing bracket".formatted(text));
        for (var pair : text.substring(open + 1, text.length() - 1).split("[;,]"))
          t = parse(t, pair);
      }
      if (!candidate(t, task)) {
        throw new IllegalArgumentException(
            "%s does not do %s".formatted(name, task.name().toLowerCase(Locale.ROOT)));
      }
      if (out.put(open < 0 ? name(t) : name(t) + text.substring(open), t) != null) {
        throw new IllegalArgumentException("'%s' is named twice".formatted(text));
      }
    }
    return out;
  }

  /** One {@code key=value} of a model. */
  static Trainer<?> parse(Trainer<?> trainer, String pair) {
    int equals = pair.indexOf('=');
    if (equals < 1)
      throw new IllegalArgumentException("'%s' is not parameter=value".formatted(pair));
    return (Trainer<?>)
        Spec.parse(
            (Record) trainer,
            pair.substring(0, equals).strip(),
            pair.substring(equals + 1).strip());
  }

  /**
   * A trainer by its catalogue name or by what people call it. Without an engine the core's is
   * meant, or else the only one: {@code tribuo/random-forest} and {@code smile/random-forest} are
   * asked for by name.
   */
  static Trainer<?> find(String name, Task task) {
    var plain = fold(name.replace('/', '.'));
    int dot = plain.lastIndexOf('.');
    var engine = plain.substring(0, dot + 1);
    var simple = SHORT.getOrDefault(plain.substring(dot + 1), plain.substring(dot + 1));
    for (var wanted : List.of(plain, engine + simple, engine + simple + suffix(task))) {
      var found =
          Catalog.trainers().stream()
              .filter(t -> fold(Catalog.name(t.getClass())).equals(wanted))
              .findFirst();
      if (found.isEmpty() && engine.isEmpty()) {
        found =
            Catalog.trainers().stream()
                .filter(t -> fold(t.getClass().getSimpleName()).equals(wanted))
                .findFirst();
      }
      if (found.isPresent()) return found.get();
    }
    throw new IllegalArgumentException(
        "there is no model '%s'; there are %s"
            .formatted(name, String.join(", ", all(task).keySet())));
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }

  private static String suffix(Task task) {
    return task == Task.REGRESSION ? "regressor" : "classifier";
  }

  private static boolean candidate(Trainer<?> t, Task task) {
    if (!Catalog.predicts(t) || t.getClass().getPackageName().equals("millrace.preprocess"))
      return false;
    return gives(t)
        == (task == Task.REGRESSION ? Prediction.Numbers.class : Prediction.Labels.class);
  }

  /**
   * The kind of prediction that a trainer's model makes: the covariant return type of its {@code
   * predict}.
   */
  static Class<?> gives(Trainer<?> t) {
    try {
      return Catalog.model(t).getMethod("predict", Frame.class).getReturnType();
    } catch (NoSuchMethodException e) {
      throw new LinkageError(t.toString(), e);
    }
  }

  /** The name as tables show it: {@code ridge}, {@code xgboost}, {@code smile/random-forest}. */
  static String name(Trainer<?> t) {
    var full = Catalog.name(t.getClass());
    int dot = full.lastIndexOf('.');
    var simple = full.substring(dot + 1);
    boolean alone =
        full.startsWith("tribuo.")
            && Catalog.trainers().stream()
                .noneMatch(o -> Catalog.name(o.getClass()).equals(simple));
    var engine = dot < 0 || alone ? "" : full.substring(0, dot) + "/";
    var base = simple.replaceFirst("(Regressor|Classifier)$", "");
    return engine
        + (base.equals("XGB")
            ? "xgboost"
            : base.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT));
  }

  /** Trees split on codes as well as on one-hot columns, and faster. */
  static boolean tree(Trainer<?> t) {
    var n = t.getClass().getSimpleName();
    return n.contains("Tree")
        || n.contains("Forest")
        || n.startsWith("XGB")
        || n.contains("Boosting");
  }

  static boolean baseline(Trainer<?> t) {
    return t instanceof Mean || t instanceof Majority;
  }

  @SuppressWarnings("unchecked")
  static <Y extends Prediction> Trainer<? extends Predictor<Y>> typed(Trainer<?> t) {
    return (Trainer<? extends Predictor<Y>>) t;
  }
}
