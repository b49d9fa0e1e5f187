// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.trainers.smile;

import java.util.ArrayDeque;
import millrace.preprocess.Features;
import millrace.trainers.TreesBuilder;
import smile.base.cart.DecisionNode;
import smile.base.cart.InternalNode;
import smile.base.cart.Node;
import smile.base.cart.RegressionNode;
import smile.data.DataFrame;
import smile.data.Tuple;
import smile.data.type.DataTypes;
import smile.data.type.StructField;
import smile.data.type.StructType;
import smile.data.vector.ValueVector;

/** Rows into Smile's data frame, and Smile's nodes out into our arrays. */
final class SmileTrees {
  static final StructField NUMBER = new StructField("y", DataTypes.DoubleType);

  private SmileTrees() {}

  /** All features as double columns: Smile has no sparse ones. */
  static DataFrame frame(Features x) {
    var columns = x.columnArrays();
    var vectors = new ValueVector[columns.length];
    for (int f = 0; f < vectors.length; f++) vectors[f] = ValueVector.of("x" + f, columns[f]);
    return new DataFrame(vectors);
  }

  /** Copies one tree; leaves of numbers are multiplied by {@code scale}. */
  static void copy(Node root, TreesBuilder out, StructType schema, double scale) {
    copy(root, out, 0, schema, scale);
  }

  /** The same for a tree whose leaves add to another output than the first. */
  static void copy(Node root, TreesBuilder out, int output, StructType schema, double scale) {
    record Pending(Node node, int at) {}
    var probe = new Probe(schema);
    var pending = new ArrayDeque<Pending>();
    pending.push(new Pending(root, out.tree(output)));
    while (!pending.isEmpty()) {
      var p = pending.pop();
      switch (p.node()) {
        case InternalNode n -> {
          int left = out.split(p.at(), n.feature(), probe.threshold(n), false);
          pending.push(new Pending(n.falseChild(), left + 1));
          pending.push(new Pending(n.trueChild(), left));
        }
        case RegressionNode n -> out.leaf(p.at(), scale * n.output());
        case DecisionNode n -> out.leaf(p.at(), n.posteriori(new double[n.count().length]));
        default -> throw new IllegalStateException("Smile grew a " + p.node().getClass());
      }
    }
  }

  /**
   * Asks a node for its threshold. Smile does not publish it, but answers whether a value goes
   * left: bisecting over the doubles in their order finds the greatest value that does, in 64
   * questions.
   */
  private static final class Probe implements Tuple {
    private final transient StructType schema;
    private double value;

    Probe(StructType schema) {
      this.schema = schema;
    }

    @Override
    public StructType schema() {
      return schema;
    }

    @Override
    public Object get(int i) {
      return value;
    }

    @Override
    public double getDouble(int i) {
      return value;
    }

    double threshold(InternalNode node) {
      long low = order(-Double.MAX_VALUE);
      long high = order(Double.MAX_VALUE);
      while (low < high) {
        long middle = low + ((high - low) >>> 1) + ((high - low) & 1); // rounds up
        value = number(middle);
        if (node.branch(this)) low = middle;
        else high = middle - 1;
      }
      return number(low);
    }

    /** Doubles as whole numbers in the same order. */
    private static long order(double v) {
      long bits = Double.doubleToLongBits(v);
      return bits >= 0 ? bits : Long.MIN_VALUE - bits;
    }

    private static double number(long order) {
      return Double.longBitsToDouble(order >= 0 ? order : Long.MIN_VALUE - order);
    }
  }
}
