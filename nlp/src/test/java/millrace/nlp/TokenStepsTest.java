package millrace.nlp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Vocabulary;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/**
 * StopWords, Stem, NGrams and DocumentFrequency: golden values by snowballstemmer and scikit-learn
 * ({@code golden/words.py}).
 */
class TokenStepsTest {
  private static final JsonNode GOLDEN = Golden.read("words.json");
  private static final Run RUN = Run.seeded(1);

  @Test
  void stemsOfAllLanguagesAreSnowballs() {
    var different = new StringBuilder();
    for (var algorithm : Stem.Algorithm.values()) {
      var cases = GOLDEN.get("stems").get(algorithm.name().toLowerCase(Locale.ROOT));
      assertTrue(cases != null && cases.size() > 5, algorithm + " has no cases");
      for (var c : cases) {
        var word = c.get(0).textValue();
        var stem = new Stem(algorithm).stems(Rows.tokens(word)).cell(0);
        if (!stem.equals(c.get(1).textValue()))
          different.append(algorithm + " " + c + " but was " + stem + "\n");
      }
    }
    assertEquals("", different.toString());
  }

  @Test
  void stemsJoinWordsAndKeepTheirOrder() {
    var frame = Rows.frame("connected with connections", "", "connecting");
    var fitted = new Stem().fit(frame, RUN);
    var stems = fitted.apply(frame).column("x", Column.Tokens.class);
    assertEquals(List.of("connect with connect", "", "connect"), Rows.text(stems));
    assertEquals(Vocabulary.of("connect", "with"), stems.words());
  }

  @Test
  void stopWordsAreLeftOut() {
    var frame = Rows.frame("the car is not the best", "the", "Xylophones");
    assertEquals(
        List.of("car best", "", "Xylophones"),
        Rows.text(new StopWords().fit(frame, RUN).apply(frame)));
    assertEquals(
        List.of("not best", "", "Xylophones"),
        Rows.text(
            new StopWords().also("car", "the").except("not", "the").fit(frame, RUN).apply(frame)));
    assertEquals(
        List.of("the is not the best", "the", "Xylophones"),
        Rows.text(
            new StopWords(StopWords.Language.NONE, List.of("car"), List.of())
                .fit(frame, RUN)
                .apply(frame)));
  }

  @Test
  void listsAreComplete() {
    assertEquals(318, new StopWords().words().size());
    assertTrue(new StopWords().language(StopWords.Language.GERMAN).words().contains("über"));
    for (var language : StopWords.Language.values()) {
      var words = new StopWords().language(language).words();
      assertEquals(language == StopWords.Language.NONE, words.size() < 90, language + "");
      for (var w : words) assertEquals(w.strip().toLowerCase(Locale.ROOT), w);
    }
  }

  @Test
  void gramsAreThoseOfScikitLearn() {
    for (var c : GOLDEN.get("grams")) {
      var tokens = Rows.tokens(Golden.strings(GOLDEN.get("sentences")).subList(0, 20));
      var grams = new NGrams(c.get("min").intValue(), c.get("max").intValue()).grams(tokens);
      for (int i = 0; i < 20; i++)
        assertEquals(Golden.strings(c.get("rows").get(i)), Rows.words(grams, i));
    }
  }

  @Test
  void gramsOfCharactersAreThoseOfScikitLearn() {
    for (var c : GOLDEN.get("characters")) {
      var cut = Rows.cut(new CodePoints(), c.get("text").textValue());
      var words = Vocabulary.of(cut);
      var tokens =
          new Column.Tokens(
              new int[] {0, cut.size()}, cut.stream().mapToInt(words::id).toArray(), words);
      assertEquals(
          Golden.strings(c.get("grams")), Rows.words(new NGrams(1, 3, "").grams(tokens), 0));
    }
  }

  @Test
  void runsOfTheSameLettersAreOneGram() {
    var grams = new NGrams(2, 3, "").grams(Rows.tokens("ab c a bc d"));
    assertEquals(List.of("abc ca abc bcd abca cabc abcd"), Rows.text(grams));
    assertEquals(6, grams.words().size());
    assertThrows(IllegalArgumentException.class, () -> new NGrams(3, 2));
  }

  @Test
  void documentFrequenciesAreThoseOfScikitLearn() {
    var tokens = Rows.tokens(Golden.strings(GOLDEN.get("sentences")));
    for (var c : GOLDEN.get("frequency")) {
      var step =
          new DocumentFrequency(
              c.path("min_df").asDouble(1),
              c.path("max_df").asDouble(1),
              c.path("max_features").asInt(0));
      var fitted = step.fit(millrace.data.Frame.of("x", tokens), RUN);
      assertEquals(
          Golden.strings(c.get("words")), fitted.kept().getFirst().words().names(), c.toString());
    }
  }

  @Test
  void rareAndUnseenWordsAreLeftOut() {
    var train = Rows.frame("a b b c", "a b d", "a d e e e");
    var fitted = new DocumentFrequency().fit(train, RUN);
    assertEquals(List.of("a b b", "a b d", "a d"), Rows.text(fitted.apply(train)));
    assertEquals(List.of("b", ""), Rows.text(fitted.apply(Rows.frame("b new", "new"))));
    var two = new DocumentFrequency().minDf(1).maxFeatures(2).fit(train, RUN);
    assertEquals(Vocabulary.of("a", "b"), two.kept().getFirst().words(), "b and e are as frequent");
    var none = new DocumentFrequency().minDf(4).maxDf(10);
    var e = assertThrows(DataException.class, () -> none.fit(train, RUN));
    assertTrue(e.getMessage().contains("'x'"), e.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> new DocumentFrequency().minDf(3).maxDf(.5).fit(train, RUN));
  }

  @Test
  void pairsHaveTheirIds() {
    var pairs = new IntPairs();
    for (int i = 0; i < 1000; i++) assertEquals(i, pairs.add(i % 7, i));
    for (int i = 0; i < 1000; i++) {
      assertEquals(i, pairs.add(i % 7, i));
      assertEquals(i, pairs.find(i % 7, i));
      assertEquals(-1, pairs.find(7, i));
      assertEquals(i % 7, pairs.first(i));
      assertEquals(i, pairs.second(i));
    }
    assertEquals(1000, pairs.size());
  }

  @Test
  void onlyTokensAmongTheFeaturesChange() {
    var tags = Rows.tokens("the the", "the");
    var frame =
        Rows.frame("the car", "a").with("n", Column.Numeric.of(1, 2)).with("y", tags).target("y");
    var out = new StopWords().fit(frame, RUN).apply(frame);
    assertEquals(List.of("car", ""), Rows.text(out));
    assertEquals(Rows.text(tags), Rows.text((Column.Tokens) out.targetColumn()));
    assertFalse(Arrays.asList(out.names().toArray()).isEmpty());
  }
}
