package millrace.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import millrace.data.Column;
import org.junit.jupiter.api.Test;

/** The tables are whole, and the JDK's comments become plain sentences. */
class SamplesTest {
  @Test
  void tables() {
    assertEquals(804, Samples.cars().size());
    assertEquals("price", Samples.cars().targetName().orElseThrow());
    assertEquals(150, Samples.iris().size());
    assertEquals(1797, Samples.digits().size());
    assertEquals(64, Samples.digits().features().names().size());
    assertEquals(10, ((Column.Nominal) Samples.digits().targetColumn()).levels().size());
  }

  @Test
  void textsOfTheJdk() {
    var texts = Samples.javadoc("java.time", "java.util.regex");
    assertTrue(texts.size() > 800, "only " + texts.size());
    assertEquals(List.of("package", "type", "text"), List.copyOf(texts.names()));
    for (var text : texts.column("text", Column.Text.class).values()) {
      assertTrue(
          !text.contains("{@")
              && !text.contains("<p>")
              && !text.contains("@param")
              && !text.contains("*/"),
          text);
      assertEquals(text.strip(), text);
    }
    assertThrows(IllegalArgumentException.class, () -> Samples.javadoc());
    assertThrows(IllegalArgumentException.class, () -> Samples.javadoc("java.nowhere"));
  }

  @Test
  void commentsBecomeSentences() {
    var code =
        """
        /**
         * Gives the {@code n}-th of <b>all</b> {@link java.util.List#get(int) entries}, see {@link Clock}.
         * <pre>{@code
         *   never.shown();
         * }</pre>
         * A &lt; B.
         *
         * @param n which
         */
        int f(int n);
        /* no documentation */
        /** Short. */
        """;
    assertEquals(
        List.of("Gives the n-th of all entries, see Clock. A < B.", "Short."),
        JdkTexts.texts(code));
  }
}
