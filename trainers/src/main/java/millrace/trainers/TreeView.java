package millrace.trainers;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Locale;

/** One tree of a model in words: what a node asks, and what its rows are like. */
final class TreeView {
  private static final int MOST_LEVELS = 6;

  private final TreeModel model;
  private final Trees trees;
  private final int tree;
  private final boolean shares;
  private final int last;

  /** Per node of this tree, {@code leafWidth} numbers: the mean of the leaves below. */
  private final double[] mean;

  /**
   * @throws IllegalArgumentException if there is no such tree
   */
  TreeView(TreeModel model, int tree) {
    this.model = model;
    this.tree = tree;
    trees = model.trees();
    if (tree < 0 || tree >= trees.size()) {
      throw new IllegalArgumentException(
          "there is no tree %d: the model has the trees 0 to %d".formatted(tree, trees.size() - 1));
    }
    last = tree + 1 < trees.size() ? trees.root()[tree + 1] : trees.feature().length;
    shares = model.levels().size() > 0 && trees.leafWidth() == model.levels().size();
    mean = means();
  }

  private double[] means() {
    int k = trees.leafWidth();
    var out = new double[(last - root()) * k];
    for (int i = last - 1; i >= root(); i--) {
      for (int c = 0; c < k; c++) {
        int at = (i - root()) * k + c;
        if (isLeaf(i)) {
          out[at] = trees.value()[trees.next()[i] * k + c];
        } else if (told()) {
          int l = left(i);
          double a = out[(l - root()) * k + c];
          double b = out[(l + 1 - root()) * k + c];
          out[at] = a + (b - a) * (trees.cover()[l + 1] / trees.cover()[i]);
        }
      }
    }
    return out;
  }

  int root() {
    return trees.root()[tree];
  }

  boolean isLeaf(int node) {
    return trees.feature()[node] < 0;
  }

  int left(int node) {
    return trees.next()[node];
  }

  /** Whether the rows of a node are known, and so what its questions' nodes would say. */
  boolean told() {
    return trees.cover().length == trees.feature().length;
  }

  /** How many questions lie on the longest way from a node to a leaf. */
  int depth(int node) {
    var depth = new int[last - root()];
    for (int i = last - 1; i >= node; i--) {
      if (isLeaf(i)) continue;
      int l = left(i) - root();
      depth[i - root()] = 1 + Math.max(depth[l], depth[l + 1]);
    }
    return depth[node - root()];
  }

  /** "petal width at most 0.8", with signs: what is true of the rows that go left. */
  String yes(int node) {
    return name(node) + " " + answer(node, true) + (trees.missingLeft()[node] ? " or missing" : "");
  }

  /** What is true of the rows that go right. */
  String no(int node) {
    return name(node) + " " + answer(node, false);
  }

  private String name(int node) {
    return model.features().name(trees.used()[trees.feature()[node]]);
  }

  private String answer(int node, boolean yes) {
    if (trees.set().length > 0 && trees.set()[node] >= 0) {
      return (yes ? "in " : "not in ") + set(node);
    }
    boolean less = trees.question() == Trees.Question.LESS_FLOAT;
    var sign = yes ? (less ? "<" : "<=") : (less ? ">=" : ">");
    return sign + " " + number(trees.threshold()[node]);
  }

  private String set(int node) {
    int at = trees.set()[node];
    var names = model.categories().get(trees.used()[trees.feature()[node]]);
    var out = new ArrayList<String>();
    int more = 0;
    for (int level = 0; level < names.size(); level++) {
      if (!trees.has(at, level)) continue;
      if (out.size() < MOST_LEVELS) out.add(names.name(level));
      else more++;
    }
    return "{" + String.join(", ", out) + (more > 0 ? " and " + more + " more" : "") + "}";
  }

  /** "class: setosa (0.98)" or "value: 12.5". */
  String value(int node) {
    int k = trees.leafWidth();
    int at = (node - root()) * k;
    if (!shares) {
      var s = new StringBuilder("value: ");
      for (int c = 0; c < k; c++) s.append(c == 0 ? "" : ", ").append(number(mean[at + c]));
      return s.toString();
    }
    int best = level(node);
    return "class: %s (%s)".formatted(model.levels().name(best), number(mean[at + best]));
  }

  /** The most frequent level of a node, or -1 where numbers are predicted. */
  int level(int node) {
    if (!shares) return -1;
    int k = trees.leafWidth();
    int at = (node - root()) * k;
    int best = 0;
    for (int c = 1; c < k; c++) if (mean[at + c] > mean[at + best]) best = c;
    return best;
  }

  /** "12 rows", or nothing where that is not known. */
  String rows(int node) {
    if (!told()) return "";
    float w = trees.cover()[node];
    return number(w) + (w == 1 ? " row" : " rows");
  }

  /** "tree 3 of 100 that predict price". */
  String title() {
    int n = trees.size();
    return n == 1 ? "A decision tree" : "Tree %d of %d (from 0)".formatted(tree, n);
  }

  int nodes() {
    return last - root();
  }

  /** At most five digits, no needless zeros. */
  static String number(double v) {
    if (v == Math.rint(v) && Math.abs(v) < 1e9) return Long.toString((long) v);
    if (!Double.isFinite(v)) return Double.toString(v);
    var d = new BigDecimal(v).round(new MathContext(5)).stripTrailingZeros();
    double a = Math.abs(v);
    return a >= 1e-4 && a < 1e9
        ? d.toPlainString()
        : String.format(Locale.ROOT, "%.4g", d.doubleValue());
  }
}
