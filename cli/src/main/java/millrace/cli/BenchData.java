package millrace.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.evaluation.Comparison.Task;
import millrace.preprocess.Auto;
import millrace.preprocess.Features;
import millrace.preprocess.Impute;
import millrace.preprocess.MinMax;
import millrace.preprocess.Steps;
import millrace.run.Run;

/**
 * A table prepared once, so that all who are measured get the same numbers: the rows 0, 5, 10 …
 * test, preparation learned from the training rows.
 *
 * @param density the share of entries that are not 0
 */
record BenchData(Frame train, Frame test, int width, double density) {
  /** What columns are made of for a learner. */
  enum Preparation {
    /** Numbers standardized, levels as 0/1. */
    LINEAR,
    /** Levels as numbers. */
    TREE,
    /** LINEAR, then every feature from 0 to 1: for models of counts. */
    UNIT
  }

  /** Below this share, scikit-learn's ColumnTransformer makes a sparse matrix too. */
  private static final double SPARSE = 0.3;

  /**
   * @param most training rows kept, drawn with the run's seed; test rows at most half as many
   */
  static BenchData of(Frame whole, Task task, Preparation preparation, int most, Run run) {
    int n = whole.size();
    var complete = whole.complete(whole.targetName().orElseThrow());
    if (complete.size() < n) throw new IllegalStateException("a target is missing");
    var test = IntStream.range(0, n).filter(i -> i % 5 == 0).toArray();
    var train = drawn(IntStream.range(0, n).filter(i -> i % 5 != 0).toArray(), most, run);
    if (most < n) test = drawn(test, Math.max(200, most / 2), run);
    var learned = whole.rows(train);
    var model = preparation == Preparation.TREE ? Auto.Model.TREE : Auto.Model.LINEAR;
    var steps = Steps.of(new Auto().model(model).degree(1), new Impute());
    if (preparation == Preparation.UNIT) steps = steps.and(new MinMax().clip(true));
    var prepared = steps.prepare(learned, run);
    var fresh = prepared.transform().apply(whole.rows(test));
    var x = Features.of(prepared.train());
    int entries = x.csr().index().length;
    return new BenchData(
        scaled(prepared.train(), task),
        scaled(fresh, prepared.train(), task),
        x.width(),
        entries / ((double) x.rows() * x.width()));
  }

  private static int[] drawn(int[] rows, int most, Run run) {
    if (rows.length <= most) return rows;
    var random = run.random("bench rows");
    var out = rows.clone();
    for (int i = 0; i < most; i++) {
      int j = random.nextInt(i, out.length);
      int swap = out[i];
      out[i] = out[j];
      out[j] = swap;
    }
    out = Arrays.copyOf(out, most);
    Arrays.sort(out);
    return out;
  }

  private static Frame scaled(Frame train, Task task) {
    return scaled(train, train, task);
  }

  /** The target of a regression in units of the training mean: positive stays positive. */
  private static Frame scaled(Frame frame, Frame train, Task task) {
    if (task != Task.REGRESSION) return frame;
    double mean =
        Arrays.stream(((Column.Numeric) train.targetColumn()).values()).average().orElseThrow();
    var y = ((Column.Numeric) frame.targetColumn()).values();
    return frame.with(
        frame.targetName().orElseThrow(),
        new Column.Numeric(Arrays.stream(y).map(v -> v / mean).toArray()));
  }

  boolean sparse() {
    return density < SPARSE;
  }

  /** Writes what a peer reads: {@code train.x}, {@code train.y}, {@code test.x}. */
  void write(Path folder) throws IOException {
    write(folder, "train", train);
    write(folder, "test", test);
    doubles(folder.resolve("train.y"), BenchSets.numbers(train.targetColumn()));
  }

  private void write(Path folder, String name, Frame frame) throws IOException {
    var x = Features.of(frame);
    if (!sparse()) {
      doubles(folder.resolve(name + ".x"), x.dense());
      return;
    }
    var csr = x.csr();
    doubles(folder.resolve(name + ".x"), csr.value());
    ints(folder.resolve(name + ".index"), csr.index());
    ints(folder.resolve(name + ".starts"), csr.starts());
  }

  private static void doubles(Path file, double[] values) throws IOException {
    var bytes = ByteBuffer.allocate(Math.multiplyExact(8, values.length));
    bytes.order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().put(values);
    Files.write(file, bytes.array());
  }

  private static void ints(Path file, int[] values) throws IOException {
    var bytes = ByteBuffer.allocate(Math.multiplyExact(4, values.length));
    bytes.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(values);
    Files.write(file, bytes.array());
  }

  /** The levels by name, for a classification. */
  Vocabulary levels() {
    return ((Column.Nominal) train.targetColumn()).levels();
  }

  /** Level numbers as a nominal column. */
  Column.Nominal labels(double[] codes) {
    var c = new int[codes.length];
    for (int i = 0; i < c.length; i++) c[i] = (int) codes[i];
    return new Column.Nominal(c, levels());
  }

  static double[] doubles(Path file) throws IOException {
    var buffer = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    var out = new double[buffer.remaining() / 8];
    buffer.asDoubleBuffer().get(out);
    return out;
  }

  /** The names of what could be read, for a message. */
  static String shape(BenchData d) {
    var parts = new ArrayList<String>();
    parts.add("%,d × %d".formatted(d.train.size(), d.width));
    if (d.sparse()) parts.add("sparse");
    return String.join(", ", parts);
  }
}
