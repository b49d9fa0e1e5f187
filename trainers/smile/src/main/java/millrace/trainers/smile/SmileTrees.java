// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.trainers.smile;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import millrace.preprocess.Features;
import millrace.trainers.TreesBuilder;
import smile.base.cart.DecisionNode;
import smile.base.cart.InternalNode;
import smile.base.cart.Node;
import smile.base.cart.OrdinalNode;
import smile.base.cart.RegressionNode;
import smile.data.DataFrame;
import smile.data.type.DataTypes;
import smile.data.type.StructField;
import smile.data.vector.ValueVector;

/** Rows into Smile's data frame, and Smile's nodes out into our arrays. */
final class SmileTrees {
  static final StructField NUMBER = new StructField("y", DataTypes.DoubleType);

  /** The field of an {@link OrdinalNode} that holds its threshold, which no method publishes. */
  private static final VarHandle THRESHOLD = threshold();

  private SmileTrees() {}

  /** All features as double columns: Smile has no sparse ones. */
  static DataFrame frame(Features x) {
    var columns = x.columnArrays();
    var vectors = new ValueVector[columns.length];
    for (int f = 0; f < vectors.length; f++) vectors[f] = ValueVector.of("x" + f, columns[f]);
    return new DataFrame(vectors);
  }

  /** Copies one tree; leaves of numbers are multiplied by {@code scale}. */
  static void copy(Node root, TreesBuilder out, double scale) {
    copy(root, out, 0, scale);
  }

  /** The same for a tree whose leaves add to another output than the first. */
  static void copy(Node root, TreesBuilder out, int output, double scale) {
    record Pending(Node node, int at) {}
    var pending = new ArrayDeque<Pending>();
    pending.push(new Pending(root, out.tree(output)));
    while (!pending.isEmpty()) {
      var p = pending.pop();
      switch (p.node()) {
        case InternalNode n -> {
          int left = out.split(p.at(), n.feature(), threshold(n), false);
          pending.push(new Pending(n.falseChild(), left + 1));
          pending.push(new Pending(n.trueChild(), left));
        }
        case RegressionNode n -> out.leaf(p.at(), scale * n.output());
        case DecisionNode n -> out.leaf(p.at(), n.posteriori(new double[n.count().length]));
        default -> throw new IllegalStateException("Smile grew a " + p.node().getClass());
      }
    }
  }

  /** A value of at most this goes to the true child. */
  static double threshold(InternalNode node) {
    return (double) THRESHOLD.get((OrdinalNode) node);
  }

  private static VarHandle threshold() {
    try {
      return MethodHandles.privateLookupIn(OrdinalNode.class, MethodHandles.lookup())
          .findVarHandle(OrdinalNode.class, "value", double.class);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("this Smile keeps the threshold of a node elsewhere than 4.4.2", e);
    }
  }
}
