package millrace.preprocess;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.learn.Weights;
import millrace.run.Run;

/**
 * Lets the training rows of some levels count more than those of others: the frame's weights, 1
 * where it has none, are multiplied by the weight of each row's level. Without weights of one's own
 * a level weighs {@code rows / (levels · rows of the level)}, so that all levels count alike. Rows
 * to be predicted are left as they are.
 *
 * <p>The trainer after it must be one that uses weights. O(n).
 *
 * @param weights of single levels, each as {@code level=weight}; the others weigh 1. Empty:
 *     balanced
 * @see "G. King, L. Zeng, Logistic regression in rare events data, Political Analysis 9, 2001"
 * @see "scikit-learn 1.2, sklearn.utils.class_weight.compute_class_weight"
 */
@About(
    value = "lets training rows count by the level of their target",
    cite =
        "G. King, L. Zeng, Logistic regression in rare events data, 2001; scikit-learn"
            + " compute_class_weight")
public record ClassWeights(
    @Param("level=weight for some levels, 1 for the others; empty: balanced") List<String> weights)
    implements Step<ClassWeights.Fitted> {
  public ClassWeights {
    Spec.check(ClassWeights.class, weights);
    weights = List.copyOf(weights);
    given(weights);
  }

  /** Balanced. */
  public ClassWeights() {
    this(List.of());
  }

  /** {@code ClassWeights.of("yes=10", "no=1")}. */
  public static ClassWeights of(String... weights) {
    return new ClassWeights(List.of(weights));
  }

  public ClassWeights weights(List<String> weights) {
    return Spec.with(this, "weights", weights);
  }

  private static Map<String, Double> given(List<String> weights) {
    var out = new LinkedHashMap<String, Double>();
    for (var text : weights) {
      int equals = text.lastIndexOf('=');
      double w = Double.NaN;
      try {
        w = Double.parseDouble(text.substring(equals + 1));
      } catch (NumberFormatException e) {
        // said below, with what is negative or infinite
      }
      if (equals < 1 || !(w >= 0 && w < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "ClassWeights weights must each be level=weight, the weight a number of at least 0, but one is '%s'"
                .formatted(text));
      }
      if (out.put(text.substring(0, equals).strip(), w) != null) {
        throw new IllegalArgumentException(
            "ClassWeights weights names '%s' twice".formatted(text.substring(0, equals).strip()));
      }
    }
    return out;
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.class)
        .target(Column.Nominal.class)
        .missingAllowed()
        .weightsAllowed();
  }

  /** It adds a column that is no feature, which {@link On} would take for one. */
  @Override
  public boolean changesRows() {
    return true;
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    run.step("level", 0, 1);
    var y = (Column.Nominal) train.targetColumn();
    var levels = y.present();
    var w = new double[levels.size()];
    if (weights.isEmpty()) {
      for (int c : y.codes(levels)) w[c]++;
      for (int c = 0; c < w.length; c++) w[c] = y.size() / (w.length * w[c]);
    } else {
      var given = given(weights);
      for (var name : given.keySet()) {
        if (!levels.has(name)) {
          throw new DataException(
              "ClassWeights weighs '%s', but '%s' has only %s in the training rows"
                  .formatted(name, train.targetName().orElseThrow(), levels));
        }
      }
      for (int c = 0; c < w.length; c++) w[c] = given.getOrDefault(levels.name(c), 1.0);
    }
    run.step("level", 1, 1);
    return new Fitted(levels, w);
  }

  @Override
  public Prepared<Fitted> prepare(Frame train, Run run) {
    var fitted = fit(train, run);
    var codes = ((Column.Nominal) train.targetColumn()).codes(fitted.levels);
    var w = Weights.of(train);
    for (int i = 0; i < w.length; i++) w[i] *= fitted.weights[codes[i]];
    var name = "class weight";
    for (int i = 2; train.has(name); i++) name = "class weight " + i;
    name = train.weightsName().orElse(name);
    return new Prepared<>(fitted, train.with(name, new Column.Numeric(w)).weights(name));
  }

  /** The weight of each level; rows to be predicted are left as they are. */
  public record Fitted(Vocabulary levels, double[] weights) implements Transform {
    @Override
    public Frame apply(Frame frame) {
      return frame;
    }
  }
}
