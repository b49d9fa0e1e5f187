package millrace.trainers;

/** A tree as text, in the manner of scikit-learn's {@code export_text}. */
final class TreeText {
  private final TreeView tree;
  private final int maxDepth;
  private final StringBuilder out = new StringBuilder();

  private TreeText(TreeView tree, int maxDepth) {
    this.tree = tree;
    this.maxDepth = maxDepth;
  }

  static String of(TreeView tree, int maxDepth) {
    var text = new TreeText(tree, maxDepth);
    text.node(tree.root(), 0);
    return text.out.toString();
  }

  /** As deep as the tree: a tree of a million nodes in a row is no tree that anybody prints. */
  private void node(int node, int depth) {
    if (tree.isLeaf(node)) {
      var rows = tree.rows(node);
      line(depth, tree.value(node) + (rows.isEmpty() ? "" : " of " + rows));
    } else if (depth >= maxDepth) {
      line(depth, "… " + tree.depth(node) + " more questions deep");
    } else {
      line(depth, tree.yes(node));
      node(tree.left(node), depth + 1);
      line(depth, tree.no(node));
      node(tree.left(node) + 1, depth + 1);
    }
  }

  private void line(int depth, String text) {
    out.append("|   ".repeat(depth)).append("|--- ").append(text).append('\n');
  }
}
