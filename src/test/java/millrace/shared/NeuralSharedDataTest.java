package millrace.shared;

import static millrace.shared.SharedData.atLeast;
import static millrace.shared.SharedData.compare;
import static millrace.shared.SharedData.file;
import static millrace.shared.SharedData.scores;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.evaluation.Classification;
import millrace.evaluation.Regression;
import millrace.evaluation.SequenceLabelling;
import millrace.learn.Prediction.Labels;
import millrace.learn.Predictor;
import millrace.learn.Trainer;
import millrace.neural.models.FeedForwardClassifier;
import millrace.neural.models.ImageCnn;
import millrace.neural.models.RecurrentClassifier;
import millrace.neural.models.RecurrentForecaster;
import millrace.neural.models.RecurrentTagger;
import millrace.neural.models.Scaling;
import millrace.neural.models.TextCnn;
import millrace.preprocess.Lags;
import millrace.readers.ConllU;
import millrace.readers.Csv;
import millrace.run.Run;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Networks trained from nothing on real data: the floors of docs/results.md. No clock is read.
 * Epochs are fewer than by default where that is enough.
 */
@Tag("shared-data")
class NeuralSharedDataTest {
  private static final Run RUN = Run.seeded(1);

  @TempDir Path reports;

  private static void accuracy(
      double floor, Trainer<? extends Predictor<Labels>> how, Frame train, Frame test) {
    var said = how.fit(train, RUN).predict(test.features(), RUN);
    double is = Classification.ACCURACY.score(test.targetColumn(), said);
    assertTrue(is >= floor, () -> how + " reached only " + is);
  }

  private static Frame every(Frame all, int n, boolean test) {
    return all.rows(IntStream.range(0, all.size()).filter(i -> i % n == 0 == test).toArray());
  }

  private static Frame digits() throws IOException {
    var all = Csv.of(Path.of(file("mnist-5k/mnist_5k.csv.gz"))).header(false).read();
    var last = List.copyOf(all.names()).getLast();
    var digit = all.column(last, Column.Numeric.class).values();
    var names = Arrays.stream(digit).mapToObj(d -> Integer.toString((int) d)).toList();
    return all.with(last, Column.Nominal.of(names)).target(last);
  }

  @Test
  void digitsByAFeedForwardNetwork() throws IOException {
    var all = digits();
    var how = new FeedForwardClassifier().width(256).dropout(.3).learningRate(.001);
    accuracy(.93, how, every(all, 5, false), every(all, 5, true));
  }

  @Test
  void digitsByConvolutions() throws IOException {
    var all = digits();
    accuracy(.965, new ImageCnn().epochs(8), every(all, 5, false), every(all, 5, true));
  }

  @Test
  void ukCarsByTheAutomaticRecipe() throws Exception {
    var result =
        compare(
            reports,
            SharedData.ukCars(),
            "--target=price",
            "--holdout-every=5",
            "--models=feed-forward(epochs=12;batchSize=128)");
    var r2 = new LinkedHashMap<String, Double>();
    scores(result, "r2").forEach((name, v) -> r2.put(name.replaceFirst("\\(.*", ""), v));
    atLeast(.95, "feed-forward", r2);
  }

  @Test
  void sentimentByTextCnn() throws IOException {
    accuracy(
        .79,
        new TextCnn().epochs(6),
        labelled("stsa.binary.train.gz", " "),
        labelled("stsa.binary.test", " "));
  }

  /** Every tenth sentence is tested. */
  @Test
  void subjectivityByTextCnn() throws IOException {
    var text = new ArrayList<>(lines("subj.subjective.gz"));
    int subjective = text.size();
    text.addAll(lines("subj.objective.gz"));
    var names =
        IntStream.range(0, text.size())
            .mapToObj(i -> i < subjective ? "subjective" : "objective")
            .toList();
    var all = texts(text, names);
    accuracy(.89, new TextCnn().epochs(5), every(all, 10, false), every(all, 10, true));
  }

  @Test
  void questionsByAnLstm() throws IOException {
    accuracy(
        .84,
        new RecurrentClassifier().epochs(8),
        labelled("TREC.train", ":\\S* "),
        labelled("TREC.test", ":\\S* "));
  }

  @Test
  void airlinePassengersOfTheLastThreeYears() throws IOException {
    forecast(
        "time-series/airline-passengers.csv",
        "Passengers",
        new Lags("Passengers", 12),
        36,
        12,
        new RecurrentForecaster().reference(12).scaling(Scaling.RELATIVE));
  }

  @Test
  void temperaturesOfTheLastTwoYears() throws IOException {
    forecast(
        "time-series/daily-min-temperatures.csv",
        "Temp",
        new Lags("Temp", 14),
        730,
        365,
        new RecurrentForecaster().epochs(15));
  }

  /** One step ahead, the last rows held out; the naive forecasts are of the same rows. */
  private static void forecast(
      String data, String column, Lags lags, int held, int season, RecurrentForecaster how)
      throws IOException {
    var series = Csv.of(Path.of(file(data))).read().select(List.of(column));
    var rows = lags.rows(series);
    int n = rows.size() - held;
    var test = rows.rows(IntStream.range(n, rows.size()).toArray());
    var model = how.fit(rows.head(n), RUN);
    double is = Regression.RMSE.score(test.targetColumn(), model.predict(test));
    double naive = Regression.RMSE.score(test.targetColumn(), lags.naive(test, 1));
    var longer = new Lags(column, season);
    var seasons = longer.rows(series);
    var last = seasons.rows(IntStream.range(seasons.size() - held, seasons.size()).toArray());
    double seasonal = Regression.RMSE.score(last.targetColumn(), longer.naive(last, season));
    assertTrue(
        is < .95 * naive && is < .95 * seasonal,
        "RMSE %s, naive %s, seasonal %s".formatted(is, naive, seasonal));
  }

  @Test
  void partsOfSpeechByWordsAndCharacters() {
    var train = words("train");
    var test = words("test");
    var said = new RecurrentTagger().epochs(3).fit(train, RUN).predict(test.features(), RUN);
    double accuracy = SequenceLabelling.TOKEN_ACCURACY.score(test.targetColumn(), said);
    assertTrue(accuracy >= .93, "accuracy is " + accuracy);
  }

  private static Frame words(String part) {
    var file = file("ud-english-ewt/en_ewt-ud-%s.conllu.gz".formatted(part));
    return ConllU.of(file).layers("form", "upos").read().target("upos");
  }

  private static Frame texts(List<String> text, List<String> names) {
    var columns = new LinkedHashMap<String, Column>();
    columns.put("text", new Column.Text(text));
    columns.put("label", Column.Nominal.of(names));
    return Frame.of(columns).target("label");
  }

  /** Lines of a label, what parts it from the text, and the text. */
  private static Frame labelled(String name, String parted) throws IOException {
    var text = new ArrayList<String>();
    var names = new ArrayList<String>();
    for (var line : lines(name)) {
      var parts = line.split(parted, 2);
      names.add(parts[0]);
      text.add(parts[1]);
    }
    return texts(text, names);
  }

  private static List<String> lines(String name) throws IOException {
    try (InputStream in = new FileInputStream(file("text-sentences/" + name));
        var plain = name.endsWith(".gz") ? new GZIPInputStream(in) : in) {
      return new String(plain.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(l -> !l.isBlank())
          .toList();
    }
  }
}
