package millrace.jmh;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.Transform;
import millrace.preprocess.Features;
import millrace.preprocess.OneHot;
import millrace.preprocess.Ordinal;
import millrace.run.Run;
import millrace.trainers.smile.GradientBoostingRegressor;
import millrace.trainers.smile.RandomForestRegressor;
import millrace.trainers.tribuo.XGBRegressor;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import smile.base.cart.CART;
import smile.base.cart.Loss;
import smile.data.DataFrame;
import smile.data.formula.Formula;
import smile.data.type.DataTypes;
import smile.data.type.StructField;
import smile.data.vector.ValueVector;
import smile.math.MathEx;
import smile.regression.GradientTreeBoost;
import smile.regression.RandomForest;
import smile.regression.RegressionTree;

/**
 * What it costs to call an engine through Millrace: the engine's own interface, given ready-made
 * arrays, against {@code fit} and {@code predict} of a prepared frame. Same rows, same parameters,
 * one thread each (start with {@code -Djava.util.concurrent.ForkJoinPool.common.parallelism=1} and
 * Smile, too, keeps to few). Millrace's side includes the conversion of columns and the copying of
 * trees into arrays.
 *
 * <p>Arguments: the folder with the UK cars, the number of repeats.
 */
public final class EngineBench {
  private EngineBench() {}

  public static void main(String[] args) throws Exception {
    var cars = UkCars.once(Path.of(args[0]));
    int repeats = Integer.parseInt(args[1]);
    Transform codes = new Ordinal().fit(cars);
    var prepared = codes.apply(cars);
    xgboost("99,187 rows, levels as codes", prepared, new XGBRegressor().nEstimators(100), repeats);
    var few = prepared.rows(IntStream.range(0, 10_000).map(i -> i * 9).toArray());
    xgboost("10,000 rows, levels as codes", few, new XGBRegressor(), repeats);
    Transform oneHot = new OneHot().fit(cars);
    xgboost(
        "99,187 rows, one-hot", oneHot.apply(cars), new XGBRegressor().nEstimators(100), repeats);
    forest(few, repeats);
    boosting(few, repeats);
  }

  // XGBoost

  private static void xgboost(String rows, Frame frame, XGBRegressor trainer, int repeats)
      throws Exception {
    var features = Features.of(frame);
    var label = floats(target(frame));
    var params = parameters(trainer);
    int rounds = trainer.nEstimators();
    Matrix arrays = features.sparse() ? sparse(features) : dense(features);
    new Turns()
        .add("XGBoost itself: arrays to booster", () -> boost(arrays, label, params, rounds))
        .add("Millrace: frame to model", () -> trainer.fit(frame, Run.quiet().threads(1)))
        .print("XGBoost, fit, %s, %d rounds".formatted(rows, rounds), repeats, frame.size());

    var booster = boost(arrays, label, params, rounds);
    var model = trainer.fit(frame, Run.quiet().threads(1));
    new Turns()
        .add("XGBoost itself: arrays to predictions", () -> predict(booster, arrays))
        .addTimed(
            "XGBoost itself: ready DMatrix to predictions", () -> predictReady(booster, arrays))
        .add("Millrace: frame to predictions", () -> model.predict(frame))
        .print("XGBoost, predict, %s, %d rounds".formatted(rows, rounds), repeats, frame.size());
    booster.dispose();
  }

  /** Makes XGBoost's matrix from arrays that are there already. */
  private interface Matrix {
    DMatrix make() throws XGBoostError;
  }

  private static Matrix dense(Features x) {
    var cells = floats(x.dense());
    return () -> new DMatrix(cells, x.rows(), x.width(), Float.NaN);
  }

  private static Matrix sparse(Features x) {
    var p = x.present();
    return () ->
        new DMatrix(
            p.starts(), p.index(), p.value(), DMatrix.SparseType.CSR, x.width(), Float.NaN, 1);
  }

  private static Booster boost(Matrix arrays, float[] label, Map<String, Object> params, int rounds)
      throws XGBoostError {
    var rows = arrays.make();
    rows.setLabel(label);
    var booster = XGBoost.train(rows, params, 0, Map.of(), null, null);
    for (int i = 0; i < rounds; i++) booster.update(rows, i);
    rows.dispose();
    return booster;
  }

  private static float[][] predict(Booster booster, Matrix arrays) throws XGBoostError {
    var rows = arrays.make();
    try {
      return booster.predict(rows);
    } finally {
      rows.dispose();
    }
  }

  /** A new matrix each time: for one that it has seen, the booster answers from a cache. */
  private static Turns.Cost predictReady(Booster booster, Matrix arrays) throws Exception {
    var rows = arrays.make();
    try {
      return Turns.time(() -> booster.predict(rows));
    } finally {
      rows.dispose();
    }
  }

  private static Map<String, Object> parameters(XGBRegressor t) {
    var all = new HashMap<String, Object>();
    all.put("objective", "reg:squarederror");
    all.put("eta", t.learningRate());
    all.put("max_depth", t.maxDepth());
    all.put("min_child_weight", t.minChildWeight());
    all.put("gamma", t.gamma());
    all.put("subsample", t.subsample());
    all.put("colsample_bytree", t.colsampleBytree());
    all.put("lambda", t.regLambda());
    all.put("alpha", t.regAlpha());
    all.put("max_bin", t.maxBin());
    all.put("tree_method", "hist");
    all.put("verbosity", 0);
    all.put("nthread", 1);
    all.put("seed", 1);
    return all;
  }

  // Smile

  private static final StructField PRICE = new StructField("price", DataTypes.DoubleType);

  private static void forest(Frame frame, int repeats) throws Exception {
    int trees = 20;
    var trainer = new RandomForestRegressor().nEstimators(trees).maxFeatures(0.5);
    var rows = smile(frame);
    var formula = Formula.lhs("price");
    int width = Features.of(frame).width();
    int tried = width / 2;
    var options =
        new RandomForest.Options(
            trees,
            tried,
            trainer.maxDepth() + 1,
            Integer.MAX_VALUE,
            trainer.minSamplesLeaf(),
            1,
            null,
            null);
    var x = formula.x(rows);
    var y = target(frame);
    var run = Run.quiet().threads(1);
    new Turns()
        .add("Smile itself: its trees alone", () -> trees(x, y, trees, tried, trainer))
        .add("Smile itself: its RandomForest", () -> RandomForest.fit(formula, rows, options))
        .add("Millrace: frame to model", () -> trainer.fit(frame, run))
        .print("Smile, random forest, fit, %d trees".formatted(trees), repeats, frame.size());
    var forest = RandomForest.fit(formula, rows, options);
    var model = trainer.fit(frame, run);
    new Turns()
        .add("Smile itself", () -> forest.predict(rows))
        .add("Millrace: frame to predictions", () -> model.predict(frame))
        .print("Smile, random forest, predict", repeats, frame.size());
  }

  /** The trees that a forest is made of, and nothing else. */
  private static RegressionTree[] trees(
      DataFrame x, double[] y, int trees, int tried, RandomForestRegressor trainer) {
    var order = CART.order(x);
    var out = new RegressionTree[trees];
    for (int t = 0; t < trees; t++) {
      MathEx.setSeed(t + 1L);
      var samples = new int[y.length];
      for (int i = 0; i < y.length; i++) samples[MathEx.randomInt(y.length)]++;
      out[t] =
          new RegressionTree(
              x,
              Loss.ls(y.clone()),
              PRICE,
              trainer.maxDepth() + 1,
              Integer.MAX_VALUE,
              trainer.minSamplesLeaf(),
              tried,
              samples,
              order);
    }
    return out;
  }

  private static void boosting(Frame frame, int repeats) throws Exception {
    var trainer = new GradientBoostingRegressor();
    var rows = smile(frame);
    var formula = Formula.lhs("price");
    var options =
        new GradientTreeBoost.Options(
            Loss.ls(),
            trainer.nEstimators(),
            trainer.maxDepth() + 1,
            Integer.MAX_VALUE,
            trainer.minSamplesLeaf(),
            trainer.learningRate(),
            trainer.subsample(),
            null,
            null);
    var run = Run.quiet().threads(1);
    new Turns()
        .add("Smile itself", () -> GradientTreeBoost.fit(formula, rows, options))
        .add("Millrace: frame to model", () -> trainer.fit(frame, run))
        .print(
            "Smile, boosting, fit, %d trees".formatted(trainer.nEstimators()),
            repeats,
            frame.size());
    var boosted = GradientTreeBoost.fit(formula, rows, options);
    var model = trainer.fit(frame, run);
    new Turns()
        .add("Smile itself", () -> boosted.predict(rows))
        .add("Millrace: frame to predictions", () -> model.predict(frame))
        .print("Smile, boosting, predict", repeats, frame.size());
  }

  private static DataFrame smile(Frame frame) {
    var columns = Features.of(frame).columnArrays();
    var vectors = new ValueVector[columns.length + 1];
    for (int f = 0; f < columns.length; f++) vectors[f] = ValueVector.of("x" + f, columns[f]);
    vectors[columns.length] = ValueVector.of("price", target(frame));
    return new DataFrame(vectors);
  }

  private static double[] target(Frame frame) {
    return ((Column.Numeric) frame.targetColumn()).values();
  }

  private static float[] floats(double[] values) {
    var out = new float[values.length];
    for (int i = 0; i < out.length; i++) out[i] = (float) values[i];
    return out;
  }
}
