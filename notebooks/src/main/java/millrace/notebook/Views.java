package millrace.notebook;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import millrace.data.Frame;
import millrace.embeddings.WordVectors;
import millrace.evaluation.ClassificationReport;
import millrace.evaluation.Comparison;
import millrace.evaluation.Confusion;
import millrace.evaluation.Tried;
import millrace.evaluation.report.Chart;
import millrace.evaluation.report.Report;
import millrace.evaluation.report.SearchReport;
import millrace.learn.Model;
import millrace.learn.Prediction;
import millrace.learn.TopicModel;
import millrace.learn.Trainer;
import millrace.neural.train.History;
import org.jspecify.annotations.Nullable;

/** Which view suits a value. */
final class Views {
  private static final int PAGE = 620; // pixels

  private Views() {}

  static View of(@Nullable Object value) {
    return switch (value) {
      case null -> View.text("null");
      case View v -> v;
      case Chart c -> new View(c.toString(), c.html());
      case VegaLite v -> new View(v.toString(), v.html());
      case Frame f -> Tables.of(f);
      case Comparison c -> report(Report.of(c));
      case Report r -> report(r);
      case Tried t -> search(SearchReport.of(t));
      case SearchReport s -> search(s);
      case Confusion c -> Tables.of(c);
      case ClassificationReport r -> Tables.of(r);
      case History h -> history(h);
      case WordVectors w -> Models.of(w);
      case TopicModel t -> Models.of(t);
      case Model m when m instanceof Record r -> Models.of(m, r);
      case Trainer<?> t when t instanceof Record r -> Models.of(t, r);
      case Prediction.Numbers n -> Tables.of(n);
      case Prediction.Labels l -> Tables.of(l);
      case Map<?, ?> m -> Tables.of(m);
      case Collection<?> c -> Tables.of(c);
      case double[] a -> View.text(Arrays.toString(a));
      case float[] a -> View.text(Arrays.toString(a));
      case int[] a -> View.text(Arrays.toString(a));
      case long[] a -> View.text(Arrays.toString(a));
      case boolean[] a -> View.text(Arrays.toString(a));
      case Object[] a -> Tables.of(Arrays.asList(a));
      default -> View.text(value.toString());
    };
  }

  private static View report(Report r) {
    var html =
        Html.note(r.sentence())
            + r.table()
            + Html.folded("the whole report", Html.page("comparison report", r.html(), PAGE));
    return new View(r.text(), html);
  }

  private static View search(SearchReport s) {
    var html =
        Html.note(s.headline())
            + Html.aligned(s.text())
            + Html.folded("the whole report", Html.page("search report", s.html(), PAGE));
    return new View(s.text(), html);
  }

  /** Loss and figures of validation over the epochs. */
  private static View history(History h) {
    var epochs = h.epochs();
    var out = new StringBuilder();
    var chart =
        Chart.of("training")
            .x("epoch")
            .y("loss")
            .line("loss", epochs.stream().mapToDouble(History.Epoch::loss).toArray());
    var names = epochs.isEmpty() ? List.<String>of() : epochs.getFirst().names();
    for (int k = 0; k < names.size(); k++) {
      int figure = k;
      var values = epochs.stream().mapToDouble(e -> e.figures()[figure]).toArray();
      var name = "validation " + names.get(k);
      if (names.get(k).contains("loss")) chart = chart.line(name, values);
      else out.append(Chart.of(name).x("epoch").y(names.get(k)).line("", values).html());
    }
    var text =
        "%d epochs, loss %.4g at last%s"
            .formatted(
                epochs.size(),
                epochs.isEmpty() ? Double.NaN : epochs.getLast().loss(),
                h.best() < 0 ? "" : ", weights of epoch " + (h.best() + 1) + " kept");
    return new View(
        text,
        "<div style='display:flex;flex-wrap:wrap;gap:24px'>"
            + chart.html()
            + out
            + "</div>"
            + Html.note(text));
  }
}
