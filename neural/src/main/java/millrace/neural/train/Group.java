package millrace.neural.train;

import java.util.ArrayList;
import java.util.List;
import millrace.neural.compute.Tensor;

/**
 * Parameters with a learning rate and a weight decay of their own. A {@link Schedule} scales the
 * rates of all groups alike.
 */
public record Group(List<Tensor> parameters, double lr, double weightDecay) {
  public Group {
    parameters = List.copyOf(parameters);
    if (!(lr >= 0 && lr < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException("a group's lr must be at least 0 but is " + lr);
    if (!(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException(
          "a group's weightDecay must be at least 0 but is " + weightDecay);
  }

  /** With the optimizer's own rate and weight decay. */
  public static Group of(Optimizer optimizer, List<Tensor> parameters) {
    return new Group(parameters, optimizer.lr(), optimizer.weightDecay());
  }

  /**
   * The usual two groups: weight decay for matrices and kernels, none for biases and the gains of
   * norms, which are those of at most one axis. A group that would be empty is left out.
   *
   * @see "I. Loshchilov, F. Hutter, Decoupled weight decay regularization, ICLR 2019"
   */
  public static List<Group> matricesDecay(Optimizer optimizer, List<Tensor> parameters) {
    var matrices = new ArrayList<Tensor>();
    var vectors = new ArrayList<Tensor>();
    for (var p : parameters) (p.rank() > 1 ? matrices : vectors).add(p);
    var out = new ArrayList<Group>();
    if (!matrices.isEmpty()) out.add(Group.of(optimizer, matrices));
    if (!vectors.isEmpty()) out.add(new Group(vectors, optimizer.lr(), 0));
    return out;
  }

  /** The parameters of all groups, in order. */
  static List<Tensor> all(List<Group> groups) {
    var out = new ArrayList<Tensor>();
    for (var g : groups) out.addAll(g.parameters);
    return out;
  }
}
