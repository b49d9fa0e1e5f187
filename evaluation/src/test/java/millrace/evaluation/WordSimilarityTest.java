package millrace.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import millrace.data.Vocabulary;
import millrace.evaluation.WordSimilarity.Pair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against gensim 4.2.0 and scipy 1.10.1 ({@code golden/word_scores.py}), to a part in 10¹². */
class WordSimilarityTest {
  private static final RandomSpace SPACE = RandomSpace.golden();

  @TempDir Path folder;

  @Test
  void equalsGensim() throws IOException {
    var lines = Golden.strings(RandomSpace.GOLDEN.get("pairs"));
    var set = WordSimilarity.read(file("pairs.txt", String.join("\n", lines)));
    assertEquals("pairs", set.name());
    for (var wordCase : WordCase.values()) {
      var key = wordCase == WordCase.IGNORED ? "true" : "false";
      var expected = RandomSpace.GOLDEN.get("similarity").get(key);
      var score = set.score(SPACE, wordCase);
      Golden.near(expected.get("spearman").asDouble(), score.spearman(), key);
      Golden.near(expected.get("pearson").asDouble(), score.pearson(), key);
      assertEquals(expected.get("used").asInt(), score.used());
      assertEquals(lines.size(), score.asked());
      assertEquals(score.used() / (double) lines.size(), score.coverage());
    }
    assertEquals(set.score(SPACE, WordCase.AS_WRITTEN), set.score(SPACE));
  }

  @Test
  void ranksAndIntervalEqualScipy() {
    var expected = RandomSpace.GOLDEN.get("interval");
    var x = Golden.numbers(expected.get("x"));
    var y = Golden.numbers(expected.get("y"));
    assertArrayEquals(Golden.numbers(expected.get("ranks")), Correlation.ranks(x));
    Golden.near(expected.get("pearson").asDouble(), Correlation.pearson(x, y), "pearson");
    double r = Correlation.spearman(x, y);
    Golden.near(expected.get("spearman").asDouble(), r, "spearman");
    double half = Correlation.halfOfSpearman(r, x.length);
    double z = Correlation.atanh(r);
    Golden.near(expected.get("low").asDouble(), Math.tanh(z - half), "low");
    Golden.near(expected.get("high").asDouble(), Math.tanh(z + half), "high");
  }

  @Test
  void knowsNothingOfWhatDoesNotVary() {
    assertArrayEquals(
        new double[] {2.5, 2.5, 1, 4}, Correlation.ranks(new double[] {-0., 0, -1, 2}));
    var flat = new WordSimilarity("flat", List.of(pair("king", "man"), pair("cat", "dog")));
    var score = flat.score(SPACE);
    assertTrue(Double.isNaN(score.spearman()) && Double.isNaN(score.pearson()));
    var unknown = new WordSimilarity("none", List.of(pair("king", "x"), pair("y", "dog")));
    assertEquals(0, unknown.score(SPACE).used());
    assertTrue(Double.isNaN(unknown.score(SPACE).spearman()));
    // Cosines 1 and 1/√2 in the order of the judgements: r is 1, and three pairs have no interval.
    var words = new RandomSpace(Vocabulary.of("a", "b", "c"), new double[] {1, 0, 2, 0, 1, 1});
    var perfect =
        new WordSimilarity(
            "perfect",
            List.of(new Pair("a", "b", 3), new Pair("a", "c", 1), new Pair("A", "B", 3)));
    assertEquals(1, perfect.score(words).spearman());
    assertTrue(Double.isNaN(perfect.score(words).low()));
    assertThrows(IllegalArgumentException.class, () -> new WordSimilarity("no", List.of()));
  }

  @Test
  void readsTabsCommasBlanksHeadersAndGzip() throws IOException {
    var expected = List.of(new Pair("tiger", "cat", 7.35), new Pair("love", "sex", 6.77));
    for (var text :
        List.of(
            "tiger\tcat\t7.35\r\nlove\tsex\t6.77\r\n",
            "# a comment\n\ntiger cat   7.35\n# more\nlove sex 6.77",
            "Word 1,Word 2,Human (mean)\ntiger,cat,7.35\nlove, sex, 6.77\n",
            "Word 1 Word 2 Human\ntiger cat 7.35\nlove sex +.677e1\n")) {
      assertEquals(expected, WordSimilarity.read(file("a.b.tsv", text)).pairs(), text);
    }
    var zipped = folder.resolve("EN-2.txt.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      out.write("tiger\tcat\t7.35\nlove\tsex\t6.77\n".getBytes(StandardCharsets.UTF_8));
    }
    assertEquals(new WordSimilarity("EN-2", expected), WordSimilarity.read(zipped));
    // Blanks belong to a word where a tab divides.
    var phrase = WordSimilarity.read(file("c.txt", "New York\tcity\t8")).pairs();
    assertEquals(List.of(new Pair("New York", "city", 8)), phrase);
  }

  @Test
  void refusesOtherLinesByFileAndLine() throws IOException {
    fails("a b 1\n# c\na b", ":3: 'a b' has 2 cells, but must be two words and a number");
    fails("a\tb\t1\na\tb\t1\t2", ":2: 'a\tb\t1\t2' has 4 cells");
    fails("a b 1\na b high", ":2: the score 'high' is no finite number");
    fails("a b 1\na b 1e999", ":2: the score '1e999' is no finite number");
    fails("a,b,1\na,,1", ":2: 'a,,1' has 3 cells");
    fails("a b 2x", ":1: the score '2x' is no finite number");
    fails("one two score\n\n", "pairs.txt: has no pairs");
    fails("", "pairs.txt: the file is empty");
  }

  @Test
  void printsATable() {
    var pairs = List.of(new Pair("king", "queen", 3), pair("man", "x"), new Pair("cat", "dog", 2));
    var score = new WordSimilarity("EN-MEN-TR-3k", pairs).score(SPACE);
    var lines = WordSimilarity.table(List.of(score, score)).split("\n");
    assertEquals(3, lines.length);
    assertEquals("pairs         spearman  95 % interval     pearson   used  of pairs", lines[0]);
    assertTrue(lines[1].startsWith("EN-MEN-TR-3k  "), lines[1]);
    assertTrue(lines[1].endsWith("      2         3"), lines[1]);
    assertEquals(lines[0] + "\n" + lines[1] + "\n", score.toString());
  }

  private static Pair pair(String a, String b) {
    return new Pair(a, b, 1);
  }

  private void fails(String text, String message) throws IOException {
    var file = file("pairs.txt", text);
    var e = assertThrows(DataException.class, () -> WordSimilarity.read(file));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
