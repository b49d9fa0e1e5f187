package millrace.nlp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import millrace.data.Column;
import millrace.data.Vocabulary;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

class CleanWordsTest {
  private static List<String> clean(CleanWords step, String... rows) {
    var frame = Rows.frame(rows);
    return Rows.text(step.fit(frame, Run.seeded(1)).apply(frame));
  }

  @Test
  void caseAndAccents() {
    assertEquals(List.of("a straße éa", ""), clean(new CleanWords(), "A Straße Éa", ""));
    assertEquals(
        List.of("A Strae Ea"),
        clean(new CleanWords().lowercase(false).stripAccents(Tokenize.Strip.ASCII), "A Straße Éa"));
    var tokens = Rows.tokens("Be be BE");
    assertEquals(Vocabulary.of("be"), new CleanWords().clean(tokens).words());
  }

  @Test
  void repeatsAsNltkReducesThem() {
    assertEquals(
        List.of("waaayyy coool 😀😀😀 aab"),
        clean(new CleanWords().repeats(3), "waaaaayyyy coool 😀😀😀😀 aab"));
    assertEquals(List.of("god"), clean(new CleanWords().repeats(1), "good"));
  }

  @Test
  void lengthsCountCodePoints() {
    assertEquals(
        List.of("ab 😀😀 abc"),
        clean(new CleanWords().minLength(2).maxLength(3), "a ab 😀😀 😀 abc abcd"));
    assertThrows(IllegalArgumentException.class, () -> new CleanWords().maxLength(2).minLength(3));
  }

  @Test
  void unwantedWordsAreLeftOut() {
    var tweets =
        new Tokenize()
            .tokenizer(Tokenize.Kind.TWEET)
            .tokens(
                Column.Text.of("@remy: This is waaaaayyyy too much for you!!!!!!"), Run.quiet());
    assertEquals(
        List.of(": this is waaayyy too much for you ! ! !"),
        Rows.text(new CleanWords().repeats(3).drop("@\\w+").clean(tweets)));
    assertEquals(List.of("é1 b"), clean(new CleanWords().drop("[^\\w]+|\\d+"), "é1 , ... 12 b --"));
    var e = assertThrows(IllegalArgumentException.class, () -> new CleanWords().drop("("));
    assertTrue(e.getMessage().contains("drop"), e.getMessage());
  }
}
