package millrace.embeddings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import millrace.data.DataException;
import millrace.data.Vocabulary;
import millrace.store.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VectorFormatTest {
  @TempDir Path folder;

  /** With counts, subwords, letters of all lengths and numbers of all sizes. */
  static WordVectors sample() {
    var words = Vocabulary.of("the", "größe", "東京", "𝔸𝔹", "don't", "</s>", "1984");
    var random = ExactTest.random(7 + 12, 6, 8).values();
    var values = Arrays.copyOf(random, 7 * 6);
    values[3] = 1e-42f;
    values[4] = -3e38f / 64;
    values[5] = 16777216;
    var buckets = Arrays.copyOfRange(random, 7 * 6, 19 * 6);
    return new WordVectors(
        words, 6, values, new long[] {9, 8, 7, 6, 5, 4, 4}, new Subwords(2, 3, 12, buckets));
  }

  @ParameterizedTest
  @CsvSource({
    "gensim.txt, WORD2VEC_TEXT",
    "gensim.txt.gz, WORD2VEC_TEXT",
    "gensim.bin, WORD2VEC_BINARY",
    "gensim.bin.gz, WORD2VEC_BINARY",
    "gensim.glove, GLOVE"
  })
  void readsWhatGensimWrites(String name, VectorFormat format) {
    assertSame(format, VectorFormat.of(Golden.file(name)));
    var got = WordVectors.read(Golden.file(name));
    var want = Golden.vectors("gensim");
    assertEquals(want.words(), got.words());
    assertArrayEquals(want.values(), got.values());
    assertEquals(0, got.counts().length);
    assertEquals(0, got.subwords().most());
  }

  @ParameterizedTest
  @CsvSource({"ft.bin, 2, 4, 150", "plain.bin, 0, 0, 0", "classes.bin, 3, 3, 260"})
  void readsWhatFastTextWrites(String name, int least, int most, int buckets) {
    assertSame(VectorFormat.FASTTEXT, VectorFormat.of(Golden.file(name)));
    var v = WordVectors.read(Golden.file(name));
    var counts = Golden.lines("count", name);
    assertEquals(counts.stream().map(f -> f[0]).toList(), v.words().names());
    for (int i = 0; i < v.counts().length; i++)
      assertEquals(Long.parseLong(counts.get(i)[1]), v.counts()[i]);
    var s = v.subwords();
    assertEquals(List.of(least, most, buckets), List.of(s.least(), s.most(), s.buckets()));
    vectors(v, name);
  }

  /** Known words and composed ones, to the last bit but one. */
  private static void vectors(WordVectors v, String name) {
    for (var f : Golden.lines("vector", name))
      assertArrayEquals(Golden.numbers(f[1]), v.vector(f[0]).orElseThrow(), 1e-6f, f[0]);
  }

  @Test
  void readsModelsThatGensimWrites() {
    vectors(WordVectors.read(Golden.file("gensim.ft.bin")), "gensim.ft.bin");
  }

  @Test
  void neighboursAreThoseOfFastText() {
    var v = WordVectors.read(Golden.file("ft.bin"));
    for (var f : Golden.lines("nearest", "ft.bin"))
      WordVectorsTest.near(Golden.pairs(f[1]), v.nearest(f[0], Golden.pairs(f[1]).size()));
  }

  @Test
  void readsTextOfFastText() {
    var bin = WordVectors.read(Golden.file("ft.bin"));
    var vec = WordVectors.read(Golden.file("ft.vec"));
    assertEquals(bin.words(), vec.words());
    for (int i = 0; i < bin.values().length; i++) // five digits
    assertEquals(bin.values()[i], vec.values()[i], 5.001e-5 * Math.abs(bin.values()[i]) + 1e-9);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsWrittenIsReadAgain(VectorFormat format) {
    var v = sample();
    var names = format == VectorFormat.SAFETENSORS ? List.of("a") : List.of("a", "b.gz");
    for (var name : names) {
      var file = folder.resolve(name);
      format.write(v, file);
      assertSame(format, VectorFormat.of(file));
      same(format, v, WordVectors.read(file));
      same(format, v, format.read(file));
    }
  }

  private static void same(VectorFormat format, WordVectors want, WordVectors got) {
    assertEquals(want.words(), got.words());
    assertEquals(want.width(), got.width());
    boolean all = format == VectorFormat.FASTTEXT || format == VectorFormat.SAFETENSORS;
    if (format != VectorFormat.FASTTEXT) assertArrayEquals(want.values(), got.values());
    for (int i = 0; i < want.values().length; i++) {
      float value = want.values()[i]; // sums of vectors of other sizes are rounded
      assertEquals(value, got.values()[i], 1e-6 * Math.max(10, Math.abs(value)));
    }
    assertArrayEquals(all ? want.counts() : new long[0], got.counts());
    assertArrayEquals(all ? want.subwords().values() : new float[0], got.subwords().values());
    if (all)
      assertArrayEquals(want.vector("größer").orElseThrow(), got.vector("größer").orElseThrow());
  }

  @ParameterizedTest
  @EnumSource
  void withoutCountsAndSubwords(VectorFormat format) {
    var s = sample();
    var v = new WordVectors(s.words(), 6, s.values(), new long[0], Subwords.NONE);
    var file = folder.resolve("v");
    format.write(v, file);
    var got = WordVectors.read(file);
    assertArrayEquals(v.values(), got.values());
    assertEquals(0, got.subwords().most());
    if (format != VectorFormat.FASTTEXT) assertEquals(0, got.counts().length);
    else assertArrayEquals(new long[] {7, 6, 5, 4, 3, 2, 1}, got.counts());
  }

  @ParameterizedTest
  @EnumSource
  void theSameVectorsGiveTheSameBytes(VectorFormat format) throws IOException {
    format.write(sample(), folder.resolve("a"));
    format.write(sample(), folder.resolve("b"));
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("a")), Files.readAllBytes(folder.resolve("b")));
    try (var files = Files.list(folder)) {
      assertEquals(2, files.count());
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatCannotBeWrittenLeavesWhatIsThere(VectorFormat format) throws IOException {
    var s = sample();
    var file = Files.writeString(folder.resolve("v"), "before");
    var bad = s.values().clone();
    bad[8] = Float.NaN;
    refused("word 2 has the number NaN", format, v(s.words(), bad), file);
    refused("there are no words", format, v(Vocabulary.empty(), new float[0]), file);
    refused("word 1 is ''", format, v(Vocabulary.of("", "b"), new float[12]), file);
    refused("word 1 is '\ud800'", format, v(Vocabulary.of("\ud800"), new float[6]), file);
    switch (format) {
      case SAFETENSORS -> {
        refused("word 2", format, v(Vocabulary.of("a", "b\nc"), new float[12]), file);
        refused("not compressed", format, s, folder.resolve("v.gz"));
      }
      case FASTTEXT ->
          refused("word 2", format, v(Vocabulary.of("a", "b\0c"), new float[12]), file);
      case WORD2VEC_TEXT, WORD2VEC_BINARY, GLOVE -> {
        for (var w : new String[] {"b c", "b\tc", "b\nc", "b\rc"})
          refused("word 2 is 'b", format, v(Vocabulary.of("a", w), new float[12]), file);
      }
    }
    assertEquals("before", Files.readString(file));
    refused("there is no folder", format, s, folder.resolve("none").resolve("v"));
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  private static WordVectors v(Vocabulary words, float[] values) {
    return new WordVectors(words, 6, values, new long[0], Subwords.NONE);
  }

  private static void refused(String part, VectorFormat format, WordVectors v, Path file) {
    var e = assertThrows(DataException.class, () -> format.write(v, file));
    assertTrue(e.getMessage().contains(part), e.getMessage());
    assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
  }

  @Test
  void safetensorsHaveTheShapesThatOthersExpect() {
    var file = folder.resolve("v.safetensors");
    VectorFormat.SAFETENSORS.write(sample(), file);
    var t = Tensors.read(file);
    assertEquals(List.of(7L, 6L), t.tensors().get("vectors").shape());
    assertEquals(List.of(12L, 6L), t.tensors().get("subwords").shape());
    assertEquals(
        Map.of("format", "millrace word vectors", "least", "2", "most", "3"), t.metadata());
  }
}
