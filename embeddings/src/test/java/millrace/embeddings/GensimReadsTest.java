package millrace.embeddings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * What we write is what gensim and fastText read: they are asked where Debian's python3-gensim,
 * fasttext and python3-fasttext are installed. Elsewhere the files must have the bytes of those
 * that they were asked about when golden/gensim-reads.txt was written.
 */
class GensimReadsTest {
  private static final String PYTHON = "/usr/bin/python3";

  static boolean installed() {
    try {
      run("-c", "import gensim, fasttext, subprocess; subprocess.run(['fasttext'])");
      return true;
    } catch (IOException | AssertionError e) {
      return false;
    }
  }

  private static List<String> run(String... args) throws IOException {
    var command = new ArrayList<>(List.of(PYTHON, "-W", "ignore"));
    command.addAll(List.of(args));
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("PYTHONIOENCODING", "utf-8");
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    var process = builder.start();
    try (var out = process.inputReader()) {
      var lines = out.lines().toList();
      assertTrue(process.waitFor(2, TimeUnit.MINUTES), "python3 did not end");
      assertEquals(0, process.exitValue(), "python3");
      return lines;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } finally {
      process.destroy();
    }
  }

  private static final Map<String, VectorFormat> FORMATS =
      Map.of(
          "w2v.txt", VectorFormat.WORD2VEC_TEXT,
          "w2v.txt.gz", VectorFormat.WORD2VEC_TEXT,
          "w2v.bin", VectorFormat.WORD2VEC_BINARY,
          "w2v.bin.gz", VectorFormat.WORD2VEC_BINARY,
          "glove.txt", VectorFormat.GLOVE,
          "ft.bin", VectorFormat.FASTTEXT);

  private static WordVectors sample() {
    var plain = Golden.vectors("gensim");
    int n = plain.words().size();
    var counts = new long[n]; // gensim 4.2 mixes up words of the same count
    for (int i = 0; i < n; i++) counts[i] = 10L * (n - i);
    var buckets = ExactTest.random(130, plain.width(), 9).values();
    return new WordVectors(
        plain.words(), plain.width(), plain.values(), counts, new Subwords(3, 5, 130, buckets));
  }

  @Test
  @Tag("gensim")
  @EnabledIf("installed")
  void theVectorsAreTheSame(@TempDir Path folder) throws IOException {
    FORMATS.forEach((name, format) -> format.write(sample(), folder.resolve(name)));
    check(run(Golden.file("vectors.py").toString(), folder.toString()), folder);
  }

  @Test
  void filesAreThoseInWhichTheyWereTheSame(@TempDir Path folder) throws IOException {
    FORMATS.forEach((name, format) -> format.write(sample(), folder.resolve(name)));
    check(Files.readAllLines(Golden.file("gensim-reads.txt")), folder);
  }

  private static void check(List<String> lines, Path folder) throws IOException {
    var want = sample();
    int n = want.words().size();
    var seen = new HashMap<String, Integer>();
    for (var line : lines) {
      var f = line.split("\t", -1);
      switch (f[0]) {
        case "vector" -> same(want, f[1], f[2], f[3]);
        case "printed" -> printed(want, f[2], f[3]);
        case "words" -> assertEquals(List.of("" + n, "12"), List.of(f[2], f[3]));
        case "sha256" -> assertEquals(f[2], sha256(folder.resolve(f[1])), f[1]);
        default -> assertTrue(line.startsWith("#"), line);
      }
      if (f.length > 1) seen.merge(f[0] + " " + f[1], 1, Integer::sum);
    }
    for (var name : FORMATS.keySet()) {
      assertEquals(name.equals("ft.bin") ? n + 3 : n, seen.get("vector " + name), name);
      if (!name.endsWith(".gz")) assertEquals(1, seen.get("sha256 " + name), name);
    }
    assertEquals(n + 3, seen.get("printed ft.bin"));
  }

  private static String sha256(Path file) throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static void same(WordVectors v, String file, String word, String numbers) {
    boolean model = file.equals("ft.bin");
    if (model && word.equals(SubwordHash.END))
      return; // gensim gives it subwords, fastText does not
    var want = v.vector(word).orElseThrow();
    assertArrayEquals(want, Golden.numbers(numbers), model ? 1e-6f : 0, file + " " + word);
  }

  /** fastText prints five digits. */
  private static void printed(WordVectors v, String word, String numbers) {
    var want = v.vector(word).orElseThrow();
    var got = Golden.numbers(numbers);
    assertEquals(want.length, got.length);
    for (int i = 0; i < want.length; i++)
      assertEquals(want[i], got[i], 5.001e-5 * Math.abs(want[i]) + 1e-6, word);
  }
}
