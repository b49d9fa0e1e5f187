package millrace.preprocess;

import java.util.ArrayList;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;

/**
 * The features of Numeric, Dense and Sparse columns one by one: Sparse ones without their zeros.
 */
final class Slices {
  /**
   * One feature.
   *
   * @param size how many rows there are
   * @param sparse whether only some rows are stored; the others are 0
   * @param rows the stored rows, rising, when sparse
   * @param values the value of each stored row
   */
  record Slice(String name, int size, boolean sparse, int[] rows, double[] values) {
    int row(int k) {
      return sparse ? rows[k] : k;
    }

    /** All values, zeros filled in. */
    double[] filled() {
      if (!sparse) return values;
      var out = new double[size];
      for (int k = 0; k < rows.length; k++) out[rows[k]] = values[k];
      return out;
    }
  }

  private record Place(String column, int feature, int[] rows, double[] values) {}

  private final Frame frame;
  private final List<Place> places = new ArrayList<>();

  Slices(Frame frame, List<String> columns, List<Vocabulary> features) {
    this.frame = frame;
    for (int j = 0; j < columns.size(); j++) {
      var name = columns.get(j);
      if (frame.column(name) instanceof Column.Sparse c) {
        Columnwise.finite(name, c);
        sparse(name, c);
      } else {
        for (int f = 0; f < features.get(j).size(); f++)
          places.add(new Place(name, f, new int[0], new double[0]));
      }
    }
  }

  private void sparse(String name, Column.Sparse c) {
    int w = c.features().size();
    var count = new int[w];
    for (int f : c.index()) count[f]++;
    for (int f = 0; f < w; f++)
      places.add(new Place(name, f, new int[count[f]], new double[count[f]]));
    var at = new int[w];
    int first = places.size() - w;
    for (int i = 0; i < c.size(); i++) {
      for (int k = c.starts()[i]; k < c.starts()[i + 1]; k++) {
        int f = c.index()[k];
        places.get(first + f).rows[at[f]] = i;
        places.get(first + f).values[at[f]++] = c.value()[k];
      }
    }
  }

  int width() {
    return places.size();
  }

  /** The feature of this number; missing cells are NaN. */
  Slice get(int number) {
    var p = places.get(number);
    return switch (frame.column(p.column)) {
      case Column.Sparse c ->
          new Slice(c.features().name(p.feature), c.size(), true, p.rows, p.values);
      case Column.Dense c ->
          new Slice(
              c.features().name(p.feature),
              c.size(),
              false,
              p.rows,
              Columnwise.values(c, p.feature));
      case Column.Numeric c -> new Slice(p.column, c.size(), false, p.rows, c.values());
      case Column c -> throw new AssertionError(c.kind());
    };
  }

  /** As {@link #get}, refusing what is missing or infinite. */
  Slice complete(int number, String step) {
    var s = get(number);
    for (int k = 0; k < s.values.length; k++) {
      if (Double.isNaN(s.values[k])) {
        throw new DataException(
            "%s: '%s' is missing in row %d: put new Impute() before"
                .formatted(step, s.name, s.row(k)));
      }
      if (Double.isInfinite(s.values[k])) throw Columnwise.infinite(s.name, s.values[k], s.row(k));
    }
    return s;
  }
}
