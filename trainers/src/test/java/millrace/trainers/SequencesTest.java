package millrace.trainers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/** Crf and Hmm against an enumeration of all sequences ({@code golden/sequences.py}). */
class SequencesTest {
  private static final Run RUN = Run.seeded(1).threads(2);
  private static final Frame TRAIN =
      Frame.of(
              "words",
              tokens(
                  "the cat sees a dog",
                  "a dog runs",
                  "cat runs",
                  "sees the dog the cat",
                  "runs",
                  "the runs"))
          .with("tags", tokens("D N V D N", "D N V", "N V", "V D N D N", "V", "D N"))
          .target("tags");
  private static final Frame NEW =
      Frame.of("words", tokens("the dog sees", "a mouse runs the cat", "mouse"));
  private static final Crf CRF = new Crf().l2(0.5).window(1).tol(1e-12).maxIter(10_000);

  private static Column.Tokens tokens(String... rows) {
    var names = new LinkedHashSet<String>();
    for (var r : rows) if (!r.isEmpty()) names.addAll(List.of(r.split(" ")));
    var words = Vocabulary.of(names);
    var starts = new int[rows.length + 1];
    var ids = new ArrayList<Integer>();
    for (int i = 0; i < rows.length; i++) {
      if (!rows[i].isEmpty()) for (var w : rows[i].split(" ")) ids.add(words.id(w));
      starts[i + 1] = ids.size();
    }
    return new Column.Tokens(starts, ids.stream().mapToInt(i -> i).toArray(), words);
  }

  private static Map<String, String> golden(String model) {
    try (var in = SequencesTest.class.getResourceAsStream("/golden/sequences.csv")) {
      var out = new HashMap<String, String>();
      for (var line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        var cells = line.split(",");
        if (cells[0].equals(model)) out.put(cells[1], cells[2]);
      }
      return out;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void crfFindsTheMinimumOfTheEnumeration() {
    var golden = golden("crf");
    var model = CRF.fit(TRAIN, RUN);
    assertTrue(model.converged());
    assertEquals(Double.parseDouble(golden.get("loss")), model.loss(), 1e-9);
    var labels = model.predict(NEW).labels();
    var marginals = model.marginals(NEW);
    int place = 0;
    for (int i = 0; i < NEW.size(); i++) {
      assertEquals(golden.get("labels " + i), labels.cell(i));
      for (int t = 0; t < labels.row(i).length; t++, place++) {
        for (int l = 0; l < 3; l++) {
          var what = "marginal " + i + " " + t + " " + model.labels().name(l);
          assertEquals(Double.parseDouble(golden.get(what)), marginals[place * 3 + l], 1e-6, what);
        }
      }
    }
  }

  @Test
  void crfGradientIsThatOfFiniteDifferences() {
    var columns = List.of("words");
    var words = Sentences.vocabularies(TRAIN, columns);
    var x = Sentences.of(TRAIN, columns, words);
    var labels = Sentences.present((Column.Tokens) TRAIN.targetColumn());
    var y = Sentences.labels(TRAIN, columns, labels);
    var unseen = List.of(words.getFirst().size());
    var templates = CrfFeatures.learn(x, unseen, new int[] {2}, true, 1);
    var present = CrfFeatures.present(x, templates, unseen);
    int features = templates.stream().mapToInt(t -> t.keys().length).sum();
    var shape = CrfLoss.weights(present, templates.size(), y, features, 3);
    var loss = new CrfLoss(shape, x.starts(), present, templates.size(), y, 0.3, RUN);
    var w = RUN.random("weights").doubles(shape.size(), -1, 1).toArray();
    var gradient = new double[w.length];
    loss.value(w, gradient);
    var ignored = new double[w.length];
    for (int j = 0; j < w.length; j++) {
      var up = w.clone();
      var down = w.clone();
      up[j] += 1e-5;
      down[j] -= 1e-5;
      double slope = (loss.value(up, ignored) - loss.value(down, ignored)) / 2e-5;
      assertEquals(slope, gradient[j], 1e-7 * Math.max(1, Math.abs(slope)));
    }
  }

  @Test
  void hmmCountsAsTheEnumerationDoes() {
    var golden = golden("hmm");
    var model = new Hmm().fit(TRAIN, RUN);
    var labels = model.predict(NEW).labels();
    var likelihood = model.logLikelihood(NEW);
    for (int i = 0; i < NEW.size(); i++) {
      assertEquals(golden.get("labels " + i), labels.cell(i));
      assertEquals(Double.parseDouble(golden.get("log likelihood " + i)), likelihood[i], 1e-12);
    }
  }

  @Test
  void aSecondColumnOfTokensIsUsed() {
    var shapes = Frame.of("shape", tokens("x X x", "X x", "x X", "X X x", "x"));
    var noise = tokens("a b c", "d e", "f g", "h i j", "k");
    var train = shapes.with("words", noise);
    train = train.with("y", tokens("o P o", "P o", "o P", "P P o", "o")).target("y");
    var fresh = Frame.of("words", tokens("q r", "s")).with("shape", tokens("x X", "X"));
    for (var model :
        List.of(new Crf().l2(0.01).fit(train, RUN), new Hmm().alpha(0.01).fit(train, RUN))) {
      var said = model.predict(fresh).labels();
      assertEquals(List.of("o P", "P"), List.of(said.cell(0), said.cell(1)));
    }
  }

  @Test
  void neighboursCountInTheColumnsOfContextOnly() {
    var train =
        Frame.of("words", tokens("a b c", "b a"))
            .with("tags", tokens("T U T", "U T"))
            .with("y", tokens("A B A", "B A"))
            .target("y");
    var model = new Crf().window(1).context("words").fit(train, RUN);
    var said = model.templates().stream().map(t -> t.column() + " " + t.offset() + " " + t.pair());
    assertEquals(
        List.of("0 -1 false", "0 0 false", "0 1 false", "0 -1 true", "0 0 true", "1 0 false"),
        said.toList());
    assertEquals(
        new Crf().window(1).fit(train, RUN).weights().length,
        new Crf().window(1).context("tags", "words").fit(train, RUN).weights().length);
    var e = assertThrows(DataException.class, () -> new Crf().context("y").fit(train, RUN));
    assertEquals("Crf context is [y], but the columns are [words, tags]", e.getMessage());
  }

  @Test
  void emptyRowsAreLeftEmpty() {
    var train =
        Frame.of("words", tokens("a b", "", "b a")).with("y", tokens("A B", "", "B A")).target("y");
    var fresh = Frame.of("words", tokens("", "b a", ""));
    for (var model : List.of(new Crf().fit(train, RUN), new Hmm().fit(train, RUN))) {
      var said = model.predict(fresh).labels();
      assertEquals(List.of("", "B A", ""), List.of(said.cell(0), said.cell(1), said.cell(2)));
    }
  }

  @Test
  void longRowsDoNotUnderflow() {
    var words = new int[20_000];
    Arrays.setAll(words, i -> i % 7);
    var names = Vocabulary.of("a", "b", "c", "d", "e", "f", "g");
    var x = new Column.Tokens(new int[] {0, words.length}, words, names);
    var y =
        new Column.Tokens(
            new int[] {0, words.length},
            Arrays.stream(words).map(w -> w % 3).toArray(),
            Vocabulary.of("A", "B", "C"));
    var train = Frame.of("words", x).with("y", y).target("y");
    var model = new Crf().maxIter(20).fit(train, RUN);
    assertTrue(Double.isFinite(model.loss()));
    int right = 0;
    var said = model.predict(train).labels().ids();
    for (int k = 0; k < said.length; k++) if (said[k] == y.ids()[k]) right++;
    assertEquals(words.length, right);
    assertTrue(Double.isFinite(new Hmm().fit(train, RUN).logLikelihood(train)[0]));
  }

  @Test
  void rowsOfDifferentLengthsAreNamed() {
    var train = TRAIN.with("tags", tokens("D N V D", "D N V", "N V", "V D N D N", "V", "D N"));
    for (var t : List.of(new Crf(), new Hmm())) {
      var e = assertThrows(DataException.class, () -> t.fit(train.target("tags"), RUN));
      assertTrue(
          e.getMessage().contains("row 0 has 5 tokens in 'words' but 4 in 'tags'"), e.getMessage());
    }
    var empty = Frame.of("words", tokens("", "")).with("y", tokens("", "")).target("y");
    assertThrows(DataException.class, () -> new Crf().fit(empty, RUN));
    assertThrows(DataException.class, () -> new Hmm().fit(empty, RUN));
  }
}
