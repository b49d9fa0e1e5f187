package millrace.trainers.tribuo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
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
    } catch (IOException e) {
      throw new IllegalStateException("XGBoost's raw model cannot be read", e);
    }
  }

  private static Boosted boost(
      Features x, float[] label, Map<String, Object> params, int rounds, int outputs, Run run)
      throws XGBoostError, IOException {
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
   * absent.
   */
  static DMatrix matrix(Features x) throws XGBoostError {
    var p = x.present();
    return new DMatrix(
        p.starts(), p.index(), p.value(), DMatrix.SparseType.CSR, x.width(), Float.NaN, 1);
  }

  static Boosted copy(Booster booster, int outputs) throws XGBoostError, IOException {
    var trees = new TreesBuilder(Trees.Question.LESS_FLOAT, outputs, 1);
    var info = new int[0];
    float base = 0;
    int count = 0;
    try (var json = new JsonFactory().createParser(booster.toByteArray("json"))) {
      while (json.nextToken() != null) {
        if (json.currentToken() != JsonToken.FIELD_NAME) continue;
        switch (json.currentName()) {
          case "base_score" -> base = Float.parseFloat(json.nextTextValue());
          case "tree_info" -> info = ints(json);
          case "trees" -> {
            json.nextToken();
            while (json.nextToken() == JsonToken.START_OBJECT) tree(json, trees, info[count++]);
          }
          default -> {}
        }
      }
    }
    return new Boosted(trees.build(), base);
  }

  private static void tree(JsonParser json, TreesBuilder trees, int output) throws IOException {
    var left = new int[0];
    var right = new int[0];
    var feature = new int[0];
    var missingLeft = new int[0];
    var condition = new double[0];
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      switch (json.currentName()) {
        case "left_children" -> left = ints(json);
        case "right_children" -> right = ints(json);
        case "split_indices" -> feature = ints(json);
        case "default_left" -> missingLeft = ints(json);
        case "split_conditions" -> condition = floats(json);
        default -> {
          json.nextToken();
          json.skipChildren();
        }
      }
    }
    var pending = new int[left.length];
    var node = new int[left.length];
    int top = 0;
    node[top++] = trees.tree(output);
    while (top > 0) {
      int i = pending[--top];
      int at = node[top];
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

  private static int[] ints(JsonParser json) throws IOException {
    var out = new int[64];
    int n = 0;
    json.nextToken();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (n == out.length) out = Arrays.copyOf(out, 2 * n);
      out[n++] =
          json.currentToken().isBoolean() ? (json.getBooleanValue() ? 1 : 0) : json.getIntValue();
    }
    return Arrays.copyOf(out, n);
  }

  private static double[] floats(JsonParser json) throws IOException {
    var out = new double[64];
    int n = 0;
    json.nextToken();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (n == out.length) out = Arrays.copyOf(out, 2 * n);
      out[n++] = (float) json.getDoubleValue();
    }
    return Arrays.copyOf(out, n);
  }
}
