package millrace.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import millrace.data.DataException;
import millrace.evaluation.Analogies.Part;
import millrace.learn.WordSpace.Analogy;
import millrace.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts against those of gensim 4.2.0 ({@code golden/word_scores.py}). */
class AnalogiesTest {
  private static final RandomSpace SPACE = RandomSpace.golden();
  private static final Run RUN = Run.quiet();

  @TempDir Path folder;

  @Test
  void equalsGensim() throws IOException {
    var analogies = golden();
    int n = 0;
    for (var expected : RandomSpace.GOLDEN.get("analogies")) {
      var wordCase = expected.get("ignored").asBoolean() ? WordCase.IGNORED : WordCase.AS_WRITTEN;
      var how = Analogy.valueOf(expected.get("how").asText());
      var score = analogies.score(SPACE, how, expected.get("most").asInt(), wordCase, RUN);
      var sections = expected.get("sections");
      assertEquals(how, score.how());
      assertEquals(sections.size(), score.sections().size() + 1);
      for (int s = 0; s < sections.size(); s++) {
        var total = s == score.sections().size();
        var part = total ? score.total() : score.sections().get(s);
        var what = expected + " " + part;
        if (!total) {
          assertEquals(sections.get(s).get("name").asText(), part.name(), what);
          int questions = analogies.sections().get(s).questions().size();
          assertEquals(questions, part.asked() + part.skipped(), what);
        }
        assertEquals(sections.get(s).get("correct").asInt(), part.correct(), what);
        assertEquals(sections.get(s).get("asked").asInt(), part.asked(), what);
        n++;
      }
    }
    assertEquals(5 * 6, n);
    assertEquals(
        analogies.score(SPACE, Analogy.ADD, Analogies.MOST, WordCase.AS_WRITTEN, RUN),
        analogies.score(SPACE, RUN));
  }

  @Test
  void totalsAreOfKinds() {
    var parts =
        List.of(
            new Part("family", 3, 4, 1), new Part("gram1", 1, 4, 0), new Part("grain", 0, 1, 0));
    var score = new Analogies.Score(Analogy.ADD, parts);
    assertEquals(new Part("semantic", 3, 5, 1), score.semantic());
    assertEquals(new Part("syntactic", 1, 4, 0), score.syntactic());
    assertEquals(new Part("total", 4, 9, 1), score.total());
    assertEquals(4 / 9., score.total().accuracy());
    assertTrue(Double.isNaN(new Part("none", 0, 0, 3).accuracy()));
    var lines = score.toString().split("\n");
    assertEquals("analogies  correct  asked  skipped  accuracy", lines[0]);
    assertEquals("family           3      4        1    0.7500", lines[1]);
    assertEquals("total            4      9        1    0.4444", lines[6]);
    assertEquals(7, lines.length);
  }

  @Test
  void readsGzip() throws IOException {
    var file = folder.resolve("questions.txt.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(
          ": family\n\nking queen  man woman\r\n:gram1\na b c d\n: empty"
              .getBytes(StandardCharsets.UTF_8));
    }
    var sections = Analogies.read(file).sections();
    assertEquals(
        List.of("family", "gram1", "empty"), sections.stream().map(s -> s.name()).toList());
    assertEquals(
        List.of(new Analogies.Question("king", "queen", "man", "woman")),
        sections.get(0).questions());
    assertEquals(1, sections.get(1).questions().size());
    assertEquals(0, sections.get(2).questions().size());
  }

  @Test
  void refusesOtherLinesByFileAndLine() throws IOException {
    fails(": a\na b c d\na b c", ":3: 'a b c' has 3 words, but a question must have four");
    fails("\na b c d", ":2: 'a b c d' stands before the first section");
    fails(": a\n: \n", ":2: a section has no name");
    fails(": a\n", "questions.txt: has no questions");
    var analogies = golden();
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> analogies.score(SPACE, Analogy.ADD, 0, RUN));
    assertEquals("most must be at least 1 but is 0", e.getMessage());
  }

  private void fails(String text, String message) throws IOException {
    var file = Files.writeString(folder.resolve("questions.txt"), text);
    var e = assertThrows(DataException.class, () -> Analogies.read(file));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
  }

  private Analogies golden() throws IOException {
    var lines = Golden.strings(RandomSpace.GOLDEN.get("questions"));
    return Analogies.read(Files.write(folder.resolve("golden.txt"), lines));
  }
}
