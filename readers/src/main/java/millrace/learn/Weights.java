package millrace.learn;

import java.util.Arrays;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;

/** How much each training row counts: what the frame says, times the weight of its class. */
public final class Weights {
  private Weights() {}

  /**
   * The frame's weights, a copy; ones where none are marked.
   *
   * @throws DataException if all are 0
   */
  public static double[] of(Frame frame) {
    if (frame.weightsName().isEmpty()) {
      var ones = new double[frame.size()];
      Arrays.fill(ones, 1);
      return ones;
    }
    var name = frame.weightsName().get();
    var w = frame.column(name, Column.Numeric.class).values().clone();
    for (double v : w) if (v > 0) return w;
    throw new DataException("all weights in '%s' are 0: nothing can be learned".formatted(name));
  }

  /**
   * {@link #of(Frame)} times the weight of each row's class. As in scikit-learn, the class weights
   * follow from the counts of rows, whatever the rows' own weights are.
   *
   * @param codes the level of each row, from 0 to {@code levels - 1}
   */
  public static double[] of(Frame frame, ClassWeight classWeight, int[] codes, int levels) {
    var w = of(frame);
    if (classWeight == ClassWeight.NONE) return w;
    var count = new int[levels];
    for (int c : codes) count[c]++;
    int n = codes.length;
    for (int i = 0; i < n; i++) w[i] *= n / ((double) levels * count[codes[i]]);
    return w;
  }
}
