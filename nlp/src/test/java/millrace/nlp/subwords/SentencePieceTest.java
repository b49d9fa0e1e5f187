package millrace.nlp.subwords;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import millrace.data.DataException;
import millrace.nlp.subwords.Preparation.Spacing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentencePieceTest {
  @TempDir Path dir;

  /** A tokenizer of llama2.c: special pieces, bytes, and these with falling scores. */
  private static byte[] llama2c(String... pieces) {
    var all = new ArrayList<>(List.of("<unk>", "\n<s>\n", "\n</s>\n"));
    for (int b = 0; b < 256; b++) all.add("<0x%02X>".formatted(b));
    all.addAll(List.of(pieces));
    var out = ByteBuffer.allocate(100_000).order(ByteOrder.LITTLE_ENDIAN).putInt(20);
    for (int i = 0; i < all.size(); i++) {
      var bytes = all.get(i).getBytes(StandardCharsets.UTF_8);
      out.putFloat(i < 259 ? 0 : 258 - i).putInt(bytes.length).put(bytes);
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  private SentencePiece read(byte[] llama2c) throws Exception {
    return SentencePiece.readLlama2c(Files.write(dir.resolve("tok.bin"), llama2c));
  }

  /** llama2.c's loop: join the pair of the best score until none is a piece. */
  private static int[] naive(SentencePiece how, String text) {
    if (text.isEmpty()) return new int[0];
    var ids = new ArrayList<Integer>();
    for (var c : (" " + text).codePoints().mapToObj(Character::toString).toList()) {
      int id = how.id(c);
      if (id >= 0) ids.add(id);
      else for (byte b : c.getBytes(StandardCharsets.UTF_8)) ids.add(3 + (b & 0xFF));
    }
    while (true) {
      double best = Double.NEGATIVE_INFINITY;
      int at = -1;
      for (int i = 0; i + 1 < ids.size(); i++) {
        int id = how.id(how.piece(ids.get(i)) + how.piece(ids.get(i + 1)));
        if (id >= 0 && how.scores()[id] > best) {
          best = how.scores()[id];
          at = i;
        }
      }
      if (at < 0) break;
      ids.set(at, how.id(how.piece(ids.get(at)) + how.piece(ids.remove(at + 1))));
    }
    return ids.stream().mapToInt(i -> i).toArray();
  }

  @Test
  void llama2cIsWhatItsLoopGives() throws Exception {
    var how =
        read(llama2c(" a", "ab", "ba", "aba", " ab", "abab", "aa", "a", "b", " ", "bb", "é", "éa"));
    var characters = "a a a b b b é 😀 x ▁".split(" ");
    characters[0] = " ";
    var random = new Random(4);
    for (int i = 0; i < 3000; i++) {
      var text = new StringBuilder();
      int n = random.nextInt(20);
      for (int k = 0; k < n; k++) text.append(characters[random.nextInt(characters.length)]);
      assertArrayEquals(naive(how, text.toString()), how.encode(text.toString()), text.toString());
    }
    var word = "aba".repeat(100_000);
    assertEquals(word, how.decode(how.encode(word)));
  }

  @Test
  void everyCharacterComesBack() throws Exception {
    var how = read(llama2c(" a", "a", " ", "é"));
    for (int block = 0; block < 0x110000; block += 256) {
      var text = new StringBuilder();
      for (int c = block; c < block + 256; c++)
        if (c < 0xD800 || c > 0xDFFF) text.appendCodePoint(c);
      assertEquals(text.toString(), how.decode(how.encode(text.toString())));
    }
    for (var text : List.of("", " ", "  a", "a  ", "\n")) // one blank before is ours
    assertEquals(text, how.decode(how.encode(text)));
    assertArrayEquals(new int[] {1, how.id(" a")}, how.input("a", 5).ids());
    assertThrows(IllegalArgumentException.class, () -> how.input("a", "b", 5));
    assertEquals(2, how.specials().eos());
    assertEquals("a", how.decode(1, how.id(" a"), 2));
    assertEquals("<s> a", how.decode(new int[] {1, how.id(" a")}, true));
  }

  /** Cut short anywhere, or damaged anywhere: a tokenizer or a message, and nothing else. */
  @Test
  void damagedFiles() throws Exception {
    var good = llama2c(" a", "b");
    for (int n = 0; n < good.length; n += n < 60 ? 1 : 37)
      refusedOrRead(Arrays.copyOf(good, n), true);
    refused("at byte 0: 0 as the length of the longest piece", new byte[8]);
    refused("1 pieces, but the 3 special ones", Arrays.copyOf(good, 4 + 8 + 5));
    refused("at byte 4: 4 bytes were expected, but 3 follow", Arrays.copyOf(good, 7));
    var bytes = good.clone();
    bytes[4 + 8 + 5 + 4] = 99;
    refused("at byte 21: a piece of 99 bytes, where 1 to 20 were expected", bytes);
    var model = Golden.bytes("/golden/subwords/sp-unigram.model");
    for (int n = 0; n < model.length; n += 1 + n / 200)
      refusedOrRead(Arrays.copyOf(model, n), false);
    var random = new Random(9);
    for (int round = 0; round < 400; round++) {
      boolean llama = round % 2 == 0;
      var damaged = (llama ? good : model).clone();
      for (int k = random.nextInt(3); k >= 0; k--)
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      refusedOrRead(damaged, llama);
    }
  }

  private void refused(String message, byte[] llama2c) throws Exception {
    var e = assertThrows(DataException.class, () -> read(llama2c));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertTrue(e.getMessage().startsWith(dir.toString()), e.getMessage());
  }

  private void refusedOrRead(byte[] bytes, boolean llama) throws Exception {
    var file = Files.write(dir.resolve("damaged"), bytes);
    try {
      var how = llama ? SentencePiece.readLlama2c(file) : SentencePiece.read(file);
      how.decode(how.encode("a b é <sep>"));
    } catch (DataException e) {
      assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
    }
  }

  @Test
  void modelsThatAreNotSupported() throws Exception {
    // model_type WORD; treat_whitespace_as_suffix; rules of denormalization
    notSupported("model_type is WORD", 0x12, 2, 0x18, 3);
    notSupported("treat_whitespace_as_suffix", 0x12, 3, 0xC0, 0x01, 1);
    notSupported("denormalization", 0x2A, 3, 0x12, 1, 1);
    var e = assertThrows(DataException.class, () -> SentencePiece.read(dir.resolve("none")));
    assertTrue(e.getMessage().contains("no such file"), e.getMessage());
  }

  private void notSupported(String message, int... more) throws Exception {
    var model = Golden.bytes("/golden/subwords/sp-bpe.model");
    var bytes = Arrays.copyOf(model, model.length + more.length);
    for (int i = 0; i < more.length; i++) bytes[model.length + i] = (byte) more[i];
    var file = Files.write(dir.resolve("other.model"), bytes);
    var e = assertThrows(DataException.class, () -> SentencePiece.read(file));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  /** The best of all ways to cut, by trying all. */
  @Test
  void unigramIsTheBestOfAll() {
    var names = List.of("<unk>", "▁", "a", "b", "ab", "ba", "▁a", "aba", "bab", "▁b", "aa", "bbb");
    var random = new Random(2);
    for (int round = 0; round < 40; round++) {
      var pieces = new SentencePieces();
      pieces.add(names.get(0), 0, SentencePiece.UNKNOWN);
      for (var name : names.subList(1, names.size()))
        assertEquals("", pieces.add(name, -1 - 8 * random.nextDouble(), SentencePiece.NORMAL));
      var how =
          pieces.tokenizer(
              SentencePiece.Algorithm.UNIGRAM,
              new Preparation(List.of(), Spacing.KEEP, true, "▁"),
              false,
              " ⁇ ",
              pieces.specials("<s>", "</s>", "<pad>"),
              Template.PLAIN);
      for (int i = 0; i < 50; i++) {
        var text = new StringBuilder();
        int n = 1 + random.nextInt(9);
        for (int k = 0; k < n; k++) text.append("aabb ".charAt(random.nextInt(5)));
        double sum = 0;
        for (int id : how.encode(text.toString())) sum += how.scores()[id];
        assertEquals(best(how, "▁" + text.toString().replace(' ', '▁')), sum, 1e-4);
        assertEquals(text.toString(), how.decode(how.encode(text.toString())));
      }
    }
  }

  private static double best(SentencePiece how, String text) {
    if (text.isEmpty()) return 0;
    double best = Double.NEGATIVE_INFINITY;
    for (int n = 1; n <= text.length(); n++) {
      int id = how.id(text.substring(0, n));
      if (id > 0) best = Math.max(best, how.scores()[id] + best(how, text.substring(n)));
    }
    return best;
  }
}
