package millrace.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.evaluation.Coherence;
import millrace.evaluation.Topics;
import millrace.learn.Catalog;
import millrace.learn.TopicModel;
import millrace.learn.Trainer;
import millrace.nlp.DocumentFrequency;
import millrace.nlp.StopWords;
import millrace.nlp.Tokenize;
import millrace.nlp.topics.TopicBrowser;
import millrace.preprocess.Step;
import millrace.preprocess.Steps;
import millrace.readers.Schema;
import millrace.run.Run;
import millrace.store.Provenance;
import millrace.store.Store;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Finds what texts are about: a table of topics, a page to look around in, a model file. */
@Command(
    name = "topics",
    addMethodSubcommands = false,
    description = {
      "Find the topics of a column of texts.",
      "Words are cut as scikit-learn cuts them, in lower case; stop words and rare words go."
    },
    mixinStandardHelpOptions = true)
final class FindTopics implements Callable<Integer> {
  /** How many words of a topic are judged. */
  private static final int JUDGED = 10;

  @Mixin @Nullable DataOptions data;

  @Option(
      names = "--column",
      paramLabel = "COLUMN",
      description = "The texts (default: the only column of text or tokens).")
  String column = "";

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "lda, online-lda, gsdmm or btm (default: ${DEFAULT-VALUE}).")
  String model = "lda";

  @Option(
      names = "--topics",
      paramLabel = "K",
      description = "How many topics; for gsdmm the most (default: ${DEFAULT-VALUE}).")
  int topics = 20;

  @Option(
      names = "--param",
      paramLabel = "KEY=VALUE",
      description = "A parameter of the model; see ./millrace models.")
  List<String> params = List.of();

  @Option(
      names = "--stop-words",
      paramLabel = "LANGUAGE",
      description = "Whose stop words are left out, or none (default: ${DEFAULT-VALUE}).")
  StopWords.Language stopWords = StopWords.Language.ENGLISH;

  @Option(
      names = "--min-df",
      paramLabel = "N",
      description = "Fewest texts with a word; below 1 a share (default: ${DEFAULT-VALUE}).")
  double minDf = 2;

  @Option(
      names = "--max-df",
      paramLabel = "N",
      description = "Most texts with a word; up to 1 a share (default: ${DEFAULT-VALUE}).")
  double maxDf = 0.5;

  @Option(
      names = "--words",
      paramLabel = "N",
      description = "Words shown of each topic (default: ${DEFAULT-VALUE}).")
  int words = 10;

  @Option(
      names = "--browser",
      paramLabel = "FILE",
      description = "Write a page with a map of the topics, their words and texts.")
  @Nullable Path browser;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Save preparation and model in one file, e.g. topics.safetensors.")
  @Nullable Path out;

  @Option(
      names = "--checkpoints",
      paramLabel = "FOLDER",
      description = "Keep the state there; the same command goes on from it after a crash.")
  @Nullable Path checkpoints;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of all randomness (default: ${DEFAULT-VALUE}).")
  long seed = 42;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "The most threads used; the result does not depend on it (default: all).")
  int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  @picocli.CommandLine.Spec @Nullable CommandSpec command;

  @Override
  public Integer call() {
    var read = data.read(data.required(command), Schema.NONE);
    var name = texts(read);
    var texts = read.select(List.of(name));
    var trainer = trainer();
    var preparation = preparation(texts.column(name));
    var run = Run.seeded(seed).threads(threads);
    if (checkpoints != null) run = run.checkpoints(checkpoints);
    var prepared = preparation.prepare(texts, run);
    TopicModel found;
    try (var progress = new ProgressLine(command.commandLine().getErr())) {
      found = (TopicModel) trainer.fit(prepared.train(), run.listen(progress));
    }
    if (out != null) {
      var whole = new Steps.Fitted(List.of(prepared.transform(), found));
      Store.save(whole, Provenance.of(preparation.and((Step<?>) trainer), texts, seed), out);
      say("the model: " + out.toAbsolutePath());
    }
    if (browser != null) {
      var shown = prepared.train();
      var page = new TopicBrowser().title("Topics of " + name);
      if (texts.column(name) instanceof Column.Text text) {
        shown = shown.with(name + " as it was", text);
        page = page.text(name + " as it was");
      }
      page.write(browser, found, shown, run);
      say("the page: " + browser.toAbsolutePath());
    }
    print(found, prepared.train().column(name), texts.size(), run);
    return 0;
  }

  private void say(String line) {
    command.commandLine().getErr().println(line);
  }

  private String texts(Frame frame) {
    if (!column.isEmpty()) {
      var c = frame.column(column);
      if (c instanceof Column.Text || c instanceof Column.Tokens) return column;
      throw new DataException(
          "column '%s' is %s, not text: if it is text, say --kind %s=text"
              .formatted(column, c.kind(), column));
    }
    var all =
        frame.names().stream()
            .filter(
                n ->
                    frame.column(n) instanceof Column.Text
                        || frame.column(n) instanceof Column.Tokens)
            .toList();
    if (all.size() == 1) return all.getFirst();
    throw new DataException(
        all.isEmpty()
            ? "there is no column of text in %s: say --kind COLUMN=text".formatted(frame.names())
            : "there are several columns of text: say --column with one of " + all);
  }

  private Steps preparation(Column texts) {
    var steps = new ArrayList<Step<?>>();
    if (texts instanceof Column.Text) steps.add(new Tokenize());
    if (stopWords != StopWords.Language.NONE) steps.add(new StopWords().language(stopWords));
    steps.add(new DocumentFrequency().minDf(minDf).maxDf(maxDf));
    return new Steps(steps);
  }

  private Trainer<?> trainer() {
    var found =
        Catalog.named(model.toLowerCase(Locale.ROOT).replaceAll("[-_]", "")).stream()
            .filter(t -> TopicModel.class.isAssignableFrom(Catalog.model(t)))
            .toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no topic model '%s'; there are lda, online-lda, gsdmm and btm"
              .formatted(model));
    }
    Trainer<?> trainer = LineUp.parse(found.getFirst(), "topics=" + topics);
    for (var p : params) trainer = LineUp.parse(trainer, p);
    return trainer;
  }

  private void print(TopicModel found, Column corpus, int texts, Run run) {
    var top = found.top(Math.max(words, JUDGED));
    var judged = top.stream().map(t -> t.subList(0, Math.min(JUDGED, t.size()))).toList();
    var scores = Coherence.C_NPMI.of(judged, corpus, Coherence.DOCUMENT, run);
    var npmi = scores.topics();
    var weights = found.weights();
    // a small vocabulary has fewer words than are judged
    double diversity = Topics.diversity(judged, Math.min(JUDGED, found.words().size()));
    var terminal = command.commandLine().getOut();
    if (json) {
      var all = new ArrayList<Map<String, @Nullable Object>>();
      for (int t = 0; t < top.size(); t++) {
        var one = new LinkedHashMap<String, @Nullable Object>();
        one.put("topic", t);
        one.put("share", weights[t]);
        one.put("npmi", Double.isNaN(npmi[t]) ? null : npmi[t]);
        one.put("words", top.get(t).subList(0, Math.min(words, top.get(t).size())));
        all.add(one);
      }
      var object = new LinkedHashMap<String, @Nullable Object>();
      object.put("texts", texts);
      object.put("vocabulary", found.words().size());
      object.put("npmi", Double.isNaN(scores.mean()) ? null : scores.mean());
      object.put("diversity", diversity);
      object.put("topics", all);
      terminal.println(Json.write(object));
      return;
    }
    terminal.println("topic  share    npmi  words");
    for (int t = 0; t < top.size(); t++) {
      if (weights[t] == 0) continue; // a cluster that nobody wanted
      terminal.printf(
          Locale.ROOT,
          "%5d  %4.1f%%  %6.3f  %s%n",
          t,
          100 * weights[t],
          npmi[t],
          String.join(" ", top.get(t).subList(0, Math.min(words, top.get(t).size()))));
    }
    terminal.printf(
        Locale.ROOT,
        "%,d texts, %,d words; mean NPMI of the top %d words %.3f, diversity %.2f%n",
        texts,
        found.words().size(),
        JUDGED,
        scores.mean(),
        diversity);
  }
}
