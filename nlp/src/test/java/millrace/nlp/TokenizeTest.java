package millrace.nlp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/** Equal to Python and scikit-learn, exactly: there is nothing to round. */
class TokenizeTest {
  private static final JsonNode GOLDEN = Golden.read("tokens.json");

  @Test
  void wordAndSpaceOfEveryCodePointThatPythonKnows() {
    var word = set(GOLDEN.get("word"));
    var space = set(GOLDEN.get("space"));
    set(GOLDEN.get("known")).stream()
        .forEach(
            c -> {
              assertEquals(word.get(c), Letters.isWord(c), () -> "word U+%X".formatted(c));
              assertEquals(space.get(c), Letters.isSpace(c), () -> "space U+%X".formatted(c));
            });
  }

  @Test
  void lowerCaseOfEveryCodePoint() throws NoSuchAlgorithmException {
    assertPrints("lower", LowerCase::of);
  }

  @Test
  void accentsOfEveryCodePoint() throws NoSuchAlgorithmException {
    assertPrints("accents_unicode", Accents::unicode);
    assertPrints("accents_ascii", Accents::ascii);
  }

  @Test
  void strangeTextsUnderEveryOption() {
    var texts = Golden.strings(GOLDEN.get("texts"));
    for (var g : GOLDEN.get("grid")) {
      var how =
          new Tokenize()
              .lowercase(g.get("lowercase").booleanValue())
              .stripAccents(
                  Tokenize.Strip.valueOf(g.get("accents").textValue().toUpperCase(Locale.ROOT)));
      assertTokens(g.get("tokens"), texts, how);
    }
  }

  @Test
  void otherPatterns() {
    for (var g : GOLDEN.get("patterns")) {
      var texts = Golden.strings(GOLDEN.get(g.has("ascii") ? "ascii_texts" : "texts"));
      assertTokens(g.get("tokens"), texts, new Tokenize().pattern(g.get("pattern").textValue()));
    }
  }

  @Test
  void theVocabularyIsInOrderOfFirstAppearanceOnAnyNumberOfThreads() {
    var texts = Golden.strings(GOLDEN.get("texts"));
    var many = new ArrayList<String>();
    for (int i = 0; i < 40; i++) {
      many.addAll(texts);
      many.add("extra" + i + " words and " + "long ".repeat(900));
    }
    var one = new Tokenize().tokens(new Column.Text(many), Run.quiet().threads(1));
    var seen = new ArrayList<String>();
    for (int i = 0; i < one.ids().length; i++)
      if (one.ids()[i] == seen.size()) seen.add(one.words().name(one.ids()[i]));
    assertEquals(seen, one.words().names());
    for (int threads : new int[] {2, 3, 8}) {
      var t = new Tokenize().tokens(new Column.Text(many), Run.quiet().threads(threads));
      assertEquals(one.words(), t.words());
      assertArrayEquals(one.starts(), t.starts());
      assertArrayEquals(one.ids(), t.ids());
    }
  }

  @Test
  void theStepReplacesTextAndLetsOthersThrough() {
    var frame =
        Frame.text("note", List.of("The cat sat", "", "THE dog"))
            .with("title", Column.Text.of("One two", "three", ""))
            .with("y", Column.Nominal.of("a", "b", "a"))
            .target("y");
    var out = new Tokenize().fit(frame, Run.quiet()).apply(frame);
    var words = out.column("note", Column.Tokens.class);
    assertEquals(List.of("the", "cat", "sat", "dog"), words.words().names());
    assertArrayEquals(new int[] {0, 3, 3, 5}, words.starts());
    assertEquals("the dog", words.cell(2));
    assertEquals(2, out.column("title", Column.Tokens.class).row(0).length);
    assertEquals("y", out.targetName().orElseThrow());
    var prepared = new Tokenize().prepare(frame, Run.quiet()).train();
    assertEquals(out.fingerprint(), prepared.fingerprint());
  }

  @Test
  void badPatternsAreRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> new Tokenize().pattern("(a)(b)"));
    assertTrue(e.getMessage().contains("(a)(b)"), e.getMessage());
    e = assertThrows(IllegalArgumentException.class, () -> new Tokenize().pattern("[a"));
    assertTrue(e.getMessage().contains("pattern"), e.getMessage());
  }

  private static void assertTokens(JsonNode expected, List<String> texts, Tokenize how) {
    var t = how.tokens(new Column.Text(texts), Run.quiet().threads(1));
    for (int i = 0; i < texts.size(); i++) {
      var words = Arrays.stream(t.row(i)).mapToObj(t.words()::name).toList();
      int at = i;
      assertEquals(
          Golden.strings(expected.get(i)), words, () -> how + " of '" + texts.get(at) + "'");
    }
  }

  /** A block without a print is one in which nothing changes. */
  private static void assertPrints(String what, UnaryOperator<String> f)
      throws NoSuchAlgorithmException {
    var blocks = new TreeMap<Integer, List<String>>();
    var unchanged = new TreeMap<Integer, Boolean>();
    for (int c : set(GOLDEN.get("known")).stream().toArray()) {
      var ch = Character.toString(c);
      var made = f.apply(ch);
      blocks.computeIfAbsent(c >> 10, _ -> new ArrayList<>()).add(made);
      unchanged.merge(c >> 10, made.equals(ch), Boolean::logicalAnd);
    }
    var prints = GOLDEN.get(what);
    for (var b : blocks.entrySet()) {
      var expected = prints.get(Integer.toString(b.getKey()));
      if (expected == null) {
        assertTrue(unchanged.get(b.getKey()), what + " of block " + b.getKey());
        continue;
      }
      var bytes = String.join("\n", b.getValue()).getBytes(StandardCharsets.UTF_8);
      var print = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
      assertEquals(expected.textValue(), print, what + " of block " + b.getKey());
    }
  }

  private static BitSet set(JsonNode ranges) {
    var out = new BitSet();
    for (var r : ranges) out.set(r.get(0).intValue(), r.get(1).intValue() + 1);
    return out;
  }
}
