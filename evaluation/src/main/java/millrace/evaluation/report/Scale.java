package millrace.evaluation.report;

import java.util.ArrayList;
import java.util.List;

/** A linear map from values in [low, high] to pixels in [from, to]. */
record Scale(double low, double high, double from, double to) {
  Scale {
    if (!(low < high)) { // constant or nothing known
      double centre = Double.isFinite(low) ? low : 0;
      double half = centre == 0 ? 1 : Math.abs(centre) * 0.1;
      low = centre - half;
      high = centre + half;
    }
  }

  double at(double v) {
    return from + (v - low) / (high - low) * (to - from);
  }

  boolean shows(double v) {
    return v >= low && v <= high; // not NaN
  }

  double clamp(double v) {
    return Math.min(high, Math.max(low, v));
  }

  /** The same pixels for a range a little wider at both ends. */
  Scale widened(double share) {
    double more = (high - low) * share;
    return new Scale(low - more, high + more, from, to);
  }

  /** The distance of about {@code count} round ticks: 1, 2 or 5 times a power of ten. */
  double step(int count) {
    double rough = (high - low) / Math.max(1, count);
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double f = rough / power;
    return power * (f < 1.5 ? 1 : f < 3.5 ? 2 : f < 7.5 ? 5 : 10);
  }

  /** At most so many ticks, fewer when their labels would touch. */
  int fitting(int most) {
    for (int count = most; count > 2; count--) {
      double step = step(count);
      int longest =
          ticks(count).stream().mapToInt(t -> Format.tick(t, step).length()).max().orElse(1);
      if (Math.abs(at(low + step) - from) > 6.5 * longest + 12) return count;
    }
    return 2;
  }

  List<Double> ticks(int count) {
    double step = step(count);
    var out = new ArrayList<Double>();
    double last = Math.floor(high / step + 1e-9);
    for (double i = Math.ceil(low / step - 1e-9); i <= last && out.size() < 100; i++)
      out.add(i * step);
    return out;
  }
}
