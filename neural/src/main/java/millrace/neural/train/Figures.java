package millrace.neural.train;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * What was measured on rows that are held out.
 *
 * @param names of the figures; the first is the one that decides which weights are best
 * @param values of the figures, in the same order
 * @param higherIsBetter whether the first should be high
 */
public record Figures(List<String> names, double[] values, boolean higherIsBetter) {
  public Figures {
    names = List.copyOf(names);
    if (names.isEmpty() || names.size() != values.length)
      throw new IllegalArgumentException(
          "figures need names and as many values, not %s and %s"
              .formatted(names, Arrays.toString(values)));
  }

  /** One figure that should be low, such as a loss. */
  public static Figures lowest(String name, double value) {
    return new Figures(List.of(name), new double[] {value}, false);
  }

  /** One figure that should be high, such as an accuracy. */
  public static Figures highest(String name, double value) {
    return new Figures(List.of(name), new double[] {value}, true);
  }

  /** These and one more, which is only shown. */
  public Figures and(String name, double value) {
    return new Figures(
        Stream.concat(names.stream(), Stream.of(name)).toList(),
        DoubleStream.concat(Arrays.stream(values), DoubleStream.of(value)).toArray(),
        higherIsBetter);
  }

  /** The first figure, its sign changed if it should be high: the lower the better. */
  public double cost() {
    return higherIsBetter ? -values[0] : values[0];
  }
}
