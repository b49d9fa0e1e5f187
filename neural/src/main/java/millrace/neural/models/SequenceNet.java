package millrace.neural.models;

import java.util.ArrayList;
import java.util.function.BiFunction;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.Trainer;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What networks over sequences have in common: a part for each sequence, whose vectors stand beside
 * the columns of the table, and a linear output.
 */
final class SequenceNet {
  private SequenceNet() {}

  /** Makes a vector of each sequence. */
  interface Encoder {
    /** [rows, width]. */
    Tensor forward(Ops f, SequenceRows data, int... rows);
  }

  /** An encoder, and how long its vectors are. */
  record Part(int width, Encoder encoder) {}

  /** Learns a sequence of a column; null for one that belongs to the table. */
  interface Chooser {
    @Nullable SequenceInput of(Column column, String name);
  }

  /**
   * Divides the columns into sequences and the table.
   *
   * @throws DataException if there is no sequence
   */
  static Inputs inputs(Frame train, Trainer<?> who, int minCount, Chooser chooser) {
    var x = train.features();
    var sequences = new ArrayList<SequenceInput>();
    var rest = new ArrayList<String>();
    for (var name : x.names()) {
      var column = x.column(name);
      boolean table =
          column instanceof Column.Numeric
              || column instanceof Column.Nominal
              || column instanceof Column.Sparse;
      var sequence = table ? null : chooser.of(column, name);
      if (sequence == null) rest.add(name);
      else sequences.add(sequence);
    }
    if (sequences.isEmpty()) {
      throw new DataException(
          "%s needs a sequence, but the columns are %s: for a table there is FeedForward%s"
              .formatted(
                  who.getClass().getSimpleName(),
                  x.names(),
                  train.targetColumn() instanceof Column.Nominal ? "Classifier" : "Regressor"));
    }
    return new Inputs(TableInput.of(train, rest, minCount), sequences);
  }

  static RowNet of(
      Weights weights,
      Inputs inputs,
      int outputs,
      double dropout,
      BiFunction<Weights, SequenceInput, Part> maker) {
    var parts = new ArrayList<Part>();
    int width = inputs.table().width();
    for (var s : inputs.sequences()) {
      var part = maker.apply(weights.in("sequence." + parts.size()), s);
      parts.add(part);
      width += part.width();
    }
    var table = TableNet.of(weights, inputs.table());
    var output = HiddenLayers.output(weights, width, outputs);
    return (f, data, rows) -> {
      var vectors = new ArrayList<Tensor>();
      for (int i = 0; i < parts.size(); i++) {
        var vector = parts.get(i).encoder().forward(f, data.sequences().get(i), rows);
        vectors.add(HiddenLayers.dropout(f, dropout, vector));
      }
      if (inputs.table().width() > 0) vectors.add(table.forward(f, data.table(), rows));
      var all =
          vectors.size() == 1 ? vectors.getFirst() : f.concat(1, vectors.toArray(Tensor[]::new));
      return output.forward(f, all);
    };
  }
}
