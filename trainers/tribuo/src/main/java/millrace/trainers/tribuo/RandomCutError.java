package millrace.trainers.tribuo;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tribuo.regression.rtree.impurity.MeanSquaredError;
import org.tribuo.regression.rtree.impurity.RegressorImpurity;

/**
 * Mean squared error for Tribuo's regression trees with random cuts, and the cure of their fault:
 * in 4.3.2 the two lists of a node's rows left and right of a cut are not emptied when the next
 * feature is tried, so that rows count several times and go both ways. The lists are handed to the
 * impurity for each feature before they are used: here what they held for the features before is
 * taken out. For one tree.
 */
final class RandomCutError implements RegressorImpurity {
  private final MeanSquaredError error = new MeanSquaredError();
  private @Nullable List<int[]> left;
  private @Nullable List<int[]> right;
  private int leftSize;
  private int rightSize;
  private boolean leftIsNext = true;

  /** Called by turns with the node's list of rows on the left and on the right. */
  @Override
  @SuppressWarnings("ReferenceEquality") // whether it is the same list of the same node
  public ImpurityTuple impurityTuple(List<int[]> rows, float[] targets, float[] weights) {
    boolean isLeft = leftIsNext;
    leftIsNext = !isLeft;
    if (rows == (isLeft ? left : right)) rows.subList(0, isLeft ? leftSize : rightSize).clear();
    if (isLeft) {
      left = rows;
      leftSize = rows.size();
    } else {
      right = rows;
      rightSize = rows.size();
    }
    return error.impurityTuple(rows, targets, weights);
  }

  @Override
  public double impurity(float[] targets, float[] weights) {
    return error.impurity(targets, weights);
  }

  @Override
  public ImpurityTuple impurityTuple(int[] rows, int size, float[] targets, float[] weights) {
    return error.impurityTuple(rows, size, targets, weights);
  }

  @Override
  public ConfiguredObjectProvenance getProvenance() {
    return error.getProvenance();
  }
}
