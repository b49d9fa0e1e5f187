package millrace.nlp.subwords;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import millrace.data.DataException;
import millrace.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteLevelBpeTest {
  /** GPT-2's own expression; Java's classes are those of Unicode when asked for. */
  private static final Pattern WORDS =
      Pattern.compile(
          "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
          Pattern.UNICODE_CHARACTER_CLASS);

  private static final ByteLevelBpe BPE =
      new BpeTraining(900).specials("<|endoftext|>").train(Golden.lines(), Run.quiet());

  @TempDir Path dir;

  static String random(Random random) {
    var out = new StringBuilder();
    int n = random.nextInt(60);
    for (int i = 0; i < n; i++)
      switch (random.nextInt(6)) {
        case 0 -> out.appendCodePoint(character(random, 0x110000));
        case 1 -> out.appendCodePoint(character(random, 0x3000));
        case 2 -> out.append(" \n\t\u00A0'".charAt(random.nextInt(5)));
        case 3 -> out.append("'re 'll 've's 1,024 ".substring(random.nextInt(10)));
        default -> out.append((char) ('a' + random.nextInt(5)));
      }
    return out.toString();
  }

  private static int character(Random random, int end) {
    int c = random.nextInt(end);
    return c >= 0xD800 && c < 0xE000 ? 'x' : c;
  }

  /** The definition: GPT-2's words, and in each again and again the first merge that fits. */
  private static int[] naive(ByteLevelBpe bpe, String text) {
    var merges = bpe.merges().byRank();
    var ranks = new HashMap<List<String>, Integer>();
    for (int i = 0; i < merges.length; i += 2)
      ranks.put(List.of(bpe.piece(merges[i]), bpe.piece(merges[i + 1])), i);
    var out = new Ids();
    var matcher = WORDS.matcher(text);
    while (matcher.find()) {
      var pieces = new ArrayList<String>();
      for (char c : ByteSpelling.spell(matcher.group()).toCharArray())
        pieces.add(String.valueOf(c));
      while (true) {
        int best = -1;
        int rank = Integer.MAX_VALUE;
        for (int i = 0; i + 1 < pieces.size(); i++) {
          int r = ranks.getOrDefault(pieces.subList(i, i + 2), Integer.MAX_VALUE);
          if (r < rank) {
            rank = r;
            best = i;
          }
        }
        if (best < 0) break;
        pieces.set(best, pieces.get(best) + pieces.remove(best + 1));
      }
      for (var piece : pieces) out.add(bpe.id(piece));
    }
    return out.toArray();
  }

  @Test
  void everyCharacterComesBack() {
    for (int block = 0; block < 0x110000; block += 256) {
      var text = new StringBuilder();
      for (int c = block; c < block + 256; c++)
        if (c < 0xD800 || c > 0xDFFF) text.appendCodePoint(c);
      assertEquals(text.toString(), BPE.decode(BPE.encode(text.toString())));
    }
  }

  @Test
  void isWhatTheDefinitionGives() {
    var random = new Random(5);
    for (int i = 0; i < 2000; i++) {
      var text = random(random);
      assertArrayEquals(naive(BPE, text), BPE.encode(text), text);
      assertEquals(text, BPE.decode(BPE.encode(text)));
    }
    var long1 = new StringBuilder(); // with words that are remembered, and forgotten again
    for (int i = 0; i < 40; i++) long1.append(random(random));
    assertArrayEquals(naive(BPE, long1.toString()), BPE.encode(long1.toString()));
  }

  /** Short words are joined by looking at every pair, long ones by a heap. */
  @Test
  void longWords() {
    var random = new Random(6);
    var letters = "thecatseesstoriesunbelievable";
    for (int n : new int[] {40, 47, 48, 49, 50, 97, 500, 2000}) {
      var word = new StringBuilder();
      while (word.length() < n) word.append(letters.charAt(random.nextInt(letters.length())));
      assertArrayEquals(naive(BPE, word.toString()), BPE.encode(word.toString()));
      assertArrayEquals(naive(BPE, "t".repeat(n)), BPE.encode("t".repeat(n)));
    }
    var word = letters.repeat(20_000); // 580,000 letters: minutes if that took quadratic time
    var ids = BPE.encode(word);
    assertEquals(word, BPE.decode(ids));
    assertTrue(ids.length < word.length() / 2, ids.length + " pieces");
  }

  @Test
  void halvesOfSurrogatePairs() {
    assertEquals("a\uFFFDb", BPE.decode(BPE.encode("a\uD800b")));
    assertEquals("\uFFFD\uFFFD", BPE.decode(BPE.encode("\uDC00\uD800")));
    assertEquals("😀", BPE.decode(BPE.encode("\uD83D\uDE00")));
  }

  @Test
  void specialTokensOnlyWhenAsked() {
    int end = BPE.id("<|endoftext|>");
    assertEquals(BPE.size() - 1, end);
    assertEquals(end, BPE.specials().eos());
    var text = "the<|endoftext|> cat<|endoftext|>";
    var ids = BPE.encode(text, true);
    assertEquals(end, ids[ids.length - 1]);
    assertEquals("the cat", BPE.decode(ids));
    assertEquals(text, BPE.decode(ids, true));
    var plain = BPE.encode(text);
    for (int id : plain) assertTrue(id != end);
    assertEquals(text, BPE.decode(plain));
  }

  /** What is added is spelled as it is, though its characters may spell bytes too. */
  @Test
  void addedTokensAreNoBytes() {
    var added = List.of(new AddedToken("é", BPE.id("Ã"), false, false, false));
    assertThrows(IllegalArgumentException.class, () -> BPE.specials(SpecialTokens.named(added)));
    int id = BPE.id("ì");
    var token = new AddedToken("ì", id, false, true, true);
    var bpe = BPE.specials(SpecialTokens.named(List.of(token)));
    assertArrayEquals(new int[] {BPE.id("a"), id, BPE.id("b")}, bpe.encode("a ì\n b"));
    assertEquals("aìb", bpe.decode(bpe.encode("aìb")));
  }

  @Test
  void blankBefore() {
    var bpe = BPE.blankBefore(true);
    assertArrayEquals(BPE.encode(" the cat"), bpe.encode("the cat"));
    assertArrayEquals(BPE.encode(" the cat"), bpe.encode(" the cat"));
    assertArrayEquals(BPE.encode(" \nx"), bpe.encode("\nx"));
    assertArrayEquals(new int[0], bpe.encode(""));
  }

  @Test
  void manyTextsOnAnyNumberOfThreads() {
    var texts = Golden.lines();
    for (int threads : new int[] {1, 3}) {
      var all = BPE.encode(texts, Run.quiet().threads(threads));
      assertEquals(texts.size(), all.size());
      for (int i = 0; i < texts.size(); i++)
        assertArrayEquals(BPE.encode(texts.get(i)), all.get(i));
    }
  }

  @Test
  void filesComeBack() throws Exception {
    BPE.write(dir.resolve("vocab.json"), dir.resolve("merges.txt"));
    var read = ByteLevelBpe.read(dir.resolve("vocab.json"), dir.resolve("merges.txt"));
    assertEquals(BPE.pieces(), read.pieces());
    assertArrayEquals(BPE.merges().byRank(), read.merges().byRank());
    assertEquals(BPE.specials(), read.specials());
    read.write(dir.resolve("vocab2.json"), dir.resolve("merges2.txt"));
    assertEquals(-1, Files.mismatch(dir.resolve("vocab.json"), dir.resolve("vocab2.json")));
    assertEquals(-1, Files.mismatch(dir.resolve("merges.txt"), dir.resolve("merges2.txt")));
    assertTrue(Files.readString(dir.resolve("merges.txt")).startsWith("#version: 0.2\nĠ "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a": 0, "b": 2}   | t h | 'b' has the id 2, but with 2 pieces all ids from 0 to 1
          {"a": 0, "b": 0}   | t h | 'a' and 'b' both have the id 0
          {"a": 0, "a": 1}   | t h | vocab.json:1:16: the piece 'a' is there twice
          {"a": 0, "b": "x"} | t h | 'b' has no id, which is a whole number
          {"a": 99999999999} | t h | out of range
          {"a": 0            | t h | vocab.json:1:
          {"a": 0} 1         | t h | more follows after the object
          [1]                | t h | vocab.json:1:2: an object of pieces
          {}                 | t h | it has no pieces
          {"a": 0}           | t h | no piece 'Ā' for byte 0
          BYTES              | t   | merges.txt:1: 't', but two pieces with a blank between
          BYTES              | t h e | merges.txt:1: 't h e', but two pieces
          BYTES              | t x | merges.txt:1: the piece 'tx' is not in the vocabulary
          BYTES              | t h;t h | merges.txt:2: the merge of 't' and 'h' is there twice
          """)
  void badFiles(String vocab, String merges, String message) throws Exception {
    var bytes = new StringBuilder("{\"th\": 256");
    for (int b = 0; b < 256; b++)
      bytes.append(
          ", \"%s\": %d"
              .formatted(
                  ByteSpelling.of(b) == '"' || ByteSpelling.of(b) == '\\'
                      ? "\\" + ByteSpelling.of(b)
                      : String.valueOf(ByteSpelling.of(b)),
                  b));
    var vocabFile = dir.resolve("vocab.json");
    var mergesFile = dir.resolve("merges.txt");
    Files.writeString(vocabFile, vocab.equals("BYTES") ? bytes + "}" : vocab);
    Files.writeString(mergesFile, merges.replace(';', '\n') + "\n");
    var e = assertThrows(DataException.class, () -> ByteLevelBpe.read(vocabFile, mergesFile));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertTrue(e.getMessage().startsWith(dir.toString()), e.getMessage());
  }

  @Test
  void filesThatAreNotThereOrNoText() throws Exception {
    BPE.write(dir.resolve("vocab.json"), dir.resolve("merges.txt"));
    var none = dir.resolve("none");
    assertThrows(DataException.class, () -> ByteLevelBpe.read(none, dir.resolve("merges.txt")));
    assertThrows(DataException.class, () -> ByteLevelBpe.read(dir.resolve("vocab.json"), none));
    var broken =
        Files.write(dir.resolve("broken"), "t h\n\u00FF".getBytes(StandardCharsets.ISO_8859_1));
    assertThrows(DataException.class, () -> ByteLevelBpe.read(dir.resolve("vocab.json"), broken));
    assertThrows(DataException.class, () -> ByteLevelBpe.read(broken, dir.resolve("merges.txt")));
  }
}
