package millrace.evaluation;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import millrace.data.Column;
import millrace.learn.Prediction.Labels;

/**
 * Precision, recall, F1 and support of each level, and their means. Prints as scikit-learn's
 * classification_report does; levels are in the order of {@link Confusion}.
 *
 * @param levels a line per level
 * @param accuracy the share of right rows
 * @param macro the plain mean over the levels
 * @param weighted the mean weighted by support
 */
public record ClassificationReport(List<Line> levels, double accuracy, Line macro, Line weighted) {
  /**
   * @param name the level, or what the mean is called
   * @param support rows of that level in the truth
   */
  public record Line(String name, double precision, double recall, double f1, long support) {}

  public static ClassificationReport of(Column truth, Labels predicted) {
    return of(Confusion.of(truth, predicted));
  }

  public static ClassificationReport of(Confusion c) {
    var lines = new ArrayList<Line>();
    for (int l = 0; l < c.labels().size(); l++) {
      lines.add(new Line(c.labels().name(l), c.precision(l), c.recall(l), c.f1(l), c.support(l)));
    }
    var macro =
        new Line(
            "macro avg",
            Averages.macro(c, Confusion::precision),
            Averages.macro(c, Confusion::recall),
            Averages.macro(c, Confusion::f1),
            c.total());
    var weighted =
        new Line(
            "weighted avg",
            Averages.weighted(c, Confusion::precision),
            Averages.weighted(c, Confusion::recall),
            Averages.weighted(c, Confusion::f1),
            c.total());
    return new ClassificationReport(List.copyOf(lines), c.accuracy(), macro, weighted);
  }

  @Override
  public String toString() {
    int width = "weighted avg".length();
    for (var l : levels) width = Math.max(width, l.name.length());
    var name = "%" + width + "s ";
    var cells = " %9s %9s %9s %9s\n";
    var out = new StringBuilder();
    out.append((name + cells).formatted("", "precision", "recall", "f1-score", "support"));
    out.append('\n');
    for (var l : levels) out.append(line(name + cells, l));
    out.append('\n');
    out.append((name + cells).formatted("accuracy", "", "", two(accuracy), macro.support));
    out.append(line(name + cells, macro));
    out.append(line(name + cells, weighted));
    return out.toString();
  }

  private static String line(String format, Line l) {
    return String.format(
        Locale.ROOT, format, l.name, two(l.precision), two(l.recall), two(l.f1), l.support);
  }

  /** Two digits of the exact binary value, ties to even, as Python rounds; %.2f would not. */
  private static String two(double v) {
    return new BigDecimal(v).setScale(2, RoundingMode.HALF_EVEN).toPlainString();
  }
}
