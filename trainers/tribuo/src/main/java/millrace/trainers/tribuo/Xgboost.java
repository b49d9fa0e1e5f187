package millrace.trainers.tribuo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.data.DataException;
import millrace.preprocess.Features;
import millrace.run.Run;
import millrace.trainers.Trees;
import millrace.trainers.TreesBuilder;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Boosts with XGBoost's native library and copies the trees out of the raw model, so that nothing
 * of XGBoost is needed to predict.
 */
final class Xgboost {
  private Xgboost() {}

  /** What was learned: margins are {@code base} plus the sum of the leaves. */
  record Boosted(Trees trees, double base) {}

  /** Why the native library cannot be used here; empty if it can. */
  static Optional<String> problem() {
    try {
      new DMatrix(new float[] {0}, 1, 1, Float.NaN).dispose();
      return Optional.empty();
    } catch (LinkageError | XGBoostError e) {
      Throwable first = e;
      while (first.getCause() != null) first = first.getCause();
      return Optional.of(String.valueOf(first.getMessage()));
    }
  }

  /**
   * @param params XGBoost's own parameters; the seed, one thread and the hist method are added.
   * @param outputs margins per row
   */
  static Boosted train(
      Features x, float[] label, Map<String, Object> params, int rounds, int outputs, Run run) {
    problem()
        .ifPresent(
            why -> {
              throw new UnsupportedOperationException(
                  "XGBoost has no native library that loads on %s %s (%s): use another trainer, such as RandomForest, or smile's GradientBoosting"
                      .formatted(
                          System.getProperty("os.name"), System.getProperty("os.arch"), why));
            });
    var all = new HashMap<>(params);
    all.put("tree_method", "hist");
    all.put("verbosity", 0);
    all.put("seed", (int) (run.seedFor("xgboost") & Integer.MAX_VALUE));
    all.put("nthread", 1);
    try {
      return boost(x, label, all, rounds, outputs, run);
    } catch (XGBoostError e) {
      // The first line is the reason; a native stack trace follows.
      var reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new DataException(
          "XGBoost refuses these rows: " + reason.replaceFirst("^\\[.*] \\S+: ", ""), e);
    }
  }

  private static Boosted boost(
      Features x, float[] label, Map<String, Object> params, int rounds, int outputs, Run run)
      throws XGBoostError {
    run.step("round", 0, rounds);
    var rows = matrix(x);
    try {
      rows.setLabel(label);
      var booster = XGBoost.train(rows, params, 0, Map.of(), null, null);
      try {
        for (int i = 0; i < rounds; i++) {
          booster.update(rows, i);
          if (!run.step("round", i + 1, rounds)) break;
        }
        return copy(booster, outputs);
      } finally {
        booster.dispose();
      }
    } finally {
      rows.dispose();
    }
  }

  /** What there is to learn from one level only: nothing. */
  static Boosted nothing(Run run) {
    run.step("round", 1, 1);
    return new Boosted(new TreesBuilder(Trees.Question.LESS_FLOAT, 1, 1).build(), 0.5);
  }

  /**
   * The rows as XGBoost reads them: what is missing, and what a Sparse column does not store, is
   * absent. Where no column is sparse, XGBoost is faster at making its matrix from dense rows.
   */
  static DMatrix matrix(Features x) throws XGBoostError {
    if (!x.sparse()) return new DMatrix(x.denseFloats(), x.rows(), x.width(), Float.NaN);
    var p = x.present();
    return new DMatrix(
        p.starts(), p.index(), p.value(), DMatrix.SparseType.CSR, x.width(), Float.NaN, 1);
  }

  static Boosted copy(Booster booster, int outputs) throws XGBoostError {
    var learner = Ubjson.at(Ubjson.read(booster.toByteArray("ubj")), "learner");
    var base = Ubjson.at(learner, "learner_model_param", "base_score");
    var model = Ubjson.at(learner, "gradient_booster", "model");
    var output = Ubjson.ints(Ubjson.at(model, "tree_info"));
    var trees = new TreesBuilder(Trees.Question.LESS_FLOAT, outputs, 1);
    int count = 0;
    for (var tree : (List<?>) Ubjson.at(model, "trees")) tree(tree, trees, output[count++]);
    return new Boosted(trees.build(), Float.parseFloat((String) base));
  }

  private static void tree(Object tree, TreesBuilder trees, int output) {
    var left = Ubjson.ints(Ubjson.at(tree, "left_children"));
    var right = Ubjson.ints(Ubjson.at(tree, "right_children"));
    var feature = Ubjson.ints(Ubjson.at(tree, "split_indices"));
    var missingLeft = Ubjson.ints(Ubjson.at(tree, "default_left"));
    var condition = (float[]) Ubjson.at(tree, "split_conditions");
    var gain = (float[]) Ubjson.at(tree, "loss_changes");
    var hessian = (float[]) Ubjson.at(tree, "sum_hessian");
    var pending = new int[left.length];
    var node = new int[left.length];
    int top = 0;
    node[top++] = trees.tree(output);
    while (top > 0) {
      int i = pending[--top];
      int at = node[top];
      trees.tell(at, hessian[i], left[i] < 0 ? 0 : gain[i]);
      if (left[i] < 0) {
        trees.leaf(at, condition[i]);
        continue;
      }
      int child = trees.split(at, feature[i], condition[i], missingLeft[i] != 0);
      pending[top] = right[i];
      node[top++] = child + 1;
      pending[top] = left[i];
      node[top++] = child;
    }
  }
}
