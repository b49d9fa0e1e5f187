package millrace.evaluation.report;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import millrace.evaluation.Folds;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final Path SAMPLES = Path.of("target", "report-samples");

  @Test
  void samples() {
    for (var r : java.util.List.of(
        java.util.Map.entry("regression", Samples.regression(800, Folds.k(10))),
        java.util.Map.entry("big", Samples.regression(100000, Folds.every(5))),
        java.util.Map.entry("binary", Samples.classification(600, 2, Folds.k(5))),
        java.util.Map.entry("many", Samples.classification(3000, 12, Folds.k(3))))) {
      var report = Report.of(r.getValue());
      report.write(SAMPLES.resolve(r.getKey()));
      System.out.println(report);
      assertTrue(report.html().length() < 2_000_000, "" + report.html().length());
    }
  }
}
