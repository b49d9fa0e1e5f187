package millrace.nlp.subwords;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import millrace.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamDecoderTest {
  /** Bytes only: every character beyond ASCII is in several pieces. */
  private static final ByteLevelBpe BYTES = new BpeTraining(256).train(List.of(), Run.quiet());

  @TempDir Path dir;

  @Test
  void aCharacterComesWhole() {
    var decoder = BYTES.decoder();
    var ids = BYTES.encode("é😀a");
    assertEquals("", decoder.add(ids[0]));
    assertEquals("é", decoder.add(ids[1]));
    for (int i = 2; i < 5; i++) assertEquals("", decoder.add(ids[i]));
    assertEquals("😀", decoder.add(ids[5]));
    assertEquals("a", decoder.add(ids[6]));
    assertEquals("", decoder.finish());
  }

  @Test
  void whatIsCutShortIsReplaced() {
    var decoder = BYTES.decoder();
    int first = BYTES.encode("😀")[0];
    assertEquals("", decoder.add(first));
    assertEquals("\uFFFD", decoder.finish());
    assertEquals("", decoder.add(first)); // another text
    assertEquals("\uFFFDx", decoder.add(BYTES.id("x")));
  }

  @Test
  void idsThatAreNone() {
    var decoder = BYTES.decoder();
    assertThrows(IllegalArgumentException.class, () -> decoder.add(256));
    assertThrows(IllegalArgumentException.class, () -> BYTES.decode(-1));
  }

  /** In parts, the text is that of Java's own decoder, and no part has half of a pair. */
  @Test
  void partsMakeTheWhole() {
    var random = new Random(8);
    for (int round = 0; round < 3000; round++) {
      var bytes = new byte[random.nextInt(12)];
      for (int i = 0; i < bytes.length; i++)
        bytes[i] =
            (byte)
                switch (random.nextInt(4)) {
                  case 0 -> 0xF0 + random.nextInt(6);
                  case 1 -> 0xC0 + random.nextInt(48);
                  case 2 -> 0x80 + random.nextInt(64);
                  default -> random.nextInt(128);
                };
      var ids = new int[bytes.length];
      var decoder = BYTES.decoder();
      var parts = new StringBuilder();
      for (int i = 0; i < ids.length; i++) {
        ids[i] = BYTES.id(String.valueOf(ByteSpelling.of(bytes[i] & 0xFF)));
        var part = decoder.add(ids[i]);
        assertFalse(!part.isEmpty() && Character.isHighSurrogate(part.charAt(part.length() - 1)));
        parts.append(part);
      }
      parts.append(decoder.finish());
      assertEquals(new String(bytes, StandardCharsets.UTF_8), BYTES.decode(ids));
      assertEquals(BYTES.decode(ids), parts.toString());
    }
  }

  @Test
  void everyKind() {
    var kinds =
        List.of(
            TokenizerJson.read(Golden.json("uncased", dir)),
            TokenizerJson.read(Golden.json("unigram", dir)),
            SentencePiece.read(Golden.model("sp-bpe.model", dir)),
            SentencePiece.read(Golden.model("sp-unigram.model", dir)));
    for (var tokenizer : kinds)
      for (var text : Golden.texts()) {
        var ids = tokenizer.encode(text);
        var decoder = tokenizer.decoder();
        var parts = new StringBuilder();
        for (int id : ids) parts.append(decoder.add(id));
        assertEquals(tokenizer.decode(ids), parts.append(decoder.finish()).toString());
      }
  }
}
