package millrace.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import millrace.data.Column;
import millrace.learn.Prediction.Sequences;

/**
 * How well the spans that labels of tokens stand for are found, such as chunks or names, overall
 * and by type. A span is right if its first token, its last token and its type are. Its counts are
 * those of conlleval.
 *
 * <pre>{@code
 * System.out.println(SpanScores.of(test.targetColumn(), model.predict(test)));
 * }</pre>
 *
 * <p>Labels are {@code O} outside of spans, else a mark, a hyphen and a type (the rest, which may
 * hold hyphens, or nothing). A mark says where in a span the token stands: {@code B} begins one,
 * {@code I} is inside, {@code E} or {@code L} ends one, {@code S} or {@code U} is one by itself. So
 * IOB1, IOB2, IOE1, IOE2, IOBES and BILOU are all understood, and no scheme needs to be named. Nor
 * need labels be well-formed: a span begins
 *
 * <ul>
 *   <li>at {@code B} and {@code S};
 *   <li>at any mark after {@code O}, after another type, after {@code E} or after {@code S};
 * </ul>
 *
 * <p>and ends before the next one begins, before {@code O} and with its row. A label of another
 * form, such as {@code NN}, stands for no span.
 *
 * <p>Where conlleval knows the marks (B, I, E and O), these are its rules; but that it takes a
 * {@code B} after an {@code E} of the same type for the same span, which no scheme can mean.
 *
 * @param right how many spans are right
 * @param said how many there are in the prediction
 * @param truth how many there are in the truth
 * @param types the same by type, in alphabetical order
 * @see "E. Tjong Kim Sang, S. Buchholz, Introduction to the CoNLL-2000 shared task: chunking, 2000,
 *     and its evaluation program conlleval"
 */
public record SpanScores(int right, int said, int truth, List<SpanScores.Type> types) {
  private static final int RIGHT = 0;
  private static final int SAID = 1;
  private static final int TRUTH = 2;

  /** The counts of one type of span. */
  public record Type(String name, int right, int said, int truth) {
    /** The share of the predicted spans that are right; 0 if there are none. */
    public double precision() {
      return share(right, said);
    }

    /** The share of the true spans that are found; 0 if there are none. */
    public double recall() {
      return share(right, truth);
    }

    /** The harmonic mean of precision and recall, {@code 2·right / (said + truth)}. */
    public double f1() {
      return share(2 * right, said + truth);
    }
  }

  public SpanScores {
    types = List.copyOf(types);
  }

  /**
   * Compares the spans of each row. O(tokens).
   *
   * @throws millrace.data.DataException if the truth is not of tokens or has rows of other lengths
   */
  public static SpanScores of(Column truth, Sequences predicted) {
    return of(SequenceLabelling.checked(truth, predicted), predicted.labels());
  }

  static SpanScores of(Column.Tokens truth, Column.Tokens said) {
    var counts = new TreeMap<String, int[]>();
    var is = new Spans(truth);
    var was = new Spans(said);
    for (int i = 0; i < truth.size(); i++) {
      int shift = said.starts()[i] - truth.starts()[i];
      int end = truth.starts()[i + 1];
      for (int k = truth.starts()[i]; k <= end; k++) {
        boolean endIs = k < end ? is.next(k) : is.end(k);
        boolean endWas = k < end ? was.next(k + shift) : was.end(k + shift);
        if (endIs) count(counts, is.endedType())[TRUTH]++;
        if (endWas) count(counts, was.endedType())[SAID]++;
        if (endIs
            && endWas
            && is.endedFrom() == was.endedFrom() - shift
            && is.endedType().equals(was.endedType())) {
          count(counts, is.endedType())[RIGHT]++;
        }
      }
    }
    var types = new ArrayList<Type>();
    counts.forEach((name, c) -> types.add(new Type(name, c[RIGHT], c[SAID], c[TRUTH])));
    return new SpanScores(
        types.stream().mapToInt(Type::right).sum(),
        types.stream().mapToInt(Type::said).sum(),
        types.stream().mapToInt(Type::truth).sum(),
        types);
  }

  private static int[] count(TreeMap<String, int[]> counts, String type) {
    return counts.computeIfAbsent(type, _ -> new int[3]);
  }

  /** The share of the predicted spans that are right; 0 if there are none. */
  public double precision() {
    return share(right, said);
  }

  /** The share of the true spans that are found; 0 if there are none. */
  public double recall() {
    return share(right, truth);
  }

  /** The harmonic mean of precision and recall, {@code 2·right / (said + truth)}; 0 for 0 / 0. */
  public double f1() {
    return share(2 * right, said + truth);
  }

  private static double share(int part, int whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  /** A table: a line for all spans, then one a type. */
  @Override
  public String toString() {
    int width = 4;
    for (var t : types) width = Math.max(width, t.name().length());
    var out = new StringBuilder();
    out.append(
        ("%-" + width + "s  precision  recall     F1   right    said    true").formatted(""));
    line(out, width, new Type("all", right, said, truth));
    for (var t : types) line(out, width, t);
    return out.toString();
  }

  private static void line(StringBuilder out, int width, Type t) {
    out.append(
        String.format(
            Locale.ROOT,
            "%n%-" + width + "s     %6.4f  %6.4f %6.4f %7d %7d %7d",
            t.name(),
            t.precision(),
            t.recall(),
            t.f1(),
            t.right(),
            t.said(),
            t.truth()));
  }
}
