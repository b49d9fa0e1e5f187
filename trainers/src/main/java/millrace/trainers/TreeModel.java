package millrace.trainers;

import java.util.List;
import millrace.data.Vocabulary;
import millrace.learn.Importances;

/**
 * A model that is made of decision trees: any of them prints as text and draws as SVG, and all of
 * them together say how much each feature matters.
 */
public interface TreeModel extends Importances {
  Trees trees();

  /** The levels that are predicted; none for numbers. */
  default Vocabulary levels() {
    return Vocabulary.empty();
  }

  /** Per feature the names of its categories, where it is nominal; or no list at all. */
  default List<Vocabulary> categories() {
    return List.of();
  }

  /**
   * Per feature the share of impurity (or loss) that the questions of it took away; they add up to
   * 1, or are all 0 where no tree asks anything. Of a forest the mean of its trees' shares, as in
   * scikit-learn. It favours features of many values; permutation importance does not.
   *
   * @throws IllegalStateException if the trees do not know: see {@link Trees#importances}
   */
  @Override
  default double[] importances() {
    return trees().importances(features().size(), true);
  }

  /**
   * A tree as text, a question a line, indented by depth, in the manner of scikit-learn's {@code
   * export_text}. A leaf shows its level or its number and, where that is known, the weight of its
   * training rows.
   *
   * @param tree from 0 to {@code trees().size() - 1}
   */
  default String text(int tree) {
    return text(tree, Integer.MAX_VALUE);
  }

  /** The same down to a depth; what lies below is counted. */
  default String text(int tree, int maxDepth) {
    return TreeText.of(new TreeView(this, tree), maxDepth);
  }

  /**
   * A tree as an SVG picture down to depth 4: complete in itself, with a title and a description
   * for those who do not see it, in the colours of a light or a dark page.
   *
   * @param tree from 0 to {@code trees().size() - 1}
   */
  default String svg(int tree) {
    return svg(tree, 4);
  }

  /** The same down to another depth; what lies below is counted. */
  default String svg(int tree, int maxDepth) {
    return TreeSvg.of(new TreeView(this, tree), maxDepth);
  }
}
