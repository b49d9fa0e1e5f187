package millrace.readers;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.StringTokenizer;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.Spec;

/**
 * Reads the sparse text format of SVMlight and LIBSVM: a row is a line {@code label index:value
 * index:value … # comment}; gzip is recognised by content. Gives a {@link Column.Sparse} column
 * {@code x}, whose features are named by their index as the file writes it, and the labels, marked
 * as the target.
 *
 * <pre>{@code
 * Frame train = LibSvm.of("a9a").nominal(true).width(123).read();
 * Frame test = LibSvm.of("a9a.t").nominal(true).width(123).read();
 * }</pre>
 *
 * <p>Indices must rise within a row. {@code qid:n} before the features is skipped, as are blank
 * lines. Labels with commas (several per row) are refused. Values are kept as floats. One pass;
 * memory for the columns only.
 *
 * <p>Unlike scikit-learn, whether indices begin at 0 or 1 is not guessed from the data: a training
 * and a test file must not be understood differently.
 *
 * @param file what to read
 * @param zeroBased whether the first feature has the index 0 instead of 1
 * @param nominal whether labels are names; else they must be numbers
 * @param width the number of features; 0: the greatest index decides
 * @param target the name of the column of labels
 * @see "scikit-learn 1.2, sklearn.datasets.load_svmlight_file"
 */
public record LibSvm(Path file, boolean zeroBased, boolean nominal, int width, String target)
    implements Reader {
  /** The name of the column of features. */
  public static final String X = "x";

  /** Without a width said, a greater index is taken for a mistake: each feature needs a name. */
  private static final int MOST_FEATURES = 1 << 24;

  public LibSvm {
    if (width < 0) {
      throw new IllegalArgumentException("LibSvm width must not be negative but is " + width);
    }
    if (target.isEmpty() || target.equals(X)) {
      throw new IllegalArgumentException(
          "LibSvm target must be a name other than '%s' but is '%s'".formatted(X, target));
    }
  }

  /** This file, indices from 1, numbers as labels in the column {@code label}. */
  public LibSvm(Path file) {
    this(file, false, false, 0, "label");
  }

  public static LibSvm of(Path file) {
    return new LibSvm(file);
  }

  public static LibSvm of(String file) {
    return new LibSvm(Path.of(file));
  }

  public LibSvm zeroBased(boolean zeroBased) {
    return Spec.with(this, "zeroBased", zeroBased);
  }

  public LibSvm nominal(boolean nominal) {
    return Spec.with(this, "nominal", nominal);
  }

  public LibSvm width(int width) {
    return Spec.with(this, "width", width);
  }

  public LibSvm target(String target) {
    return Spec.with(this, "target", target);
  }

  @Override
  public Frame read() {
    var rows = new Rows();
    try (var lines = new Lines(file, StandardCharsets.UTF_8)) {
      for (var line = lines.next(); line != null; line = lines.next()) rows.add(line, lines);
    }
    if (rows.labels.isEmpty()) throw new DataException(file + ": there is no row in it");
    int features = width > 0 ? width : rows.widest;
    int first = zeroBased ? 0 : 1;
    var names =
        Vocabulary.of(
            IntStream.range(first, first + features).mapToObj(Integer::toString).toList());
    var columns = new LinkedHashMap<String, Column>();
    columns.put(
        X,
        new Column.Sparse(
            rows.starts.toArray(), rows.index.toArray(), rows.value.toArray(), names));
    columns.put(target, labels(rows.labels));
    return Frame.of(columns).target(target);
  }

  private Column labels(List<String> labels) {
    if (!nominal) {
      return new Column.Numeric(labels.stream().mapToDouble(Numbers::parse).toArray());
    }
    // "+1" and "1" are one level, and numbers stand in their own order
    if (labels.stream().noneMatch(l -> Double.isNaN(Numbers.parse(l)))) {
      var plain = labels.stream().map(l -> Column.Numeric.of(Numbers.parse(l)).cell(0)).toList();
      var levels =
          Vocabulary.of(
              plain.stream()
                  .distinct()
                  .sorted(Comparator.comparingDouble(Double::parseDouble))
                  .toList());
      return new Column.Nominal(plain.stream().mapToInt(levels::id).toArray(), levels);
    }
    return Column.Nominal.of(labels);
  }

  /** What has been read so far. */
  private final class Rows {
    final List<String> labels = new ArrayList<>();
    final Growing.Ints starts = new Growing.Ints();
    final Growing.Ints index = new Growing.Ints();
    final Growing.Doubles value = new Growing.Doubles();
    int widest;

    Rows() {
      starts.add(0);
    }

    void add(String line, Lines at) {
      int comment = line.indexOf('#');
      var cells = new StringTokenizer(comment < 0 ? line : line.substring(0, comment));
      if (!cells.hasMoreTokens()) return;
      labels.add(label(cells.nextToken(), at));
      int last = -1;
      for (boolean first = true; cells.hasMoreTokens(); first = false) {
        var cell = cells.nextToken();
        int colon = cell.indexOf(':');
        if (first && cell.startsWith("qid:")) continue;
        if (colon < 0) throw at.error("'%s' is not index:value".formatted(cell));
        int i = index(cell.substring(0, colon), at);
        if (i <= last) {
          throw at.error(
              "index %s comes after %d: indices must rise within a row"
                  .formatted(cell.substring(0, colon), last + (zeroBased ? 0 : 1)));
        }
        last = i;
        index.add(i);
        value.add(value(cell, colon, at));
      }
      widest = Math.max(widest, last + 1);
      starts.add(index.size());
    }

    private String label(String cell, Lines at) {
      if (cell.indexOf(':') >= 0) {
        throw at.error("the row begins with '%s', but a label is due first".formatted(cell));
      }
      if (cell.indexOf(',') >= 0) {
        throw at.error("the label '%s' names several; one is due".formatted(cell));
      }
      if (!nominal && Double.isNaN(Numbers.parse(cell))) {
        throw at.error(
            "the label '%s' is not a number; if labels are names, say nominal(true)"
                .formatted(cell));
      }
      return cell;
    }

    private int index(String text, Lines at) {
      double d = Numbers.parse(text);
      if (d != Math.rint(d) || !(Math.abs(d) <= Integer.MAX_VALUE)) {
        throw at.error("the index '%s' is not a whole number".formatted(text));
      }
      int i = (int) d - (zeroBased ? 0 : 1);
      if (i < 0) {
        throw at.error(
            zeroBased || d < 0
                ? "the index %s is negative".formatted(text)
                : "the index is 0, but the first is 1; if the file counts from 0, say"
                    + " zeroBased(true)");
      }
      if (width > 0 && i >= width) {
        throw at.error("the index %s is beyond the width of %d".formatted(text, width));
      }
      if (width == 0 && i >= MOST_FEATURES) {
        throw at.error(
            "the index %s is beyond %d; if that is meant, say the width"
                .formatted(text, MOST_FEATURES));
      }
      return i;
    }

    private double value(String cell, int colon, Lines at) {
      double v = Numbers.parse(cell.substring(colon + 1));
      if (!Double.isFinite(v)) {
        throw at.error("the value in '%s' is not a finite number".formatted(cell));
      }
      return v;
    }
  }
}
