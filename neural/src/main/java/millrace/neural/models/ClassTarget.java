package millrace.neural.models;

import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.ClassWeight;
import millrace.learn.Prediction.Labels;
import millrace.neural.compute.Loss.CrossEntropy;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/**
 * A level to be told for each row: the network has an output per level, whose softmax is its
 * probability, and the loss is the cross entropy.
 *
 * @param levels those of the training rows
 * @param codes the level of each row
 * @param weights how much each level counts; empty: alike
 */
record ClassTarget(Vocabulary levels, int[] codes, double[] weights) implements Target {
  /**
   * @throws DataException if there is only one level
   */
  static ClassTarget of(Frame train, ClassWeight weight, Record who) {
    var y = (Column.Nominal) train.targetColumn();
    var levels = y.present();
    if (levels.size() < 2) {
      throw new DataException(
          "%s needs at least two levels of the target '%s' in the training rows, but all %d are '%s'"
              .formatted(
                  who.getClass().getSimpleName(),
                  train.targetName().orElseThrow(),
                  y.size(),
                  levels.name(0)));
    }
    var codes = y.codes(levels);
    var weights = new double[weight == ClassWeight.NONE ? 0 : levels.size()];
    if (weight == ClassWeight.BALANCED) {
      for (int c : codes) weights[c]++;
      for (int k = 0; k < weights.length; k++)
        weights[k] = codes.length / (levels.size() * weights[k]);
    }
    return new ClassTarget(levels, codes, weights);
  }

  @Override
  public int outputs() {
    return levels.size();
  }

  @Override
  public Tensor loss(Ops f, Tensor outputs, int... rows) {
    var of = new int[rows.length];
    for (int i = 0; i < of.length; i++) of[i] = codes[rows[i]];
    return f.run(new CrossEntropy(of, 0, weights, CrossEntropy.IGNORE), outputs)[0];
  }

  /** The softmax of each row's outputs. */
  static Labels labels(float[] outputs, Vocabulary levels) {
    int k = levels.size();
    var p = new double[outputs.length];
    for (int at = 0; at < p.length; at += k) {
      double most = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < k; c++) most = Math.max(most, outputs[at + c]);
      double sum = 0;
      for (int c = 0; c < k; c++) {
        p[at + c] = Math.exp(outputs[at + c] - most);
        sum += p[at + c];
      }
      for (int c = 0; c < k; c++) p[at + c] /= sum;
    }
    return new Labels(p, levels);
  }
}
