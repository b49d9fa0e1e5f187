package millrace.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The same work done by several sides in turns: each round asks every side once, in rising and
 * falling order by turns, so that whatever else the machine does befalls all of them alike.
 *
 * @param sides ours first
 * @param seconds of each side, one number a round: of one step, product or call
 * @param processor the same, but only while the calling thread had the processor
 * @param values of each side: what came out at last
 */
record BenchRace(List<BenchSide> sides, double[][] seconds, double[][] processor, double[] values) {
  private static final double FASTER = 0.85;

  /** Of steps, whose costs do not change: less than this share of the best counts as faster. */
  private static final double BETTER = 0.97;

  /** After so many laps without a better one a side is warm. */
  private static final int SAME_LAPS = 4;

  /**
   * Work whose rounds go on where the last one ended: as many steps for every side.
   *
   * @param warm the steps that do not count, at least: up to ten times as many follow, until no
   *     side becomes any faster
   * @param steps of a round
   */
  static BenchRace steps(List<BenchSide> sides, String work, int warm, int steps, int rounds)
      throws IOException {
    for (var side : sides) {
      side.open(work);
      side.run(warm);
    }
    if (warm > 0) settle(sides, warm);
    var times = new int[sides.size()];
    Arrays.fill(times, steps);
    return run(sides, times, rounds);
  }

  /** All sides take the steps that one of them needs: their losses are to be compared. */
  private static void settle(List<BenchSide> sides, int warm) throws IOException {
    int lap = Math.max(1, warm / 4);
    var best = new double[sides.size()];
    Arrays.fill(best, Double.MAX_VALUE);
    for (int done = 0, same = 0; done < 10 * warm && same < SAME_LAPS; done += lap, same++) {
      for (int s = 0; s < best.length; s++) {
        double took = sides.get(s).run(lap).seconds();
        if (took < BETTER * best[s]) same = -1;
        best[s] = Math.min(best[s], took);
      }
    }
  }

  /**
   * Work that is the same each time: as often as fits into a round, and before the rounds until it
   * is warm.
   *
   * @param length how many seconds a round shall last for each side
   * @param warm how many seconds it is done before
   */
  static BenchRace calls(List<BenchSide> sides, String work, double length, double warm, int rounds)
      throws IOException {
    var times = new int[sides.size()];
    for (int s = 0; s < times.length; s++) {
      var side = sides.get(s);
      side.open(work);
      double one = warmed(side, length, warm);
      times[s] = (int) Math.clamp(length / one, 1, 1e6);
    }
    return run(sides, times, rounds);
  }

  /**
   * Does what was opened until it is warm: so long, and until it has not become any faster for half
   * of the time.
   */
  private static double warmed(BenchSide side, double length, double warm) throws IOException {
    double one = side.run(1).seconds();
    double best = one;
    double spent = one;
    double faster = 0; // when it became so last
    while (spent < warm || (spent < 2 * faster && spent < 10 * warm)) {
      int often = (int) Math.clamp(length / one, 1, 1e6);
      double took = side.run(often).seconds();
      one = took / often;
      spent += took;
      if (one < FASTER * best) {
        best = one;
        faster = spent;
      }
    }
    return one;
  }

  /** Lets a side do some work before anything is measured: Java compiles what runs often. */
  static void warm(BenchSide side, String work, double seconds) throws IOException {
    side.open(work);
    warmed(side, seconds / 20, seconds);
  }

  private static BenchRace run(List<BenchSide> sides, int[] times, int rounds) throws IOException {
    int n = sides.size();
    var seconds = new double[n][rounds];
    var processor = new double[n][rounds];
    var values = new double[n];
    for (int r = 0; r < rounds; r++) {
      for (int k = 0; k < n; k++) {
        int s = (r & 1) == 0 ? k : n - 1 - k;
        var lap = sides.get(s).run(times[s]);
        seconds[s][r] = lap.seconds() / times[s];
        processor[s][r] = lap.processor() / times[s];
        values[s] = lap.value();
      }
    }
    return new BenchRace(sides, seconds, processor, values);
  }

  /** The median of a side's seconds: of its only thread's if it has one. */
  double cost(int side, int threads) {
    return quantile((threads == 1 ? processor : seconds)[side], 0.5);
  }

  /** How often we are faster than a side: a number a round. */
  List<Double> ratios(int side) {
    var out = new ArrayList<Double>();
    for (int r = 0; r < seconds[0].length; r++) out.add(seconds[side][r] / seconds[0][r]);
    return out;
  }

  /**
   * How often we are faster by the time of the processor, in the median of the rounds: other work
   * on the machine hardly disturbs it. It is that of the calling thread, so that it is of worth
   * only where there is no other: NaN where there is.
   */
  double processor(int side, int threads) {
    if (threads != 1) return Double.NaN;
    var ratios = new double[processor[0].length];
    for (int r = 0; r < ratios.length; r++) ratios[r] = processor[side][r] / processor[0][r];
    return quantile(ratios, 0.5);
  }

  /** The quartiles of {@link #ratios}. */
  String quartiles(int side) {
    var ratios = ratios(side).stream().mapToDouble(Double::doubleValue).toArray();
    return "%.2f–%.2f".formatted(quantile(ratios, 0.25), quantile(ratios, 0.75));
  }

  /**
   * That all sides computed the same.
   *
   * @param share how far they may be apart, as a share of the largest
   * @param least a difference that never counts
   * @throws IOException that says what differs
   */
  void check(String work, double share, double least) throws IOException {
    for (int s = 1; s < values.length; s++) {
      double apart = Math.abs(values[s] - values[0]);
      if (apart <= least + share * Math.max(Math.abs(values[s]), Math.abs(values[0]))) continue;
      throw new IOException(
          "%s: %s has come to %.6g but %s to %.6g: they do not do the same"
              .formatted(work, sides.get(0), values[0], sides.get(s), values[s]));
    }
  }

  static double quantile(double[] values, double share) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    double at = share * (sorted.length - 1);
    int low = (int) at;
    int high = Math.min(low + 1, sorted.length - 1);
    return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
  }
}
