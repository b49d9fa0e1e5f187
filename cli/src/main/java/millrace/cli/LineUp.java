package millrace.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SequencedMap;
import millrace.data.Frame;
import millrace.evaluation.Comparison.Task;
import millrace.evaluation.Majority;
import millrace.evaluation.Mean;
import millrace.learn.Catalog;
import millrace.learn.Predictor;
import millrace.learn.Prediction;
import millrace.learn.Spec;
import millrace.learn.Trainer;

/**
 * The models of a comparison, by the names that people use: {@code ridge}, {@code random-forest}, {@code
 * xgboost(nEstimators=200,maxDepth=8)}, {@code smile/random-forest}.
 */
final class LineUp {
  /** What people call a model, and what the catalogue calls it for regression and for classification. */
  private static final Map<String, String> SHORT =
      Map.ofEntries(
          Map.entry("xgboost", "XGB"),
          Map.entry("boosting", "XGB"),
          Map.entry("forest", "RandomForest"),
          Map.entry("tree", "DecisionTree"),
          Map.entry("cart", "DecisionTree"),
          Map.entry("linear", "Ols"));

  private LineUp() {}

  /** Every predictor of the class path that does this task, baseline and composites apart. */
  static SequencedMap<String, Trainer<?>> all(Task task) {
    var out = new LinkedHashMap<String, Trainer<?>>();
    for (var t : Catalog.trainers()) if (candidate(t, task)) out.put(name(t), t);
    return out;
  }

  /** The models named, in that order. */
  static SequencedMap<String, Trainer<?>> of(List<String> names, Task task) {
    var out = new LinkedHashMap<String, Trainer<?>>();
    for (var text : names) {
      int open = text.indexOf('(');
      var name = (open < 0 ? text : text.substring(0, open)).strip();
      Trainer<?> t = find(name, task);
      if (open >= 0) {
        if (!text.endsWith(")")) throw new IllegalArgumentException("'%s' lacks its closing bracket".formatted(text));
        for (var pair : text.substring(open + 1, text.length() - 1).split("[;,]")) t = parse(t, pair);
      }
      if (!candidate(t, task)) {
        throw new IllegalArgumentException("%s does not do %s".formatted(name, task.name().toLowerCase(Locale.ROOT)));
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
    if (equals < 1) throw new IllegalArgumentException("'%s' is not parameter=value".formatted(pair));
    return (Trainer<?>) Spec.parse((Record) trainer, pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
  }

  /** A trainer by its catalogue name or by what people call it. */
  static Trainer<?> find(String name, Task task) {
    var plain = name.replace('/', '.');
    var engine = plain.contains(".") ? plain.substring(0, plain.lastIndexOf('.') + 1) : "";
    var rest = plain.substring(engine.length()).toLowerCase(Locale.ROOT);
    var known = SHORT.getOrDefault(rest, rest);
    var tries = new ArrayList<String>();
    tries.add(plain);
    tries.add(engine + known);
    tries.add(engine + known + suffix(task));
    NoSuchElementException why = null;
    for (var t : tries) {
      try {
        return Catalog.find(t);
      } catch (NoSuchElementException e) {
        if (why == null || e.getMessage().contains("could be any of")) why = e;
      }
    }
    if (engine.isEmpty()) {
      // An engine may be left out as long as the core or Tribuo has the model: Smile is asked for by name.
      for (var t : Catalog.trainers()) {
        var n = Catalog.name(t.getClass());
        if (n.equalsIgnoreCase("tribuo." + known.replace("-", "") + suffix(task))) return t;
      }
    }
    throw new IllegalArgumentException("there is no model '%s'; there are %s".formatted(name, String.join(", ", all(task).keySet())), why);
  }

  private static String suffix(Task task) {
    return task == Task.REGRESSION ? "Regressor" : "Classifier";
  }

  private static boolean candidate(Trainer<?> t, Task task) {
    if (!Catalog.predicts(t) || t.getClass().getPackageName().equals("millrace.preprocess")) return false;
    return gives(t) == (task == Task.REGRESSION ? Prediction.Numbers.class : Prediction.Labels.class);
  }

  /** The kind of prediction that a trainer's model makes: the covariant return type of its {@code predict}. */
  static Class<?> gives(Trainer<?> t) {
    try {
      return Catalog.model(t).getMethod("predict", Frame.class).getReturnType();
    } catch (NoSuchMethodException e) {
      throw new LinkageError(t.toString(), e);
    }
  }

  /** The catalogue's name as tables show it: {@code ridge}, {@code random-forest}, {@code smile/random-forest}. */
  static String name(Trainer<?> t) {
    var full = Catalog.name(t.getClass());
    int dot = full.lastIndexOf('.');
    var engine = dot < 0 || full.startsWith("tribuo.") ? "" : full.substring(0, dot) + "/";
    var simple = full.substring(dot + 1).replaceFirst("(Regressor|Classifier)$", "");
    if (simple.equals("XGB")) return engine + "xgboost";
    return engine + simple.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  /** Trees split on codes as well as on one-hot columns, and faster. */
  static boolean tree(Trainer<?> t) {
    var n = t.getClass().getSimpleName();
    return n.contains("Tree") || n.contains("Forest") || n.contains("XGB") || n.contains("Boosting");
  }

  static boolean baseline(Trainer<?> t) {
    return t instanceof Mean || t instanceof Majority;
  }

  @SuppressWarnings("unchecked")
  static <Y extends Prediction> Trainer<? extends Predictor<Y>> typed(Trainer<?> t) {
    return (Trainer<? extends Predictor<Y>>) t;
  }
}
