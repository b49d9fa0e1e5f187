package millrace.trainers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Draws a tree: leaves side by side, each question above the middle of its answers, yes to the
 * left. Colours come from the page's light or dark scheme; a bar at a box's left tells the level,
 * which stands in words, too.
 */
final class TreeSvg {
  private static final int WIDTH = 212;
  private static final int HEIGHT = 62;
  private static final int GAP = 14;
  private static final int DOWN = 44;
  private static final int TOP = 44;
  private static final int LETTERS = 24;
  private static final int COLOURS = 8;

  private record Box(int node, int depth, double middle, List<String> lines) {}

  private final TreeView tree;
  private final int maxDepth;
  private final StringBuilder lines = new StringBuilder();
  private final List<Box> boxes = new ArrayList<>();
  private int leaves;
  private int deepest;

  private TreeSvg(TreeView tree, int maxDepth) {
    this.tree = tree;
    this.maxDepth = maxDepth;
  }

  static String of(TreeView tree, int maxDepth) {
    var svg = new TreeSvg(tree, maxDepth);
    svg.place(tree.root(), 0);
    return svg.page();
  }

  /** Gives the middle of the node's box. */
  private double place(int node, int depth) {
    deepest = Math.max(deepest, depth);
    if (tree.isLeaf(node) || depth >= maxDepth) {
      double middle = GAP + leaves++ * (WIDTH + GAP) + WIDTH / 2.0;
      var first = tree.isLeaf(node) ? "leaf" : "… " + tree.depth(node) + " more to ask";
      boxes.add(box(node, depth, middle, first));
      return middle;
    }
    int left = tree.left(node);
    double a = place(left, depth + 1);
    double b = place(left + 1, depth + 1);
    double middle = (a + b) / 2;
    edge(middle, a, depth, "yes");
    edge(middle, b, depth, "no");
    boxes.add(box(node, depth, middle, tree.yes(node)));
    return middle;
  }

  private Box box(int node, int depth, double middle, String first) {
    var text = new ArrayList<String>();
    text.add(first);
    if (tree.told()) text.add(tree.rows(node));
    if (tree.told() || tree.isLeaf(node)) text.add(tree.value(node));
    return new Box(node, depth, middle, text);
  }

  private static int y(int depth) {
    return TOP + depth * (HEIGHT + DOWN);
  }

  private void edge(double from, double to, int depth, String answer) {
    int y0 = y(depth) + HEIGHT;
    int y1 = y(depth + 1);
    lines.append(
        String.format(
            Locale.ROOT,
            "<path class=\"edge\" d=\"M%.1f %d C%.1f %d %.1f %d %.1f %d\"/>\n",
            from,
            y0,
            from,
            y0 + DOWN / 2,
            to,
            y1 - DOWN / 2,
            to,
            y1));
    lines.append(
        String.format(
            Locale.ROOT,
            "<text class=\"answer\" x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>\n",
            to + (to < from ? -6 : 6),
            y1 - 8,
            to < from ? "end" : "start",
            answer));
  }

  private String page() {
    int width = Math.max(leaves * (WIDTH + GAP) + GAP, 320);
    int height = y(deepest) + HEIGHT + GAP;
    var description =
        "%s with %d nodes; the question at the top is: %s. Rows for which it holds go left."
            .formatted(
                tree.title(),
                tree.nodes(),
                tree.isLeaf(tree.root()) ? "none" : tree.yes(tree.root()));
    var id = "tree" + Integer.toHexString((description + lines).hashCode());
    var out = new StringBuilder();
    out.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" class="millrace-tree" role="img" \
        aria-labelledby="%s-title %s-desc" viewBox="0 0 %d %d" width="%d" height="%d">
        <title id="%s-title">%s</title>
        <desc id="%s-desc">%s</desc>
        """
            .formatted(
                id,
                id,
                width,
                height,
                width,
                height,
                id,
                escape(tree.title()),
                id,
                escape(description)));
    out.append(STYLE);
    out.append("<rect class=\"page\" width=\"%d\" height=\"%d\"/>\n".formatted(width, height));
    out.append(
        "<text class=\"title\" x=\"%d\" y=\"26\">%s</text>\n".formatted(GAP, escape(tree.title())));
    out.append(lines);
    for (var b : boxes) draw(b, out);
    return out.append("</svg>\n").toString();
  }

  private void draw(Box b, StringBuilder out) {
    double x = b.middle() - WIDTH / 2.0;
    int y = y(b.depth());
    int level = tree.level(b.node());
    out.append("<g>");
    out.append("<title>").append(escape(String.join("; ", b.lines()))).append("</title>");
    out.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"box%s\" x=\"%.1f\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\"/>",
            tree.isLeaf(b.node()) ? " leaf" : "",
            x,
            y,
            WIDTH,
            HEIGHT));
    if (level >= 0) {
      out.append(
          String.format(
              Locale.ROOT,
              "<rect class=\"c%d\" x=\"%.1f\" y=\"%d\" width=\"5\" height=\"%d\" rx=\"2.5\"/>",
              level % COLOURS,
              x + 4,
              y + 8,
              HEIGHT - 16));
    }
    for (int i = 0; i < b.lines().size(); i++) {
      out.append(
          String.format(
              Locale.ROOT,
              "<text class=\"%s\" x=\"%.1f\" y=\"%d\">%s</text>",
              i == 0 ? "first" : "more",
              x + 16,
              y + 19 + 17 * i,
              escape(shorten(b.lines().get(i)))));
    }
    out.append("</g>\n");
  }

  /** A question keeps its end, where the threshold stands. */
  private static String shorten(String s) {
    if (s.length() <= LETTERS) return s;
    int end = Math.min(LETTERS - 5, Math.max(8, s.length() - s.lastIndexOf(' ', s.length() - 5)));
    return s.substring(0, LETTERS - 1 - end) + "…" + s.substring(s.length() - end);
  }

  private static String escape(String s) {
    var out = new StringBuilder();
    s.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                default -> {
                  // Other control characters and halves of pairs are no XML at all.
                  boolean legal =
                      c >= 32 && (c < 0xD800 || c > 0xDFFF) && c != 0xFFFE && c != 0xFFFF;
                  if (legal) out.appendCodePoint(c);
                  else out.append('\uFFFD');
                }
              }
            });
    return out.toString();
  }

  private static final String STYLE =
      """
      <style>
      .millrace-tree { font-family: system-ui, sans-serif; font-size: 12px; color-scheme: light dark }
      .millrace-tree .page { fill: #fff } .millrace-tree .box { fill: #f4f6f8; stroke: #8a97a5 }
      .millrace-tree .leaf { fill: #fff } .millrace-tree .edge { fill: none; stroke: #8a97a5 }
      .millrace-tree text { fill: #1c2733 } .millrace-tree .title { font-size: 15px; font-weight: 600 }
      .millrace-tree .first { font-weight: 600 } .millrace-tree .answer { fill: #51606f; font-size: 11px }
      .millrace-tree .c0 { fill: #2f6fb7 } .millrace-tree .c1 { fill: #d1701c }
      .millrace-tree .c2 { fill: #2e8b57 } .millrace-tree .c3 { fill: #b23a48 }
      .millrace-tree .c4 { fill: #7d55a8 } .millrace-tree .c5 { fill: #86672f }
      .millrace-tree .c6 { fill: #c2508f } .millrace-tree .c7 { fill: #1c8c93 }
      @media (prefers-color-scheme: dark) {
      .millrace-tree .page { fill: #14191f } .millrace-tree .box { fill: #222b35; stroke: #66768a }
      .millrace-tree .leaf { fill: #14191f } .millrace-tree .edge { stroke: #66768a }
      .millrace-tree text { fill: #e4eaf0 } .millrace-tree .answer { fill: #a9b7c5 }
      }
      </style>
      """;
}
