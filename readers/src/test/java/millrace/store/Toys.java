package millrace.store;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Model;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction;
import millrace.learn.Prediction.Labels;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.learn.Transform;
import millrace.run.Run;

/** Small trainers, registered for the tests of this module only. */
@SuppressWarnings("SameNameButDifferent") // each trainer has its own Fitted
public final class Toys {
  private Toys() {}

  /** A constant per class body: such enum constants have a class of their own. */
  public enum Mode {
    PLAIN,
    ODD {
      @Override
      public String toString() {
        return "odd one";
      }
    }
  }

  public record Nested(int depth, double[] values, List<Nested> inner) {}

  /** A model that holds every type a model may hold. */
  @About(value = "everything a model may hold", cite = "none: a toy")
  public record Everything() implements Trainer<Everything.Fitted> {
    @Override
    public Needs needs() {
      return Needs.features(Column.class);
    }

    @Override
    public Fitted fit(Frame train, Run run) {
      return example();
    }

    public record Fitted(
        double[] doubles,
        float[] floats,
        long[] longs,
        int[] ints,
        byte[] bytes,
        boolean[] booleans,
        String string,
        double aDouble,
        float aFloat,
        long aLong,
        int anInt,
        short aShort,
        byte aByte,
        boolean aBoolean,
        Double boxedDouble,
        Integer boxedInt,
        Mode mode,
        Vocabulary vocabulary,
        Vocabulary longVocabulary,
        List<String> strings,
        List<String> longStrings,
        List<Double> numbers,
        List<Boolean> flags,
        List<List<Integer>> lists,
        Nested nested,
        List<Nested> manyNested,
        Column column,
        List<Column> columns,
        Trainer<?> trainer,
        List<Trainer<?>> trainers,
        Predictor<Numbers> predictor,
        Transform transform)
        implements Model {}

    public static Fitted example() {
      var many = new String[3000];
      Arrays.setAll(many, i -> "wörd " + i);
      return new Fitted(
          new double[] {1.5, -0.0, Double.NaN, Double.MIN_VALUE, Double.NEGATIVE_INFINITY},
          new float[] {0.1f, Float.NaN, Float.MAX_VALUE},
          new long[] {Long.MIN_VALUE, 0, Long.MAX_VALUE},
          new int[] {Integer.MIN_VALUE, 7},
          new byte[] {-128, 0, 127},
          new boolean[] {true, false, true},
          "quotes \" \\ newline \n null \0 é 漢 😀 half \ud83d",
          Double.NaN,
          0.1f,
          Long.MIN_VALUE,
          Integer.MAX_VALUE,
          Short.MIN_VALUE,
          Byte.MAX_VALUE,
          true,
          Double.NEGATIVE_INFINITY,
          -1,
          Mode.ODD,
          Vocabulary.of("a", "", "B\u0000", "é"),
          Vocabulary.of(many),
          List.of("x", "x", ""),
          List.of(many),
          List.of(-0.0, 1e300, 3.0, Double.POSITIVE_INFINITY),
          List.of(true, false),
          List.of(List.of(), List.of(1, 2)),
          new Nested(0, new double[0], List.of()),
          List.of(
              new Nested(1, new double[] {1}, List.of(new Nested(2, new double[] {2}, List.of())))),
          Column.Nominal.of("u", "v", "", "u"),
          List.of(
              Column.Numeric.of(1, Double.NaN),
              Column.Text.of("t", ""),
              new Column.Time(new long[] {0, Column.Time.MISSING}),
              new Column.Sparse(
                  new int[] {0, 1, 1}, new int[] {1}, new double[] {2}, Vocabulary.of("p", "q"))),
          new Shift(0.25),
          List.of(new ToyMean(), new Pipe<>(List.of(new Shift(1)), new ToyMean())),
          new ToyMean.Fitted(3.25),
          new Shift.Fitted("x", 2));
    }
  }

  @About(value = "the mean", cite = "none: a toy")
  public record ToyMean() implements Trainer<ToyMean.Fitted> {
    @Override
    public Needs needs() {
      return Needs.features(Column.class).target(Column.Numeric.class);
    }

    @Override
    public Fitted fit(Frame train, Run run) {
      var y = (Column.Numeric) train.targetColumn();
      return new Fitted(Arrays.stream(y.values()).sum() / y.size());
    }

    public record Fitted(double mean) implements Predictor<Numbers> {
      @Override
      public Numbers predict(Frame frame) {
        var out = new double[frame.size()];
        Arrays.fill(out, mean);
        return new Numbers(out);
      }
    }
  }

  @About(value = "shares of levels", cite = "none: a toy")
  public record Share() implements Trainer<Share.Fitted> {
    @Override
    public Needs needs() {
      return Needs.features(Column.class).target(Column.Nominal.class);
    }

    @Override
    public Fitted fit(Frame train, Run run) {
      return new Fitted(new double[] {.5, .5}, Vocabulary.of("no", "yes"));
    }

    public record Fitted(double[] share, Vocabulary levels) implements Predictor<Labels> {
      @Override
      public Labels predict(Frame frame) {
        return new Labels(share, levels);
      }
    }
  }

  /** Adds a number to a column; its model has had another shape before. */
  @About(value = "adds a number", cite = "none: a toy")
  public record Shift(@Param("what is added") double by) implements Trainer<Shift.Fitted> {
    public Shift {
      Spec.check(Shift.class, by);
    }

    public Shift() {
      this(1);
    }

    @Override
    public Needs needs() {
      return Needs.features(Column.Numeric.class);
    }

    @Override
    public Fitted fit(Frame train, Run run) {
      return new Fitted(train.names().getFirst(), by);
    }

    /** Version 1 had an array of which only the first value counted, and names in a list. */
    @Version(2)
    public record Fitted(String column, double by) implements Transform {
      static Fitted upgrade(int from, Map<String, Object> tree) {
        var values = (double[]) tree.get("values");
        return new Fitted((String) ((List<?>) tree.get("columns")).getFirst(), values[0]);
      }

      @Override
      public Frame apply(Frame frame) {
        var v = frame.column(column, Column.Numeric.class).values().clone();
        for (int i = 0; i < v.length; i++) v[i] += by;
        return frame.with(column, new Column.Numeric(v));
      }
    }
  }

  /** A generic model around others. */
  @About(value = "steps and a predictor", cite = "none: a toy")
  public record Pipe<Y extends Prediction>(
      @Param("first") List<Shift> steps, @Param("last") Trainer<? extends Predictor<Y>> last)
      implements Trainer<Pipe.Fitted<Y>> {
    @SuppressWarnings("unchecked")
    public Pipe() {
      this(List.of(), (Trainer<? extends Predictor<Y>>) (Trainer<?>) new ToyMean());
    }

    @Override
    public Needs needs() {
      return last.needs();
    }

    @Override
    public Fitted<Y> fit(Frame train, Run run) {
      return new Fitted<>(List.of(), last.fit(train, run));
    }

    public record Fitted<Y extends Prediction>(List<Transform> transforms, Predictor<Y> last)
        implements Predictor<Y> {
      @Override
      public Y predict(Frame frame) {
        for (var t : transforms) frame = t.apply(frame);
        return last.predict(frame);
      }
    }
  }

  /** A model of simple parts, for hostile files. */
  @About(value = "a few simple parts", cite = "none: a toy")
  public record Simple() implements Trainer<Simple.Fitted> {
    @Override
    public Needs needs() {
      return Needs.features(Column.class);
    }

    @Override
    public Fitted fit(Frame train, Run run) {
      return example();
    }

    public static Fitted example() {
      return new Fitted(
          new double[] {1, 2}, new int[] {3}, new boolean[] {true}, 5, 0.5, Mode.PLAIN, List.of());
    }

    public record Fitted(
        double[] weights,
        int[] codes,
        boolean[] flags,
        int count,
        double rate,
        Mode mode,
        List<Transform> steps)
        implements Model {}
  }

  /** A model whose constructor fails in the way its component says. */
  @About(value = "a picky constructor", cite = "none: a toy")
  public record Picky() implements Trainer<Picky.Fitted> {
    @Override
    public Needs needs() {
      return Needs.features(Column.class);
    }

    @Override
    public Fitted fit(Frame train, Run run) {
      return new Fitted("fine", new int[] {0});
    }

    public record Fitted(String how, int[] at) implements Model {
      public Fitted {
        switch (how) {
          case "fine" -> {}
          case "argument" -> throw new IllegalArgumentException("how must not be argument");
          case "null" -> throw new NullPointerException("nothing there");
          case "bounds" -> at[at.length]++;
          case "negative" -> at = new int[-at.length];
          default -> throw new AssertionError(how);
        }
      }
    }
  }

  /** Its model is one of two records. */
  @About(value = "one of two models", cite = "none: a toy")
  public record Split() implements Trainer<Split.Fitted> {
    @Override
    public Needs needs() {
      return Needs.features(Column.class);
    }

    @Override
    public Fitted fit(Frame train, Run run) {
      return new Left(1);
    }

    public sealed interface Fitted extends Model {}

    public record Left(double x) implements Fitted {}

    public record Right(String y) implements Fitted {}
  }

  /** Fits the model of another trainer. */
  @About(value = "fits another's model", cite = "none: a toy")
  public record Twin() implements Trainer<ToyMean.Fitted> {
    @Override
    public Needs needs() {
      return new ToyMean().needs();
    }

    @Override
    public ToyMean.Fitted fit(Frame train, Run run) {
      return new ToyMean().fit(train, run);
    }
  }

  @About(value = "a vocabulary", cite = "none: a toy")
  public record Words() implements Trainer<Words.Fitted> {
    @Override
    public Needs needs() {
      return Needs.features(Column.class);
    }

    @Override
    public Fitted fit(Frame train, Run run) {
      return new Fitted(Vocabulary.empty(), List.of());
    }

    public record Fitted(Vocabulary words, List<Double> numbers) implements Model {}
  }

  /** Its models hold what no model may hold. */
  @About(value = "holds what may not be saved", cite = "none: a toy")
  public record Outsider() implements Trainer<Outsider.Fitted> {
    @Override
    public Needs needs() {
      return Needs.features(Column.class);
    }

    @Override
    public Fitted fit(Frame train, Run run) {
      return new Fitted("x");
    }

    public record Fitted(Object what) implements Model {}
  }

  /** In no catalogue. */
  public record Stranger(Optional<String> maybe) implements Model {}
}
