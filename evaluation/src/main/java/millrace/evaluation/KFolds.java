package millrace.evaluation;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.run.Run;

/** The kinds of {@link Folds} that divide several times. */
final class KFolds {
  private KFolds() {}

  record Shuffled(int k) implements Folds {
    Shuffled {
      checkK(k);
    }

    @Override
    public List<Split> splits(Frame frame, Run run) {
      checkRows(k, frame);
      return deal(Strata.shuffled(new int[frame.size()], run.random("folds")), k);
    }

    @Override
    public String describe() {
      return k + "-fold";
    }
  }

  /** {@code column} is empty for the target. */
  record Stratified(int k, String column) implements Folds {
    Stratified {
      checkK(k);
    }

    @Override
    public List<Split> splits(Frame frame, Run run) {
      checkRows(k, frame);
      var strata = Strata.of(frame, column, k);
      int largest = Arrays.stream(Strata.sizes(strata)).max().orElse(0);
      if (largest < k) {
        throw new DataException(
            "%d folds cannot be stratified by '%s': its most frequent value has only %d rows; use at most %d folds or another column"
                .formatted(k, Strata.name(frame, column), largest, largest));
      }
      return deal(Strata.shuffled(strata, run.random("folds")), k);
    }

    @Override
    public String describe() {
      return k + "-fold, stratified by " + by(column);
    }
  }

  record Grouped(int k, String column) implements Folds {
    Grouped {
      checkK(k);
    }

    @Override
    public List<Split> splits(Frame frame, Run run) {
      checkRows(k, frame);
      var groups = Strata.groups(frame, column);
      var sizes = Strata.sizes(groups);
      if (sizes.length < k) {
        throw new DataException(
            "%d folds need at least %d groups, but '%s' has %d different values"
                .formatted(k, k, column, sizes.length));
      }
      // Shuffled first: the sort is stable, so groups of equal size come in random order.
      var order = IntStream.range(0, sizes.length).toArray();
      Strata.shuffle(order, 0, order.length, run.random("folds"));
      var largestFirst =
          Arrays.stream(order).boxed().sorted((a, b) -> Integer.compare(sizes[b], sizes[a]));
      var foldOf = new int[sizes.length];
      var load = new long[k];
      largestFirst.forEach(
          g -> {
            int lightest = 0;
            for (int f = 1; f < k; f++) if (load[f] < load[lightest]) lightest = f;
            load[lightest] += sizes[g];
            foldOf[g] = lightest;
          });
      var fold = new int[groups.length];
      for (int i = 0; i < fold.length; i++) fold[i] = foldOf[groups[i]];
      return byFold(fold, k);
    }

    @Override
    public String describe() {
      return k + "-fold, grouped by " + column;
    }
  }

  /** {@code column} is empty for the order of rows. */
  record TimeOrdered(int k, String column) implements Folds {
    TimeOrdered {
      checkK(k);
    }

    @Override
    public List<Split> splits(Frame frame, Run run) {
      int n = frame.size();
      if (n < k + 1) {
        throw new DataException(
            "%d folds in the order of time need at least %d rows, but there are %d"
                .formatted(k, k + 1, n));
      }
      var time = times(frame);
      var order =
          IntStream.range(0, n)
              .boxed()
              .sorted((a, b) -> Double.compare(time[a], time[b]))
              .mapToInt(Integer::intValue)
              .toArray();
      int size = n / (k + 1);
      var out = new ArrayList<Split>();
      for (int f = 0; f < k; f++) {
        int from = n - (k - f) * size;
        int before = from;
        while (before > 0 && time[order[before - 1]] == time[order[from]]) before--;
        if (before == 0) {
          throw new DataException(
              "fold %d of %d has nothing to learn from: no row has a '%s' before %s, where its test rows begin; use fewer folds"
                  .formatted(f + 1, k, column, frame.column(column).cell(order[from])));
        }
        out.add(
            new Split(
                sorted(Arrays.copyOf(order, before)),
                sorted(Arrays.copyOfRange(order, from, from + size))));
      }
      return List.copyOf(out);
    }

    private double[] times(Frame frame) {
      if (column.isEmpty()) return IntStream.range(0, frame.size()).asDoubleStream().toArray();
      var c = frame.column(column);
      Strata.refuseMissing(c, column, "time");
      return switch (c) {
        case Column.Numeric v -> v.values();
        case Column.Time v -> Arrays.stream(v.millis()).asDoubleStream().toArray();
        case Column.Nominal _,
            Column.Text _,
            Column.Tokens _,
            Column.Spans _,
            Column.Sparse _,
            Column.Dense _ ->
            throw new DataException(
                "rows cannot be ordered by '%s', which is %s: name a time or numeric column"
                    .formatted(column, c.kind()));
      };
    }

    @Override
    public String describe() {
      return k + "-fold, ordered by " + (column.isEmpty() ? "row" : column);
    }
  }

  record LeaveOneOut() implements Folds {
    /** Made on demand: all at once would hold the square of the number of rows. */
    @Override
    public List<Split> splits(Frame frame, Run run) {
      int n = frame.size();
      checkRows(2, frame);
      return new AbstractList<>() {
        @Override
        public Split get(int i) {
          var train = new int[n - 1];
          for (int j = 0; j < train.length; j++) train[j] = j < i ? j : j + 1;
          return new Split(train, new int[] {Objects.checkIndex(i, n)});
        }

        @Override
        public int size() {
          return n;
        }
      };
    }

    @Override
    public String describe() {
      return "leave one out";
    }
  }

  record Repeated(Folds folds, int times) implements Folds {
    Repeated {
      if (times < 1) {
        throw new IllegalArgumentException("times must be at least 1 but is " + times);
      }
      switch (folds) {
        case Shuffled _, Stratified _, Grouped _, OneSplit.Share _, OneSplit.StratifiedShare _ -> {}
        case Repeated r ->
            throw new IllegalArgumentException(
                "%s is repeated already: give the number of times once".formatted(r.describe()));
        case TimeOrdered _,
            LeaveOneOut _,
            OneSplit.Every _,
            OneSplit.LastRows _,
            OneSplit.Fixed _ ->
            throw new IllegalArgumentException(
                "'%s' is not random: repeated, it would only give the same again"
                    .formatted(folds.describe()));
      }
    }

    @Override
    public List<Split> splits(Frame frame, Run run) {
      var out = new ArrayList<Split>();
      for (int t = 0; t < times; t++) {
        out.addAll(folds.splits(frame, run.seed(run.seedFor("repetition", t))));
      }
      return List.copyOf(out);
    }

    @Override
    public String describe() {
      return times + " × " + folds.describe();
    }
  }

  static String by(String column) {
    return column.isEmpty() ? "the target" : column;
  }

  static int[] sorted(int[] rows) {
    Arrays.sort(rows);
    return rows;
  }

  private static void checkK(int k) {
    if (k < 2) throw new IllegalArgumentException("folds must be at least 2 but is " + k);
  }

  private static void checkRows(int k, Frame frame) {
    if (frame.size() < k) {
      throw new DataException(
          "%d folds need at least %d rows, but there are %d".formatted(k, k, frame.size()));
    }
  }

  /**
   * Deals rows out like cards. Where strata follow one another, each fold gets the same number of
   * each, and of all, give or take one.
   */
  private static List<Folds.Split> deal(int[] rows, int k) {
    var fold = new int[rows.length];
    for (int i = 0; i < rows.length; i++) fold[rows[i]] = i % k;
    return byFold(fold, k);
  }

  private static List<Folds.Split> byFold(int[] fold, int k) {
    var sizes = new int[k];
    for (int f : fold) sizes[f]++;
    var out = new ArrayList<Folds.Split>();
    for (int f = 0; f < k; f++) {
      var test = new int[sizes[f]];
      var train = new int[fold.length - sizes[f]];
      int a = 0;
      int b = 0;
      for (int i = 0; i < fold.length; i++) {
        if (fold[i] == f) test[a++] = i;
        else train[b++] = i;
      }
      out.add(new Folds.Split(train, test));
    }
    return List.copyOf(out);
  }
}
