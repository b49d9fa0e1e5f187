package millrace.trainers.tribuo;

import java.util.function.IntFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import millrace.data.DataException;
import millrace.preprocess.Features;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * Rows as Tribuo wants them. Features are named by their zero-padded numbers, since Tribuo numbers
 * the features anew, in the order of their names, leaving out those that are 0 in all rows.
 */
final class TribuoRows {
  /** Tribuo tells the log of every member and iteration. Held, since the log forgets others. */
  private static final Logger LOG = Logger.getLogger("org.tribuo");

  static {
    if (LOG.getLevel() == null) LOG.setLevel(Level.WARNING);
  }

  private TribuoRows() {}

  /**
   * @param round whether values are rounded to float
   * @param output what is known of each row
   * @throws DataException if a value is infinite (as a float, if it is rounded)
   */
  static <T extends Output<T>> MutableDataset<T> of(
      Features x, boolean round, IntFunction<T> output, OutputFactory<T> factory) {
    var rows =
        new MutableDataset<T>(new SimpleDataSourceProvenance("rows of a frame", factory), factory);
    var names = names(x.width());
    var csr = x.csr();
    for (int i = 0; i < x.rows(); i++) {
      int from = csr.starts()[i];
      int n = csr.starts()[i + 1] - from;
      // Tribuo refuses a row without features: it gets an explicit 0, which is the same.
      var name = new String[Math.max(1, n)];
      var value = new double[name.length];
      name[0] = names[0];
      for (int k = 0; k < n; k++) {
        int f = csr.index()[from + k];
        double exact = csr.value()[from + k];
        double v = round ? (float) exact : exact;
        if (Double.isInfinite(v)) {
          throw new DataException(
              "feature '%s' is %s in row %d: Tribuo needs numbers that are finite%s"
                  .formatted(x.names().name(f), exact, i + 1, round ? " as floats" : ""));
        }
        name[k] = names[f];
        value[k] = v;
      }
      rows.add(new ArrayExample<>(output.apply(i), name, value));
    }
    return rows;
  }

  private static String[] names(int features) {
    var names = new String[Math.max(1, features)];
    int digits = Integer.toString(names.length).length();
    for (int f = 0; f < names.length; f++) {
      var number = Integer.toString(f);
      names[f] = "0".repeat(digits - number.length()) + number;
    }
    return names;
  }

  /** The feature of ours for each of Tribuo's. */
  static int[] features(ImmutableFeatureMap map) {
    var ours = new int[map.size()];
    for (int id = 0; id < ours.length; id++) ours[id] = Integer.parseInt(map.get(id).getName());
    return ours;
  }
}
