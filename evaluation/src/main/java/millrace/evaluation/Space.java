package millrace.evaluation;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import millrace.learn.Catalog;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;

/**
 * Where a {@link Search} looks: a trainer, and ways to change it. A way is a name for tables,
 * values or a range, and a lambda over the trainer's own withers. There are no parameter strings:
 * whatever Java can change can be varied, a step of a pipeline as well as its last trainer.
 *
 * <pre>{@code
 * Space.of(prep.then(new Logistic()))
 *     .vary("c", List.of(.1, 1., 10.), (p, c) -> p.last(new Logistic().c(c)));
 * Space.auto(new Ridge()).map(prep::then);       // the ranges that Ridge declares
 * }</pre>
 *
 * Immutable: each method gives a new space. The ways are applied in the order they were given.
 *
 * @param <T> the type of the base trainer and of every candidate
 */
public final class Space<T extends Trainer<?>> {
  private static final int POINTS = 5;

  /** More candidates than this in a grid are a mistake. */
  private static final long MOST = 100_000;

  /** Values of one parameter. */
  private sealed interface Domain {
    List<?> grid(int points);

    Object draw(RandomGenerator random);

    boolean log();
  }

  private record Choices(List<?> values) implements Domain {
    @Override
    public List<?> grid(int points) {
      return values;
    }

    @Override
    public Object draw(RandomGenerator random) {
      return values.get(random.nextInt(values.size()));
    }

    /** Positive numbers over more than a decade, such as 0.1, 1, 10. */
    @Override
    public boolean log() {
      if (!values.stream().allMatch(v -> v instanceof Number n && n.doubleValue() > 0))
        return false;
      var v = values.stream().mapToDouble(n -> ((Number) n).doubleValue()).sorted().toArray();
      return v[v.length - 1] / v[0] >= 20;
    }
  }

  private record Range(double low, double high, boolean log, Class<?> type) implements Domain {
    @Override
    public List<?> grid(int points) {
      return IntStream.range(0, points)
          .mapToObj(i -> at(points == 1 ? 0.5 : i / (points - 1.0)))
          .distinct()
          .toList();
    }

    @Override
    public Object draw(RandomGenerator random) {
      double u = random.nextDouble();
      return type == double.class || log ? at(u) : typed(low + Math.floor(u * (high - low + 1)));
    }

    private Object at(double share) {
      double v =
          log
              ? Math.exp(Math.log(low) + share * (Math.log(high) - Math.log(low)))
              : low + share * (high - low);
      return typed(Math.clamp(type == double.class ? rounded(v) : Math.rint(v), low, high));
    }

    private Object typed(double v) {
      if (type == int.class) return (int) v;
      if (type == long.class) return (long) v;
      return v;
    }

    /** Four figures: what tables show is what was tried, and can be typed in again. */
    private static double rounded(double v) {
      return new BigDecimal(v, new MathContext(4)).doubleValue();
    }
  }

  private record Way(String name, Domain domain) {}

  /** A candidate and how it was made. */
  record Point<T>(T trainer, List<Setting> settings) {}

  private final T base;
  private final List<Way> ways;
  private final Function<Object[], T> make;
  private final int points;

  private Space(T base, List<Way> ways, Function<Object[], T> make, int points) {
    this.base = base;
    this.ways = List.copyOf(ways);
    this.make = make;
    this.points = points;
  }

  /** The trainer as it is, nothing varied yet. */
  public static <T extends Trainer<?>> Space<T> of(T base) {
    return new Space<>(base, List.of(), _ -> base, POINTS);
  }

  /**
   * Varies every parameter for which {@link Param#tune} says where to look, on the scale it says.
   *
   * @param trainer a record
   * @throws IllegalArgumentException if it says so for none
   */
  public static <T extends Trainer<?>> Space<T> auto(T trainer) {
    return of(trainer).auto(t -> t, (_, t) -> t);
  }

  /**
   * Varies what a trainer inside the base declares, such as the last one of a pipeline:
   *
   * <pre>{@code
   * Space.of(pipeline).auto(p -> p.last(), (p, last) -> p.last(last))
   * }</pre>
   *
   * @param get the trainer inside, a record
   * @param set the base with another of that type in its place
   * @throws IllegalArgumentException if it declares no range
   */
  public <L extends Trainer<?>> Space<T> auto(Function<T, L> get, BiFunction<T, L, T> set) {
    if (!(get.apply(base) instanceof Record inner)) {
      throw new IllegalArgumentException(
          get.apply(base).getClass().getSimpleName() + " is no record and declares no parameters");
    }
    var out = this;
    for (var p : Spec.of(inner.getClass())) {
      var declared = p.param();
      if (declared == null || declared.tune().length == 0) continue;
      var tune = declared.tune();
      out =
          out.and(
              p.name(),
              new Range(tune[0], tune[1], declared.log(), p.type()),
              (t, v) -> set.apply(t, changed(get.apply(t), p.name(), v)));
    }
    if (out.ways.size() == ways.size()) {
      throw new IllegalArgumentException(
          "%s declares no range to search: say what to vary with Space.vary, uniform, logUniform or ints"
              .formatted(Catalog.name(inner.getClass())));
    }
    return out;
  }

  @SuppressWarnings("unchecked") // Spec.with gives the type that it is given
  private static <L extends Trainer<?>> L changed(L trainer, String name, Object value) {
    return (L) Spec.with((Record) trainer, name, value);
  }

  /**
   * Varies a parameter over these values: each of them in a grid; any of them, equally likely, in a
   * random search.
   */
  @SuppressWarnings("unchecked") // the values are Vs
  public <V> Space<T> vary(String name, List<V> values, BiFunction<T, V, T> set) {
    if (values.isEmpty())
      throw new IllegalArgumentException("'%s' has no value to try".formatted(name));
    if (new HashSet<>(values).size() < values.size())
      throw new IllegalArgumentException("'%s' has a value twice: %s".formatted(name, values));
    return and(name, new Choices(List.copyOf(values)), (t, v) -> set.apply(t, (V) v));
  }

  /** A number in [low, high], all equally likely; in a grid {@link #points} of them. */
  public Space<T> uniform(String name, double low, double high, BiFunction<T, Double, T> set) {
    return and(name, range(name, low, high, false, double.class), set);
  }

  /** A number in [low, high] whose logarithm is uniform: for penalties and rates. */
  public Space<T> logUniform(String name, double low, double high, BiFunction<T, Double, T> set) {
    return and(name, range(name, low, high, true, double.class), set);
  }

  /** A whole number from low to high, both allowed, all equally likely. */
  public Space<T> ints(String name, int low, int high, BiFunction<T, Integer, T> set) {
    return and(name, range(name, low, high, false, int.class), set);
  }

  /** A whole number from low to high whose logarithm is about uniform: for numbers of trees. */
  public Space<T> logInts(String name, int low, int high, BiFunction<T, Integer, T> set) {
    return and(name, range(name, low, high, true, int.class), set);
  }

  private static Range range(String name, double low, double high, boolean log, Class<?> type) {
    if (!(low < high) || !Double.isFinite(high - low)) {
      throw new IllegalArgumentException(
          "'%s' must have low below high, but is in [%s, %s]".formatted(name, low, high));
    }
    if (log && !(low > 0)) {
      throw new IllegalArgumentException(
          "'%s' is varied by its logarithm, so low must be above 0 but is %s".formatted(name, low));
    }
    return new Range(low, high, log, type);
  }

  @SuppressWarnings("unchecked") // a domain gives values of the type its way takes
  private <V> Space<T> and(String name, Domain domain, BiFunction<T, V, T> set) {
    if (ways.stream().anyMatch(w -> w.name.equals(name)))
      throw new IllegalArgumentException("'%s' is varied twice".formatted(name));
    int k = ways.size();
    var all = new ArrayList<>(ways);
    all.add(new Way(name, domain));
    return new Space<>(base, all, v -> set.apply(make.apply(v), (V) v[k]), points);
  }

  /** In a grid, ranges have this many values (5 unless said otherwise). */
  public Space<T> points(int points) {
    if (points < 1)
      throw new IllegalArgumentException("points must be at least 1 but is " + points);
    return new Space<>(base, ways, make, points);
  }

  /** Something made around each candidate: say, a pipeline with it at the end. */
  public <U extends Trainer<?>> Space<U> map(Function<? super T, ? extends U> around) {
    return new Space<>(around.apply(base), ways, v -> around.apply(make.apply(v)), points);
  }

  /** The names of what is varied, in order. */
  public List<String> names() {
    return ways.stream().map(Way::name).toList();
  }

  /** How many candidates the grid has. */
  public long size() {
    return ways.stream()
        .mapToLong(w -> w.domain.grid(points).size())
        .reduce(1, Math::multiplyExact);
  }

  /** Every combination, the last parameter running fastest. */
  List<Point<T>> grid() {
    long n = size();
    if (n > MOST) {
      throw new IllegalArgumentException(
          "the grid over %s has %,d candidates: take fewer points, or search at random"
              .formatted(names(), n));
    }
    var values = ways.stream().map(w -> w.domain.grid(points)).toList();
    var out = new ArrayList<Point<T>>();
    for (int i = 0; i < n; i++) out.add(combination(values, i));
    return out;
  }

  private Point<T> combination(List<? extends List<?>> values, long index) {
    var v = new Object[values.size()];
    for (int k = v.length - 1; k >= 0; k--) {
      int size = values.get(k).size();
      v[k] = values.get(k).get((int) (index % size));
      index /= size;
    }
    return point(v);
  }

  /**
   * {@code n} candidates at random. Where there are only finitely many combinations, none is drawn
   * twice, and there may be fewer than {@code n}.
   */
  List<Point<T>> random(int n, long seed) {
    if (n < 1) throw new IllegalArgumentException("n must be at least 1 but is " + n);
    var random = Run.seeded(seed).random("search space");
    if (ways.stream().allMatch(w -> w.domain instanceof Choices)) return some(n, random);
    var out = new ArrayList<Point<T>>();
    for (int i = 0; i < n; i++)
      out.add(point(ways.stream().map(w -> w.domain.draw(random)).toArray()));
    return out;
  }

  private List<Point<T>> some(int n, RandomGenerator random) {
    var values = ways.stream().map(w -> w.domain.grid(points)).toList();
    long size = size();
    if (size <= n) return grid();
    var taken = new HashSet<Long>();
    var out = new ArrayList<Point<T>>();
    while (out.size() < n) {
      long i = random.nextLong(size);
      if (taken.add(i)) out.add(combination(values, i));
    }
    return out;
  }

  private Point<T> point(Object[] values) {
    var settings =
        IntStream.range(0, values.length)
            .mapToObj(k -> Setting.of(ways.get(k).name, values[k], ways.get(k).domain.log()))
            .toList();
    return new Point<>(make.apply(values), settings);
  }

  /** What is varied, and over what. */
  @Override
  public String toString() {
    return Names.print(base)
        + " over "
        + ways.stream().map(w -> w.name + " " + show(w.domain)).toList();
  }

  private static String show(Domain domain) {
    return switch (domain) {
      case Choices c -> c.values.toString();
      case Range r ->
          Arrays.asList(r.typed(r.low), r.typed(r.high)) + (r.log ? " by its logarithm" : "");
    };
  }
}
