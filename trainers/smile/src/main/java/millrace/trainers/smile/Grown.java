// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.trainers.smile;

import java.util.stream.IntStream;
import millrace.trainers.Trees;
import millrace.trainers.TreesBuilder;
import smile.base.cart.DecisionNode;
import smile.base.cart.InternalNode;
import smile.base.cart.Node;
import smile.base.cart.RegressionNode;
import smile.base.cart.SplitRule;

/**
 * Copies one tree of Smile's with what each node's rows weigh and how much impurity its question
 * takes away: added up from the leaves, since Smile keeps that by feature only.
 */
final class Grown {
  private final TreesBuilder out;
  private final Kind kind;

  private Grown(Kind kind, int outputs) {
    this.kind = kind;
    out = new TreesBuilder(Trees.Question.AT_MOST, outputs, outputs);
  }

  /** Leaves hold shares of the levels. */
  static Trees levels(Node root, int k, SplitRule rule) {
    return new Grown(new Levels(rule), k).tree(root);
  }

  /** Leaves hold means; impurity is the sum of squares about the mean. */
  static Trees numbers(Node root) {
    return new Grown(new Numbers(), 1).tree(root);
  }

  private Trees tree(Node root) {
    copy(root, out.tree(0));
    return out.build();
  }

  /** Gives what there is to know of the node's rows. */
  private double[] copy(Node node, int at) {
    if (!(node instanceof InternalNode n)) {
      var rows = kind.rows(node);
      out.leaf(at, kind.leaf(rows));
      out.tell(at, node.size(), 0);
      return rows;
    }
    int left = out.split(at, n.feature(), SmileTrees.threshold(n), false);
    var yes = copy(n.trueChild(), left);
    var no = copy(n.falseChild(), left + 1);
    var both = kind.join(yes, no);
    double gain = kind.impurity(both) - kind.impurity(yes) - kind.impurity(no);
    out.tell(at, node.size(), Math.max(0, gain));
    return both;
  }

  /** What is known of a node's rows, as numbers. */
  private interface Kind {
    double[] rows(Node leaf);

    double[] leaf(double[] rows);

    double[] join(double[] a, double[] b);

    /** Times the number of rows. */
    double impurity(double[] rows);
  }

  /** How many rows of each level. */
  private record Levels(SplitRule rule) implements Kind {
    @Override
    public double[] rows(Node leaf) {
      return IntStream.of(((DecisionNode) leaf).count()).asDoubleStream().toArray();
    }

    @Override
    public double[] leaf(double[] rows) {
      double n = sum(rows);
      var share = rows.clone();
      for (int c = 0; c < share.length; c++) share[c] /= n;
      return share;
    }

    @Override
    public double[] join(double[] a, double[] b) {
      var both = a.clone();
      for (int c = 0; c < both.length; c++) both[c] += b[c];
      return both;
    }

    @Override
    public double impurity(double[] rows) {
      var count = new int[rows.length];
      for (int c = 0; c < count.length; c++) count[c] = (int) rows[c];
      int n = (int) sum(rows);
      return n * DecisionNode.impurity(rule, n, count);
    }

    private static double sum(double[] rows) {
      double n = 0;
      for (double c : rows) n += c;
      return n;
    }
  }

  /** How many, their mean, and the sum of squares about it. */
  private record Numbers() implements Kind {
    @Override
    public double[] rows(Node leaf) {
      var n = (RegressionNode) leaf;
      return new double[] {n.size(), n.output(), n.impurity()};
    }

    @Override
    public double[] leaf(double[] rows) {
      return new double[] {rows[1]};
    }

    @Override
    public double[] join(double[] a, double[] b) {
      double n = a[0] + b[0];
      double apart = a[1] - b[1];
      return new double[] {
        n, (a[0] * a[1] + b[0] * b[1]) / n, a[2] + b[2] + apart * apart * a[0] * b[0] / n
      };
    }

    @Override
    public double impurity(double[] rows) {
      return rows[2];
    }
  }
}
