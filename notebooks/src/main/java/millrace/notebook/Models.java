package millrace.notebook;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import millrace.data.Vocabulary;
import millrace.embeddings.WordVectors;
import millrace.evaluation.report.Chart;
import millrace.learn.Catalog;
import millrace.learn.Importances;
import millrace.learn.Model;
import millrace.learn.Spec;
import millrace.learn.TopicModel;
import millrace.learn.Trainer;
import millrace.preprocess.Pipeline;
import millrace.trainers.LinearModel;
import millrace.trainers.TreeModel;

/** Views of trainers and of what they have learned. */
final class Models {
  private static final int BARS = 15;
  private static final int WORDS = 10;
  private static final int TREE_NODES = 2000;

  private Models() {}

  /** The hyper-parameters, those that are not the default first. */
  static View of(Trainer<?> trainer, Record r) {
    var rows = new ArrayList<List<String>>();
    for (var p : Spec.of(r.getClass())) {
      var component =
          Arrays.stream(r.getClass().getRecordComponents())
              .filter(c -> c.getName().equals(p.name()))
              .findFirst()
              .orElseThrow();
      var value = print(Spec.get(component, r));
      var byDefault = print(p.byDefault());
      var param = p.param();
      var what = param == null ? "" : param.value();
      rows.add(List.of(p.name(), value, value.equals(byDefault) ? "" : byDefault, what));
    }
    rows.sort(Comparator.comparing(row -> row.get(2).isEmpty()));
    var html =
        "<b>%s</b>".formatted(Html.escape(Catalog.name(trainer.getClass())))
            + Html.table(
                List.of("parameter", "value", "default", "what it is"),
                List.of(),
                new boolean[0],
                rows);
    return new View(Spec.print(r), html);
  }

  private static String print(Object value) {
    return value instanceof Trainer<?> && value instanceof Record r
        ? Spec.print(r)
        : Tables.cut(value.getClass().isArray() ? shape(value) : value.toString());
  }

  /** What it is made of, and the picture that its kind has. */
  static View of(Model model, Record r) {
    if (model instanceof Pipeline.Fitted<?> p) {
      var last = View.of(p.last());
      var steps = p.steps().toString();
      return new View(
          "steps, then " + last.text(),
          Html.folded(
                  "prepared by these steps",
                  "<pre style='white-space:pre-wrap'>" + Html.escape(Tables.cut(steps)) + "</pre>")
              + last.html());
    }
    var name =
        Catalog.name(
            r.getClass().getEnclosingClass() == null
                ? r.getClass()
                : r.getClass().getEnclosingClass());
    var text = name + "\n" + parts(r);
    var picture =
        switch (model) {
          case TreeModel t -> trees(t);
          case LinearModel l -> weights(l.features(), l.linear().weights());
          case Importances i -> importances(i);
          default -> "";
        };
    var html =
        "<b>%s</b>".formatted(Html.escape(name))
            + picture
            + Html.folded("what it holds", "<pre>" + Html.escape(parts(r)) + "</pre>");
    return new View(text, html);
  }

  /** Name and size of each component. */
  private static String parts(Record r) {
    var out = new StringBuilder();
    for (var c : r.getClass().getRecordComponents()) {
      if (!c.getAccessor().trySetAccessible()) continue;
      var value = Spec.get(c, r);
      var print =
          switch (value) {
            case Vocabulary v -> v.size() + " names";
            case Record inner -> inner.getClass().getSimpleName();
            default -> value.getClass().isArray() ? shape(value) : value.toString();
          };
      out.append("  ").append(c.getName()).append(": ").append(Tables.cut(print)).append('\n');
    }
    return out.toString();
  }

  private static String shape(Object array) {
    int n = Array.getLength(array);
    return "%s[%,d]".formatted(array.getClass().getComponentType().getSimpleName(), n);
  }

  private static String trees(TreeModel t) {
    if (t.trees().size() == 1 && t.trees().feature().length <= TREE_NODES)
      return "<div style='overflow-x:auto'>" + t.svg(0) + "</div>";
    return importances(t)
        + Html.folded(
            "its first tree, to depth 3", "<div style='overflow-x:auto'>" + t.svg(0, 3) + "</div>");
  }

  private static String importances(Importances i) {
    try {
      return bars("importance of features", i.features(), i.importances());
    } catch (IllegalStateException e) { // trees that came without their gains
      return Html.note(String.valueOf(e.getMessage()));
    }
  }

  private static String weights(Vocabulary features, double[] weights) {
    return bars("weights", features, weights);
  }

  /** The largest, by size. */
  private static String bars(String title, Vocabulary names, double[] values) {
    var order =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble(j -> -Math.abs(values[j])))
            .limit(BARS)
            .toList();
    var labels = order.stream().map(names::name).toList();
    var more = values.length > BARS ? ", %d of %d".formatted(BARS, values.length) : "";
    return Chart.of(title + more)
        .bars(labels, order.stream().mapToDouble(j -> values[j]).toArray())
        .html();
  }

  /** The most probable words of each topic, the largest topic first. */
  static View of(TopicModel t) {
    var weights = t.weights();
    var top = t.top(WORDS);
    var rows =
        IntStream.range(0, t.topics())
            .boxed()
            .sorted(Comparator.comparingDouble(k -> -weights[k]))
            .map(
                k ->
                    List.of(
                        "" + k,
                        String.format(Locale.ROOT, "%.1f %%", 100 * weights[k]),
                        String.join(" ", top.get(k))))
            .toList();
    var text = new StringBuilder();
    for (var row : rows) text.append(String.format("%4s %8s  %s%n", row.toArray()));
    var html =
        Html.table(
            List.of("topic", "share", "words"), List.of(), new boolean[] {true, true, false}, rows);
    return new View(text.toString(), html + Html.note("%,d words".formatted(t.words().size())));
  }

  /** How many, and the first of them with their neighbours. */
  static View of(WordVectors w) {
    var text = "%,d words, vectors of %d numbers".formatted(w.words().size(), w.width());
    int shown = Math.min(WORDS, w.words().size());
    if (w.words().size() > 200_000)
      return View.text(text); // looking for neighbours would take a while
    var rows = new ArrayList<List<String>>();
    for (int i = 0; i < shown; i++) {
      var word = w.words().name(i);
      var near = w.nearest(word, 5).stream().map(n -> n.word()).toList();
      rows.add(
          List.of(
              word,
              w.counts().length > 0 ? "%,d".formatted(w.counts()[i]) : "",
              String.join(" ", near)));
    }
    return new View(
        text,
        Html.table(
                List.of("word", "count", "nearest"),
                List.of(),
                new boolean[] {false, true, false},
                rows)
            + Html.note(text));
  }
}
