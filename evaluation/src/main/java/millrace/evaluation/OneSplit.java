package millrace.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.run.Run;

/** The kinds of {@link Folds} that divide once. */
final class OneSplit {
  private OneSplit() {}

  record Share(double share) implements Folds {
    Share {
      checkShare(share);
    }

    @Override
    public List<Split> splits(Frame frame, Run run) {
      var rows = Strata.shuffled(new int[frame.size()], run.random("folds"));
      return one(frame, Arrays.copyOf(rows, tested(share, frame)), describe());
    }

    @Override
    public String describe() {
      return percent(share) + " holdout";
    }
  }

  /** {@code column} is empty for the target. */
  record StratifiedShare(double share, String column) implements Folds {
    StratifiedShare {
      checkShare(share);
    }

    @Override
    public List<Split> splits(Frame frame, Run run) {
      var random = run.random("folds");
      var strata = Strata.of(frame, column, (int) Math.ceil(1 / Math.min(share, 1 - share)));
      var sizes = Strata.sizes(strata);
      var rows = Strata.shuffled(strata, random);
      var take = allot(sizes, tested(share, frame), random);
      var test = new int[Arrays.stream(take).sum()];
      for (int s = 0, from = 0, at = 0; s < sizes.length; from += sizes[s], at += take[s++]) {
        System.arraycopy(rows, from, test, at, take[s]);
      }
      return one(frame, test, describe());
    }

    /** Each stratum's part of {@code total}, by largest remainders, at least one row left over. */
    private static int[] allot(int[] sizes, int total, RandomGenerator random) {
      long all = Arrays.stream(sizes).sum();
      var take = new int[sizes.length];
      var remainder = new long[sizes.length];
      int left = total;
      for (int s = 0; s < take.length; s++) {
        long exact = (long) sizes[s] * total;
        take[s] = (int) Math.min(exact / all, sizes[s] - 1);
        remainder[s] = exact % all;
        left -= take[s];
      }
      var order = IntStream.range(0, take.length).toArray();
      Strata.shuffle(order, 0, order.length, random);
      var byRemainder =
          Arrays.stream(order)
              .boxed()
              .sorted((a, b) -> Long.compare(remainder[b], remainder[a]))
              .toList();
      for (int s : byRemainder) {
        if (left > 0 && remainder[s] > 0 && take[s] < sizes[s] - 1) {
          take[s]++;
          left--;
        }
      }
      return take;
    }

    @Override
    public String describe() {
      return percent(share) + " holdout, stratified by " + KFolds.by(column);
    }
  }

  record Every(int n) implements Folds {
    Every {
      if (n < 2) throw new IllegalArgumentException("every must be at least 2 but is " + n);
    }

    @Override
    public List<Split> splits(Frame frame, Run run) {
      var test = IntStream.range(0, frame.size()).filter(i -> i % n == 0).toArray();
      return one(frame, test, describe());
    }

    @Override
    public String describe() {
      return "rows 0, %d, %d, … held out".formatted(n, 2 * n);
    }
  }

  record LastRows(int n) implements Folds {
    LastRows {
      if (n < 1) throw new IllegalArgumentException("last rows must be at least 1 but is " + n);
    }

    @Override
    public List<Split> splits(Frame frame, Run run) {
      int from = Math.max(0, frame.size() - n);
      return one(frame, IntStream.range(from, frame.size()).toArray(), describe());
    }

    @Override
    public String describe() {
      return "last %d rows held out".formatted(n);
    }
  }

  record Fixed(int[] train, int[] test) implements Folds {
    Fixed {
      train = KFolds.sorted(train.clone());
      test = KFolds.sorted(test.clone());
      if (train.length == 0) throw new IllegalArgumentException("train has no row");
      if (test.length == 0) throw new IllegalArgumentException("test has no row");
      var both = IntStream.concat(Arrays.stream(train), Arrays.stream(test)).sorted().toArray();
      if (both[0] < 0) throw new IllegalArgumentException("row " + both[0] + " is negative");
      for (int i = 1; i < both.length; i++) {
        if (both[i] == both[i - 1]) {
          throw new IllegalArgumentException("row " + both[i] + " is given twice");
        }
      }
    }

    @Override
    public List<Split> splits(Frame frame, Run run) {
      int last = Math.max(train[train.length - 1], test[test.length - 1]);
      if (last >= frame.size()) {
        throw new DataException(
            "row %d is asked for, but there are only %d rows, counted from 0"
                .formatted(last, frame.size()));
      }
      return List.of(new Split(train.clone(), test.clone()));
    }

    @Override
    public String describe() {
      return "%d given rows to learn, %d to test".formatted(train.length, test.length);
    }
  }

  private static void checkShare(double share) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("share must be between 0 and 1 but is " + share);
    }
  }

  /** Rounded up, as scikit-learn does. */
  private static int tested(double share, Frame frame) {
    return (int) Math.ceil(share * frame.size());
  }

  private static String percent(double share) {
    var p = Math.round(share * 1000) / 10.0;
    return (p == Math.rint(p) ? Long.toString((long) p) : Double.toString(p)) + " %";
  }

  private static List<Folds.Split> one(Frame frame, int[] test, String what) {
    int n = frame.size();
    if (test.length == 0 || test.length == n) {
      throw new DataException(
          "%s leaves %s: there are %d rows"
              .formatted(what, test.length == 0 ? "no row to test" : "no row to learn from", n));
    }
    return List.of(new Folds.Split(frame.others(test), KFolds.sorted(test)));
  }
}
