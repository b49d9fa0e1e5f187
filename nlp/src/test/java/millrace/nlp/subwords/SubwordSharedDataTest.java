package millrace.nlp.subwords;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The tokenizers of real models, exactly as their makers' programs have them. */
@Tag("shared-data")
class SubwordSharedDataTest {
  /** A file of the folder that millrace.shared names, or of the shared/data beside one above. */
  private static Path data(String name) {
    var given = System.getProperty("millrace.shared", "");
    if (!given.isEmpty()) return Path.of(given).resolve(name);
    for (var p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
      var file = p.resolveSibling("shared").resolve("data").resolve(name);
      if (Files.exists(file)) return file;
    }
    throw new IllegalStateException("no folder above has a sibling shared/data with " + name);
  }

  private static String text(String name) throws IOException {
    try (var in = new GZIPInputStream(Files.newInputStream(data(name)))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static ByteLevelBpe gpt2() {
    return ByteLevelBpe.read(
        data("tokenizers/gpt2-encoder.json"), data("tokenizers/gpt2-vocab.bpe"));
  }

  private static WordPiece bert(boolean uncased) {
    var name = "tokenizers/bert-base-%s-vocab.txt".formatted(uncased ? "uncased" : "cased");
    return WordPiece.read(data(name), uncased);
  }

  /** The ids of 10,000 lines of many languages and of every character, by their prints. */
  private static void same(SubwordTokenizer tokenizer, JsonNode golden, String characters)
      throws IOException {
    var digest = Golden.sha256();
    var lines = text("tokenizers/gold/regression-text.txt.gz").split("\n", -1);
    assertEquals(10_001, lines.length);
    for (var line : lines)
      digest.update((Golden.shown(tokenizer.encode(line)) + "\n").getBytes(StandardCharsets.UTF_8));
    var texts = Golden.texts();
    for (int i = 0; i < texts.size(); i++)
      assertArrayEquals(
          Golden.ints(golden.get("ids").get(i)), tokenizer.encode(texts.get(i)), texts.get(i));
    assertEquals(golden.get("lines").textValue(), Golden.hex(digest));
    assertEquals(
        List.of(), Golden.otherPrints(characters, golden.get("prints"), tokenizer::encode));
  }

  @Test
  void gpt2IsExact() throws IOException {
    same(gpt2(), Golden.of("gpt2"), "known");
  }

  @Test
  void bertCasedIsExact() throws IOException {
    same(bert(false), Golden.of("bert-cased"), "settled");
  }

  @Test
  void bertUncasedIsExact() throws IOException {
    same(bert(true), Golden.of("bert-uncased"), "settled");
  }

  /** Tribuo's regression text, made with Hugging Face's tokenizer: each of the 9,909 lines. */
  @Test
  void wordPieceGold() throws IOException {
    var bert = bert(true);
    var lines = text("tokenizers/gold/regression-text_bert-base-uncased.txt.gz").split("\r\n");
    assertEquals(9_909, lines.length);
    for (var line : lines) {
      var fields = line.split("\t");
      var pieces = new ArrayList<String>();
      for (int id : bert.encode(fields[0])) pieces.add(bert.piece(id));
      assertEquals(Arrays.asList(fields).subList(1, fields.length), pieces, fields[0]);
    }
  }

  /** The sentences of Sentence-Transformers' quick start, with the tokens around them. */
  @Test
  void miniLm() throws IOException {
    var gold = new ObjectMapper().readTree(data("minilm-gold/minilm-gold.json").toFile());
    var bert = bert(true);
    assertTrue(gold.get("sentences").size() >= 6);
    for (var sentence : gold.get("sentences"))
      assertArrayEquals(
          Golden.ints(sentence.get("ids")),
          bert.input(sentence.get("text").textValue(), 512).ids());
  }

  /** nanoGPT's data/shakespeare: 301,966 tokens to train on and 36,059 to validate on. */
  @Test
  void tinyShakespeare() throws IOException {
    var text = text("tinyshakespeare/input.txt.gz");
    var gpt2 = gpt2();
    int train = text.length() / 10 * 9 + text.length() % 10 * 9 / 10;
    assertEquals(301_966, gpt2.encode(text.substring(0, train)).length);
    assertEquals(36_059, gpt2.encode(text.substring(train)).length);
    assertEquals(text, gpt2.decode(gpt2.encode(text)));
  }

  @Test
  void gpt2Facts() {
    var gpt2 = gpt2();
    assertEquals(50_257, gpt2.size());
    assertArrayEquals(new int[] {15496, 995}, gpt2.encode("Hello world"));
    assertEquals(995, gpt2.id("Ġworld"));
    assertArrayEquals(new int[] {50256}, gpt2.encode("<|endoftext|>", true));
    assertEquals(50_256, gpt2.specials().eos());
    assertArrayEquals(new int[] {27, 91, 437, 1659, 5239, 91, 29}, gpt2.encode("<|endoftext|>"));
  }

  /** What llama2.c's run says of its greedy story. */
  @Test
  void stories() {
    var stories = SentencePiece.readLlama2c(data("stories260k/tok512.bin"));
    assertEquals(512, stories.size());
    var text = "Once upon a time, there was a little girl named Lily. She loved to play";
    var ids =
        new int[] {
          1, 403, 407, 261, 378, 432, 383, 286, 261, 376, 298, 315, 421, 395, 317, 426, 338, 401,
          396, 267, 337
        };
    assertArrayEquals(ids, stories.input(text, 512).ids());
    assertEquals(text, stories.decode(ids));
  }

  @Test
  void tinyBert() {
    var bert = TokenizerJson.read(data("tinybert-onnx/tinybert-tokenizer.json"));
    assertEquals(1_656, bert.size());
    var input = bert.input("It is a truth universally acknowledged,", 100);
    assertEquals(13, input.length()); // as many as expected.json has vectors
    assertEquals("it is a truth universally acknowledged,", bert.decode(input.ids()));
  }
}
