package millrace.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import millrace.data.DidYouMean;
import millrace.data.Frame;
import millrace.evaluation.Comparison.Task;
import millrace.evaluation.Majority;
import millrace.evaluation.Mean;
import millrace.learn.Catalog;
import millrace.learn.Prediction;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.neural.models.Cell;
import millrace.neural.models.ImageCnn;
import millrace.neural.models.RecurrentClassifier;
import millrace.neural.models.RecurrentRegressor;
import millrace.preprocess.Auto;
import millrace.trainers.ElasticNet;
import millrace.trainers.Lasso;
import millrace.trainers.LassoLars;
import millrace.trainers.QuantileRegressor;
import millrace.trainers.tribuo.ElasticNetCd;

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
          Map.entry("network", "feedforward"),
          Map.entry("mlp", "feedforward"),
          Map.entry("lstm", "recurrent"),
          Map.entry("gru", "recurrent"),
          Map.entry("linear", "ols"));

  private LineUp() {}

  /** What is compared unless models are named: well-known, quick, and good at tables. */
  private static final List<String> REGRESSORS =
      List.of(
          "Mean",
          "Ols",
          "Ridge",
          "Lasso",
          "ElasticNet",
          "DecisionTreeRegressor",
          "RandomForestRegressor",
          "ExtraTreesRegressor",
          "HistGradientBoostingRegressor",
          "FeedForwardRegressor",
          "tribuo.XGBRegressor",
          "smile.RandomForestRegressor",
          "smile.GradientBoostingRegressor");

  private static final List<String> CLASSIFIERS =
      List.of(
          "Majority",
          "Logistic",
          "GaussianNaiveBayes",
          "LinearDiscriminant",
          "DecisionTreeClassifier",
          "RandomForestClassifier",
          "ExtraTreesClassifier",
          "HistGradientBoostingClassifier",
          "FeedForwardClassifier",
          "tribuo.LibLinearLogistic",
          "tribuo.XGBClassifier",
          "smile.RandomForestClassifier",
          "smile.GradientBoostingClassifier");

  /** The usual models, those of Smile only if it was asked for. */
  static SequencedMap<String, Trainer<?>> usual(Task task, String recipe) {
    var names =
        recipe.equals(TextRecipe.NAME)
            ? TextRecipe.models(task)
            : task == Task.REGRESSION ? REGRESSORS : CLASSIFIERS;
    var out = new LinkedHashMap<String, Trainer<?>>();
    for (var t : Catalog.trainers())
      if (names.contains(Catalog.name(t.getClass()))) out.put(name(t), usual(t, recipe));
    return out;
  }

  /** With parameters that suit most tables, or most texts. */
  private static Trainer<?> usual(Trainer<?> t, String recipe) {
    return recipe.equals(TextRecipe.NAME) ? TextRecipe.usual(t) : forAnyTarget(t);
  }

  /** Every predictor of the catalogue that does this task, of all engines; the usual ones first. */
  static SequencedMap<String, Trainer<?>> all(Task task, String recipe) {
    var out = usual(task, recipe);
    for (var t : Catalog.trainers())
      if (candidate(t, task)) out.putIfAbsent(name(t), usual(t, recipe));
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
      case LassoLars lars -> lars.alpha(SMALL_PENALTY);
      case QuantileRegressor quantile -> quantile.alpha(SMALL_PENALTY);
      case ElasticNetCd net -> net.alpha(SMALL_PENALTY);
      default -> t;
    };
  }

  /** The models named, in that order. */
  static SequencedMap<String, Trainer<?>> of(List<String> names, Task task, String recipe) {
    var out = new LinkedHashMap<String, Trainer<?>>();
    for (var text : names) {
      int open = text.indexOf('(');
      var name = (open < 0 ? text : text.substring(0, open)).strip();
      Trainer<?> t = usual(find(name, task), recipe);
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
    var plain = name.toLowerCase(Locale.ROOT).replace('/', '.').replaceAll("[-_]", "");
    int dot = plain.lastIndexOf('.');
    var engine = plain.substring(0, dot + 1);
    var simple = SHORT.getOrDefault(plain.substring(dot + 1), plain.substring(dot + 1));
    for (var wanted : List.of(plain, engine + simple, engine + simple + suffix(task))) {
      var found = Catalog.named(wanted);
      if (!found.isEmpty()) return plain.endsWith("gru") ? gru(found.getFirst()) : found.getFirst();
    }
    var names = all(task, "auto").keySet();
    throw new IllegalArgumentException(
        "there is no model '%s'; there are %s%s"
            .formatted(name, String.join(", ", names), DidYouMean.among(name, names)));
  }

  private static Trainer<?> gru(Trainer<?> t) {
    return switch (t) {
      case RecurrentClassifier r -> r.cell(Cell.GRU);
      case RecurrentRegressor r -> r.cell(Cell.GRU);
      default -> t;
    };
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
    if (t instanceof RecurrentClassifier r) return name(r.cell());
    if (t instanceof RecurrentRegressor r) return name(r.cell());
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

  private static String name(Cell cell) {
    return cell == Cell.TANH ? "recurrent" : cell.name().toLowerCase(Locale.ROOT);
  }

  private static final Pattern TREES =
      Pattern.compile("Tree|Forest|^XGB|Boosting|^AdaBoost|^Bagging");

  /** Distances, kernels and densities: powers of features would count them twice. */
  private static final Pattern DISTANCES =
      Pattern.compile(
          "Neighbo|Knn|Nearest|Radius|Kernel|^Svc|^Svr|^SVC|^SVR|^NuSv|GaussianProcess"
              + "|NaiveBayes|Discriminant|Isotonic");

  /**
   * What its rows are prepared for. Trees split on codes as well as on one-hot columns, and faster;
   * distances want standardized columns; networks for tables prepare columns themselves; the others
   * are sums of features.
   */
  static Auto.Model preparedFor(Trainer<?> t) {
    var inner = inner(t);
    if (inner.isPresent() && !baseline(inner.get())) return preparedFor(inner.get());
    var n = t.getClass().getSimpleName();
    if (n.startsWith("FeedForward")) return Auto.Model.NETWORK;
    if (TREES.matcher(n).find()) return Auto.Model.TREE;
    return DISTANCES.matcher(n).find() ? Auto.Model.NEIGHBOURS : Auto.Model.LINEAR;
  }

  /** Whether it reads sequences: texts stay as they are for it. */
  static boolean sequences(Trainer<?> t) {
    return t.getClass().getSimpleName().matches("Recurrent.*|TextCnn|Transformer.*");
  }

  /** Whether it counts things: then no feature may be negative. */
  static boolean counts(Trainer<?> t) {
    var n = t.getClass().getSimpleName();
    return n.startsWith("Multinomial") || n.startsWith("Complement");
  }

  /** The trainer inside one that is made of another, such as bagging. */
  private static Optional<Trainer<?>> inner(Trainer<?> t) {
    for (var c : t.getClass().getRecordComponents())
      if (Spec.get(c, t) instanceof Trainer<?> inner) return Optional.of(inner);
    return Optional.empty();
  }

  /** Why it is no candidate of a comparison of everything, whatever the data; empty if it is. */
  static String unfit(Trainer<?> t) {
    var inner = inner(t);
    if (inner.isPresent() && baseline(inner.get()))
      return "it is made around another model: name it with that one in Java";
    if (sequences(t) || t instanceof ImageCnn)
      return "it reads texts, sequences or images: name it";
    return "";
  }

  static boolean baseline(Trainer<?> t) {
    return t instanceof Mean || t instanceof Majority;
  }

  @SuppressWarnings("unchecked")
  static <Y extends Prediction> Trainer<? extends Predictor<Y>> typed(Trainer<?> t) {
    return (Trainer<? extends Predictor<Y>>) t;
  }
}
