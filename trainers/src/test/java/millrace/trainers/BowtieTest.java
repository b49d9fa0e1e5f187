package millrace.trainers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.Prediction.Labels;
import millrace.learn.Predictor;
import millrace.learn.Trainer;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/** The story of docs/svm.md: its numbers and its picture are those computed here. */
class BowtieTest {
  private static final Run RUN = Run.seeded(42);

  /** Points in a square; those of the left and right quarter are the bow, the others are not. */
  private static Frame bowtie(int n, long seed) {
    var random = Run.seeded(seed).random("bowtie");
    var x = random.doubles(n, -1, 1).toArray();
    var y = random.doubles(n, -1, 1).toArray();
    var names = new ArrayList<String>();
    for (int i = 0; i < n; i++) names.add(Math.abs(x[i]) > Math.abs(y[i]) ? "bow" : "not");
    return frame(x, y).with("part", Column.Nominal.of(names)).target("part");
  }

  private static Frame frame(double[] x, double[] y) {
    return Frame.of("x", new Column.Numeric(x)).with("y", new Column.Numeric(y));
  }

  private static double accuracy(Predictor<Labels> model, Frame test) {
    var said = model.predict(test);
    var y = (Column.Nominal) test.targetColumn();
    int right = 0;
    for (int i = 0; i < test.size(); i++)
      if (said.label(i).equals(y.levels().name(y.codes()[i]))) right++;
    return right / (double) test.size();
  }

  /** Where a model says "bow": 31 columns, 15 lines, the middle line and column at 0. */
  private static String picture(Predictor<Labels> model) {
    var out = new StringBuilder();
    for (int row = 0; row < 15; row++) {
      var x = new double[31];
      var y = new double[31];
      for (int c = 0; c < 31; c++) {
        x[c] = (c - 15) / 15.5;
        y[c] = (7 - row) / 7.75;
      }
      var said = model.predict(frame(x, y));
      for (int c = 0; c < 31; c++) out.append(said.label(c).equals("bow") ? '#' : '.');
      out.append('\n');
    }
    return out.toString();
  }

  private static String docs() throws IOException {
    for (var at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      var file = at.resolve("docs/svm.md");
      if (Files.exists(file)) return Files.readString(file);
    }
    throw new AssertionError("docs/svm.md is not there");
  }

  @Test
  void theStory() throws IOException {
    var train = bowtie(400, 1);
    var test = bowtie(1000, 2);
    record Line(String said, Trainer<? extends Predictor<Labels>> trainer, double least) {}
    var lines =
        List.of(
            new Line("`LinearSvc()`", new LinearSvc(), 0.4),
            new Line("`Svc().kernel(Kernel.LINEAR)`", new Svc().kernel(Kernel.LINEAR), 0.4),
            new Line("`Svc()`, RBF", new Svc(), 0.9),
            new Line("`Svc().c(100)`, RBF", new Svc().c(100), 0.95),
            new Line(
                "`Svc().kernel(Kernel.POLY).degree(2)`",
                new Svc().kernel(Kernel.POLY).degree(2),
                0.95));
    var table = new StringBuilder();
    for (var line : lines) {
      double score = accuracy(line.trainer.fit(train, RUN), test);
      assertTrue(score >= line.least, line.said + " " + score);
      if (line.least < 0.5) assertTrue(score < 0.6, line.said + " " + score);
      table.append("| %s | %.3f |%n".formatted(line.said, score).replace("0.", "."));
    }
    var docs = docs();
    var said = table.toString().toLowerCase(Locale.ROOT);
    for (var line : said.split("\n"))
      assertTrue(
          docs.toLowerCase(Locale.ROOT).contains(line.strip()), "docs/svm.md lacks\n" + table);
    var picture = picture(new Svc().fit(train, RUN));
    assertTrue(docs.contains(picture), "docs/svm.md lacks\n" + picture);
    assertEquals(15, picture.lines().count());
  }
}
