package millrace.nlp.subwords;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same ids and the same text as Hugging Face's tokenizers and SentencePiece. */
class SubwordGoldenTest {
  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(
      strings = {"bpe", "roberta", "uncased", "cased", "unigram", "lowercase", "precompiled"})
  void tokenizerJson(String name) {
    var tokenizer = TokenizerJson.read(Golden.json(name, dir));
    var golden = Golden.of(name);
    same(tokenizer, golden, true);
    var lines = Golden.lines();
    for (int i = 0; i < golden.get("input").size(); i++) {
      var text = lines.get(i);
      input(golden.get("input").get(i), tokenizer.input(text, 1000), text);
      var second = lines.get(20 + i);
      input(golden.get("pair").get(i), tokenizer.input(text, second, 1000), text + second);
    }
    assertEquals(20, golden.get("input").size());
  }

  private static void input(JsonNode golden, ModelInput input, String text) {
    assertArrayEquals(Golden.ints(golden.get(0)), input.ids(), text);
    assertArrayEquals(Golden.ints(golden.get(1)), input.segments(), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sp-bpe", "sp-bpe-users", "sp-unigram", "sp-nmt"})
  void sentencePiece(String name) {
    var file = Golden.model(name + (name.equals("sp-nmt") ? ".model.gz" : ".model"), dir);
    same(SentencePiece.read(file), Golden.of(name), false);
  }

  /** Every character's own normalization, among others that it may combine with. */
  @Test
  void normalizationOfAllCharacters() {
    var tokenizer = SentencePiece.read(Golden.model("sp-nmt.model.gz", dir));
    assertEquals(
        List.of(),
        Golden.otherPrints("known", Golden.of("sp-nmt").get("prints"), tokenizer::encode));
  }

  private static void same(SubwordTokenizer tokenizer, JsonNode golden, boolean specials) {
    var texts = Golden.texts();
    var other = new ArrayList<String>();
    for (int i = 0; i < texts.size(); i++) {
      var due = Golden.ints(golden.get("ids").get(i));
      var ids = tokenizer.encode(texts.get(i), specials);
      if (!Arrays.equals(due, ids))
        other.add(
            "%n%s%n  due %s%n  was %s"
                .formatted(texts.get(i), spelled(tokenizer, due), spelled(tokenizer, ids)));
      var text = golden.get("decoded").get(i).textValue();
      if (!text.equals(tokenizer.decode(due)))
        other.add(
            "%n%s%n  due text %s%n  was text %s"
                .formatted(spelled(tokenizer, due), text, tokenizer.decode(due)));
    }
    assertEquals(List.of(), other);
    assertEquals(texts.size(), golden.get("ids").size());
  }

  private static List<String> spelled(SubwordTokenizer tokenizer, int[] ids) {
    var out = new ArrayList<String>();
    for (int id : ids) out.add(id + ":" + tokenizer.piece(id));
    return out;
  }
}
