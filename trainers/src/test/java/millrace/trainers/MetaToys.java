package millrace.trainers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.DecisionFunction;
import millrace.learn.Importances;
import millrace.learn.Needs;
import millrace.learn.Prediction.Labels;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Trainer;
import millrace.learn.Weights;
import millrace.run.Run;

/** Golden values and small bases for the learners made of learners. */
final class MetaToys {
  private static final JsonNode ALL = read();

  private MetaToys() {}

  private static JsonNode read() {
    try (var in = MetaToys.class.getResourceAsStream("/golden/meta.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static double[] golden(String name) {
    var node = ALL.get(name);
    if (node == null) throw new AssertionError("no golden value " + name);
    var out = new double[node.size()];
    for (int i = 0; i < out.length; i++) {
      var v = node.get(i);
      out[i] = v.isNull() ? Double.NaN : v.isBoolean() ? (v.booleanValue() ? 1 : 0) : v.asDouble();
    }
    return out;
  }

  /** Columns x0, x1, … of row-major values. */
  static Frame frame(String name, int width) {
    var v = golden(name);
    var columns = new LinkedHashMap<String, Column>();
    for (int j = 0; j < width; j++) {
      var c = new double[v.length / width];
      for (int i = 0; i < c.length; i++) c[i] = v[i * width + j];
      columns.put("x" + j, new Column.Numeric(c));
    }
    return Frame.of(columns);
  }

  static Frame labelled(Frame x, String golden, String... levels) {
    var codes = Arrays.stream(golden(golden)).mapToInt(v -> (int) v).toArray();
    return x.with("y", new Column.Nominal(codes, Vocabulary.of(levels))).target("y");
  }

  /** A weighted Gini stump that tries every cut: no chance in it. */
  record Stump() implements Trainer<StumpModel> {
    @Override
    public Needs needs() {
      return Needs.features(Column.Numeric.class).target(Column.Nominal.class).weightsAllowed();
    }

    @Override
    public StumpModel fit(Frame train, Run run) {
      var y = (Column.Nominal) train.targetColumn();
      var levels = y.present();
      var codes = y.codes(levels);
      var w = Weights.of(train);
      var best = new StumpModel("", 0, new double[0], levels);
      double least = Double.POSITIVE_INFINITY;
      for (var name : train.features().names()) {
        var x = train.column(name, Column.Numeric.class).values();
        var sorted = x.clone();
        Arrays.sort(sorted);
        for (int c = 0; c + 1 < sorted.length; c++) {
          if (sorted[c] == sorted[c + 1]) continue;
          double cut = (sorted[c] + sorted[c + 1]) / 2;
          var share = new double[2 * levels.size()];
          double impurity = 0;
          var sums = new double[2];
          for (int i = 0; i < x.length; i++) {
            int side = x[i] <= cut ? 0 : 1;
            share[side * levels.size() + codes[i]] += w[i];
            sums[side] += w[i];
          }
          for (int s = 0; s < 2; s++) {
            double squares = 0;
            for (int l = 0; l < levels.size(); l++) {
              squares += Math.pow(share[s * levels.size() + l], 2);
              share[s * levels.size() + l] /= sums[s];
            }
            impurity += sums[s] - squares / sums[s];
          }
          if (impurity < least) {
            least = impurity;
            best = new StumpModel(name, cut, share, levels);
          }
        }
      }
      return best;
    }
  }

  record StumpModel(String column, double cut, double[] share, Vocabulary levels)
      implements Predictor<Labels> {
    @Override
    public Labels predict(Frame frame) {
      var x = frame.column(column, Column.Numeric.class).values();
      int k = levels.size();
      var out = new double[x.length * k];
      for (int i = 0; i < x.length; i++)
        System.arraycopy(share, x[i] <= cut ? 0 : k, out, i * k, k);
      return new Labels(out, levels);
    }
  }

  /** Ridge(1) that tells the size of its coefficients. */
  record Coefficients() implements Trainer<CoefficientsModel> {
    @Override
    public Needs needs() {
      return new Ridge().needs();
    }

    @Override
    public CoefficientsModel fit(Frame train, Run run) {
      return new CoefficientsModel(new Ridge().fit(train, run));
    }
  }

  record CoefficientsModel(Ridge.Fitted ridge) implements Predictor<Numbers>, Importances {
    @Override
    public Numbers predict(Frame frame) {
      return ridge.predict(frame);
    }

    @Override
    public Vocabulary features() {
      return ridge.linear().features();
    }

    @Override
    public double[] importances() {
      return Arrays.stream(ridge.linear().weights()).map(Math::abs).toArray();
    }
  }

  /** Gives column "s" as its score, whatever it was trained on. */
  record Given(boolean decides) implements Trainer<Predictor<Labels>> {
    @Override
    public Needs needs() {
      return Needs.features(Column.Numeric.class).target(Column.Nominal.class).weightsAllowed();
    }

    @Override
    public Predictor<Labels> fit(Frame train, Run run) {
      var levels = ((Column.Nominal) train.targetColumn()).present();
      return decides ? new GivenDecision(levels) : new GivenProbability(levels);
    }
  }

  record GivenProbability(Vocabulary levels) implements Predictor<Labels> {
    @Override
    public Labels predict(Frame frame) {
      var p = frame.column("s", Column.Numeric.class).values();
      var out = new double[2 * p.length];
      for (int i = 0; i < p.length; i++) {
        out[2 * i] = 1 - p[i];
        out[2 * i + 1] = p[i];
      }
      return new Labels(out, levels);
    }
  }

  record GivenDecision(Vocabulary levels) implements DecisionFunction {
    @Override
    public double[] decision(Frame frame) {
      return frame.column("s", Column.Numeric.class).values();
    }

    @Override
    public Labels predict(Frame frame) {
      throw new AssertionError("decision values were there");
    }
  }

  /**
   * Knows by heart the rows it was trained on (by column "id"): sure of their target, and even
   * about others. Remembers whether it was ever asked about a row it knew.
   */
  record Parrot(List<String> heard) implements Trainer<ParrotModel> {
    @Override
    public Needs needs() {
      return Needs.features(Column.Numeric.class).target(Column.Nominal.class);
    }

    @Override
    public ParrotModel fit(Frame train, Run run) {
      var ids = train.column("id", Column.Numeric.class).values();
      var codes = ((Column.Nominal) train.targetColumn()).codes();
      var known = new ConcurrentHashMap<Double, Integer>();
      for (int i = 0; i < ids.length; i++) known.put(ids[i], codes[i]);
      heard.add(Set.copyOf(known.keySet()).size() + " rows, seed " + run.seed());
      return new ParrotModel(known, ((Column.Nominal) train.targetColumn()).levels());
    }
  }

  record ParrotModel(ConcurrentHashMap<Double, Integer> known, Vocabulary levels)
      implements Predictor<Labels> {
    @Override
    public Labels predict(Frame frame) {
      var ids = frame.column("id", Column.Numeric.class).values();
      var p = new double[2 * ids.length];
      for (int i = 0; i < ids.length; i++) {
        var code = known.get(ids[i]);
        p[2 * i + 1] = code == null ? 0.5 : code;
        p[2 * i] = 1 - p[2 * i + 1];
      }
      return new Labels(p, levels);
    }
  }
}
