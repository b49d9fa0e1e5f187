// Golden trajectories for OptimizersTest, by TensorFlow 2.18.0's kernel ApplyFtrlV2 in double precision (from Maven Central:
// org.tensorflow:tensorflow-core-api:1.1.0 and tensorflow-core-native:1.1.0 for the platform, all jars in a folder lib):
//   java -cp 'lib/*' Ftrl.java > ftrl.json
// As Keras 3's Ftrl does, beta is given to the kernel as beta / (2 lr) more of l2.
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;

public class Ftrl {
  static final double[] START = {.5, -.3, .02, 1.2, -.7, 0};
  static final int STEPS = 20;

  static double gradient(int step, int i) {
    return Math.round(1000 * Math.sin(1.7 * i + 0.6 * step + 0.3 * i * step)) / 1000.0;
  }

  record Case(double lr, double power, double accumulator, double l1, double l2, double shrinkage, double beta) {}

  public static void main(String[] args) {
    var out = new StringBuilder("{\"start\":").append(text(START)).append(",\n\"gradients\":[");
    for (int t = 0; t < STEPS; t++) out.append(t == 0 ? "" : ",\n").append(text(gradients(t)));
    out.append("],\n\"cases\":[");
    var cases =
        new Case[] {
          new Case(1e-3, -.5, .1, 0, 0, 0, 0),
          new Case(.2, -.5, .1, .3, 0, 0, 0),
          new Case(.2, -.4, .4, .05, .15, .01, .3)
        };
    for (int c = 0; c < cases.length; c++) {
      out.append(c == 0 ? "" : ",\n").append("{\"settings\":");
      var k = cases[c];
      out.append(text(new double[] {k.lr, k.power, k.accumulator, k.l1, k.l2, k.shrinkage, k.beta}));
      out.append(",\"parameters\":[").append(run(k)).append("]}");
    }
    System.out.println(out.append("]}"));
  }

  static double[] gradients(int step) {
    var g = new double[START.length];
    for (int i = 0; i < g.length; i++) g[i] = gradient(step, i);
    return g;
  }

  static String run(Case k) {
    var out = new StringBuilder();
    try (var graph = new Graph();
        var session = new Session(graph)) {
      var tf = Ops.create(graph);
      var shape = Shape.of(START.length);
      var p = tf.variable(shape, TFloat64.class);
      var n = tf.variable(shape, TFloat64.class);
      var z = tf.variable(shape, TFloat64.class);
      var g = tf.placeholder(TFloat64.class);
      session.runner().addTarget(tf.assign(p, tf.constant(START))).run();
      session.runner().addTarget(tf.assign(n, tf.fill(tf.constant(new int[] {START.length}), tf.constant(k.accumulator)))).run();
      session.runner().addTarget(tf.assign(z, tf.constant(new double[START.length]))).run();
      var step =
          tf.train.applyFtrl(
              p, n, z, g, tf.constant(k.lr), tf.constant(k.l1), tf.constant(k.l2 + k.beta / (2 * k.lr)),
              tf.constant(k.shrinkage), tf.constant(k.power));
      for (int t = 0; t < STEPS; t++) {
        try (var gt = TFloat64.tensorOf(NdArrays.vectorOf(gradients(t)));
            var result = session.runner().feed(g, gt).addTarget(step).fetch(step).run()) {
          var v = (TFloat64) result.get(0);
          var row = new double[START.length];
          for (int i = 0; i < row.length; i++) row[i] = v.getDouble(i);
          out.append(t == 0 ? "" : ",\n").append(text(row));
        }
      }
    }
    return out.toString();
  }

  static String text(double[] row) {
    return java.util.Arrays.toString(row).replace(" ", "");
  }
}
