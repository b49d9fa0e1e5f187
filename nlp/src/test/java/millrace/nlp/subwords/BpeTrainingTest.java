package millrace.nlp.subwords;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

class BpeTrainingTest {
  private static List<String> merges(ByteLevelBpe bpe) {
    var out = new ArrayList<String>();
    var ids = bpe.merges().byRank();
    for (int i = 0; i < ids.length; i += 2)
      out.add(bpe.piece(ids[i]) + " " + bpe.piece(ids[i + 1]));
    return out;
  }

  /** The pieces and merges that Hugging Face's trainer finds, in their order. */
  @Test
  void asHuggingFaceTrains() {
    var golden = Golden.of("trained");
    var bpe = new BpeTraining(700).train(Golden.lines(), Run.quiet());
    assertEquals(Golden.strings(golden.get("vocab")), bpe.pieces().names());
    var due = new ArrayList<String>();
    for (var merge : golden.get("merges"))
      due.add(merge.get(0).textValue() + " " + merge.get(1).textValue());
    assertEquals(due, merges(bpe));
  }

  /** The definition: all pairs are counted anew before each merge. */
  @Test
  void isWhatTheDefinitionGives() {
    var random = new Random(3);
    for (int round = 0; round < 30; round++) {
      var texts = new ArrayList<String>();
      for (int i = 0; i < 20; i++) {
        var text = new StringBuilder();
        int n = random.nextInt(30);
        for (int k = 0; k < n; k++) text.append("aaab ".charAt(random.nextInt(5)));
        texts.add(text.toString());
      }
      int size = 257 + random.nextInt(40);
      int minCount = 1 + random.nextInt(3);
      var bpe = new BpeTraining(size).minCount(minCount).train(texts, Run.quiet());
      assertEquals(naive(texts, size, minCount), merges(bpe));
    }
  }

  private static List<String> naive(List<String> texts, int size, int minCount) {
    var bytes = new ArrayList<String>();
    for (int b = 0; b < 256; b++) bytes.add(String.valueOf(ByteSpelling.of(b)));
    bytes.sort(null);
    var pieces = new ArrayList<>(bytes);
    var words = new ArrayList<List<String>>();
    for (var text : texts) {
      var chars = text.toCharArray();
      for (int i = 0, end; i < chars.length; i = end) {
        end = Gpt2Words.next(chars, i, chars.length);
        words.add(new ArrayList<>(List.of(ByteSpelling.spell(text.substring(i, end)).split(""))));
      }
    }
    var merges = new ArrayList<String>();
    var joined = new ArrayList<String>();
    while (pieces.size() < size) {
      var counts = new HashMap<String, Integer>();
      for (var word : words)
        for (int i = 0; i + 1 < word.size(); i++)
          counts.merge(word.get(i) + " " + word.get(i + 1), 1, Integer::sum);
      counts.keySet().removeAll(joined); // what is left of "aaa" after a merge is not joined again
      String best = null;
      for (var pair : counts.keySet())
        if (best == null || before(pair, counts.get(pair), best, counts.get(best), pieces))
          best = pair;
      if (best == null || counts.get(best) < minCount) break;
      joined.add(best);
      merges.add(best);
      var two = best.split(" ");
      if (!pieces.contains(two[0] + two[1])) pieces.add(two[0] + two[1]);
      for (var word : words)
        for (int i = 0; i + 1 < word.size(); i++)
          if (word.get(i).equals(two[0]) && word.get(i + 1).equals(two[1]))
            word.set(i, two[0] + word.remove(i + 1));
    }
    return merges;
  }

  private static boolean before(String a, int n, String b, int m, List<String> pieces) {
    if (n != m) return n > m;
    var x = a.split(" ");
    var y = b.split(" ");
    int left = Integer.compare(pieces.indexOf(x[0]), pieces.indexOf(y[0]));
    return left != 0 ? left < 0 : pieces.indexOf(x[1]) < pieces.indexOf(y[1]);
  }

  @Test
  void theSameOnAnyNumberOfThreads() {
    var training = new BpeTraining(500).specials("<a>", "<b>");
    var one = training.train(Golden.lines(), Run.quiet().threads(1));
    var four = training.train(Golden.lines(), Run.quiet().threads(4));
    assertEquals(one.pieces(), four.pieces());
    assertArrayEquals(one.merges().byRank(), four.merges().byRank());
    assertEquals(500, one.size());
    assertEquals(498, one.id("<a>"));
    assertEquals(2, one.specials().added().size());
  }

  @Test
  void littleText() {
    var none = new BpeTraining(300).train(List.of(), Run.quiet());
    assertEquals(256, none.size());
    assertEquals("é 😀", none.decode(none.encode("é 😀")));
    assertEquals(257, new BpeTraining(300).train(List.of("ab ab", ""), Run.quiet()).size());
    assertEquals(256, new BpeTraining(256).train(Golden.lines(), Run.quiet()).size());
  }

  @Test
  void canBeFinishedAndCancelled() {
    var finish = Run.quiet();
    var run =
        finish.listen(
            p -> {
              if (p.phase().equals("merge")) finish.finish();
            });
    var bpe = new BpeTraining(900).train(Golden.lines(), run);
    assertEquals(356, bpe.size());
    var cancelled = Run.quiet();
    cancelled.cancel();
    assertThrows(
        Run.CancelledException.class, () -> new BpeTraining(900).train(Golden.lines(), cancelled));
  }

  @Test
  void badSettings() {
    var e = assertThrows(IllegalArgumentException.class, () -> new BpeTraining(255));
    assertTrue(e.getMessage().contains("255 pieces"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new BpeTraining(256).specials("<s>"));
    assertThrows(IllegalArgumentException.class, () -> new BpeTraining(300).minCount(0));
    assertThrows(IllegalArgumentException.class, () -> new BpeTraining(300).specials("<s>", "<s>"));
    assertThrows(IllegalArgumentException.class, () -> new BpeTraining(300).specials("a"));
    assertThrows(
        IllegalArgumentException.class,
        () -> new BpeTraining(300).specials("the").train(Golden.lines(), Run.quiet()));
  }
}
