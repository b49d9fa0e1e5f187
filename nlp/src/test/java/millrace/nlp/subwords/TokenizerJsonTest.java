package millrace.nlp.subwords;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import millrace.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link SubwordGoldenTest} does not look at: kinds, meanings, and what is refused. */
class TokenizerJsonTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path dir;

  @Test
  void kindsAndMeanings() {
    var roberta = assertInstanceOf(ByteLevelBpe.class, read("roberta"));
    assertTrue(roberta.blankBefore());
    assertEquals("<s>", roberta.piece(roberta.specials().cls()));
    assertEquals("</s>", roberta.piece(roberta.specials().sep()));
    assertEquals("<mask>", roberta.piece(roberta.specials().mask()));
    var bert = assertInstanceOf(WordPiece.class, read("uncased"));
    assertEquals("[UNK]", bert.piece(bert.specials().unk()));
    assertEquals("[PAD]", bert.piece(bert.specials().pad()));
    assertTrue(bert.lowercase() && bert.stripAccents());
    var t5 = assertInstanceOf(SentencePiece.class, read("unigram"));
    assertEquals(SentencePiece.Algorithm.UNIGRAM, t5.algorithm());
    assertEquals("</s>", t5.piece(t5.specials().eos()));
  }

  private SubwordTokenizer read(String name) {
    return TokenizerJson.read(Golden.json(name, dir));
  }

  /** One value is changed: the message names its path. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bpe | /pre_tokenizer/use_regex | false | pre_tokenizer.use_regex: false is not supported
          bpe | /pre_tokenizer/type | "Digits" | pre_tokenizer.type: "Digits" is not supported
          bpe | /pre_tokenizer | null | pre_tokenizer: null, but ByteLevel was expected
          bpe | /normalizer | {"type": "NFC"} | added_tokens[
          bpe | /decoder/type | "BPEDecoder" | decoder.type: "BPEDecoder" is not supported
          bpe | /model/dropout | 0.1 | model.dropout: 0.1 is not supported
          bpe | /model/ignore_merges | true | model.ignore_merges: true is not supported
          bpe | /model/byte_fallback | true | model.byte_fallback: true is not supported
          bpe | /model/end_of_word_suffix | "</w>" | model.end_of_word_suffix: "</w>" is not
          bpe | /model/new | 1 | model: the member 'new' is not known
          bpe | /new | 1 | it: the member 'new' is not known
          bpe | /model/type | "WordLevel" | model.type: "WordLevel" is not supported
          bpe | /model/merges/3 | "a" | model.merges[3]: 'a', but two pieces
          bpe | /model/merges/3 | ["a"] | model.merges[3]: a list of two pieces
          bpe | /model/merges/3 | ["xx", "y"] | model.merges[3]: the piece 'xx' is not in
          bpe | /model/merges | 5 | model.merges: a list was expected
          bpe | /model/vocab | [] | model.vocab: an object of pieces and ids
          bpe | /model/vocab/a | 9000 | model.vocab: 'a' has the id 9000
          bpe | /model/vocab/a | "b" | model.vocab: 'a' has no id
          bpe | /added_tokens/0/id | 9000 | model.vocab: '<|endoftext|>' has the id 9000
          bpe | /added_tokens/0/single_word | true | added_tokens[0].single_word: true
          bpe | /added_tokens/0/content | "" | added_tokens[0].content: it is empty
          bpe | /added_tokens/0/content | "a" | added_tokens: number 0, 'a', has the id
          bpe | /post_processor | {"type": "X"} | post_processor.type: "X" is not supported
          roberta | /post_processor/cls | ["<s>", 1] | post_processor.cls[1]: 1 is not the id
          cased | /post_processor/single/0 | {"SpecialToken": {"id": "[X]", "type_id": 0}} | post_processor.single[0].SpecialToken.id: it is not among
          cased | /post_processor/single | [] | no form for one text
          uncased | /normalizer/type | "Lowercase" | normalizer.type: "Lowercase" is not supported
          uncased | /pre_tokenizer/type | "Whitespace" | pre_tokenizer.type: "Whitespace" is not
          uncased | /decoder/prefix | "@@" | decoder.prefix: "@@" is not supported
          uncased | /model/unk_token | "none" | model.unk_token: 'none' is no piece
          uncased | /model/max_input_chars_per_word | 1.5 | model.max_input_chars_per_word: a whole
          uncased | /normalizer/lowercase | "yes" | normalizer.lowercase: true or false
          unigram | /pre_tokenizer/prepend_scheme | "first" | pre_tokenizer.prepend_scheme: "first"
          unigram | /pre_tokenizer/split | false | pre_tokenizer.split: false is not supported
          unigram | /model/unk_id | null | model.unk_id: null, but the id
          unigram | /model/vocab/5 | ["a"] | model.vocab[5]: a piece and its score
          unigram | /model/vocab/5 | ["a", "b"] | model.vocab[5][1]: a number was expected
          unigram | /model/vocab/5 | ["</s>", 1] | model.vocab[5]: the piece '</s>' is there twice
          unigram | /normalizer/normalizers/2/pattern/Regex | " +" | normalizer.normalizers[2].pattern.Regex
          unigram | /normalizer/normalizers/0/type | "ByteLevel" | normalizer.normalizers[0].type
          precompiled | /normalizer/normalizers/0/precompiled_charsmap | "AAAA" | normalizer.normalizers[0].precompiled_charsmap: it is no map
          precompiled | /normalizer/normalizers/0/precompiled_charsmap | "?" | normalizer.normalizers[0].precompiled_charsmap: it is no map
          """)
  void isRefusedWithItsPath(String name, String pointer, String value, String message)
      throws IOException {
    var root = JSON.readTree(Golden.json(name, dir).toFile());
    int slash = pointer.lastIndexOf('/');
    var last = pointer.substring(slash + 1);
    switch (root.at(pointer.substring(0, slash))) {
      case ObjectNode object -> object.set(last, JSON.readTree(value));
      case ArrayNode array -> array.set(Integer.parseInt(last), JSON.readTree(value));
      default -> throw new IllegalArgumentException(pointer);
    }
    var file = dir.resolve("changed.json");
    JSON.writeValue(file.toFile(), root);
    var e = assertThrows(DataException.class, () -> TokenizerJson.read(file));
    assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  /** Cut short or damaged anywhere: a tokenizer or a message, and nothing else. */
  @Test
  void damagedFiles() throws IOException {
    var random = new Random(1);
    var file = dir.resolve("damaged.json");
    for (var name : new String[] {"bpe", "cased", "unigram"}) {
      var good = Files.readAllBytes(Golden.json(name, dir));
      for (int round = 0; round < 100; round++) {
        var bytes = good.clone();
        if (round % 4 == 0) bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        else bytes[random.nextInt(bytes.length)] = (byte) (' ' + random.nextInt(95));
        Files.write(file, bytes);
        try {
          var tokenizer = TokenizerJson.read(file);
          tokenizer.decode(tokenizer.encode("a b <s> [SEP] é", true));
        } catch (DataException e) {
          assertTrue(e.getMessage().startsWith(file + ":"), e.getMessage());
        }
      }
    }
    assertThrows(DataException.class, () -> TokenizerJson.read(dir.resolve("none.json")));
    assertThrows(DataException.class, () -> TokenizerJson.read(dir));
  }
}
