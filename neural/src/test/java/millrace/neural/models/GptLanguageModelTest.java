package millrace.neural.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.neural.compute.Cpu;
import millrace.neural.transformer.Generation;
import millrace.neural.transformer.Sampling;
import millrace.neural.transformer.Sight;
import millrace.run.Run;
import millrace.store.Store;
import org.junit.jupiter.api.Test;

class GptLanguageModelTest {
  private static final String FOX =
      "The quick brown fox jumps over the lazy dog – tröt! ".repeat(20);
  private static final Run RUN = Run.seeded(3).threads(2);
  private static final Generation BEST = new Generation(60, Sampling.greedy());

  static GptLanguageModel small() {
    return new GptLanguageModel()
        .layers(2)
        .heads(2)
        .width(24)
        .context(16)
        .batchSize(6)
        .iterations(20)
        .passes(0)
        .learningRate(5e-3)
        .minLearningRate(5e-4);
  }

  private static GptModel byHeart(GptLanguageModel how) {
    return how.iterations(250).evalEvery(50).fit(FOX, RUN);
  }

  @Test
  void learnsAShortTextByHeart() {
    var model = byHeart(small());
    assertTrue(model.loss() < .15, "the held-out part is the same: " + model.loss());
    assertTrue(model.perplexity(FOX) < 1.2, "perplexity " + model.perplexity(FOX));
    assertTrue(model.perplexity("god yzal eht revo") > 20, "another text");
    assertEquals(FOX.substring(9, 69), model.generate(FOX.substring(0, 9), BEST, RUN));
  }

  @Test
  void learnsPiecesOfWordsWithBiasesByHeart() {
    var how = small().tokens(GptLanguageModel.Tokens.BPE).pieces(280).bias(true).heads(4);
    var model = byHeart(how);
    assertTrue(model.code().size() > 270, "pieces: " + model.code().size());
    var said = model.generate("The quick", BEST, RUN);
    assertTrue(FOX.startsWith("The quick" + said), said);
    assertTrue(said.length() > 60, "pieces are longer than characters");
  }

  @Test
  void sameBytesForAnyNumberOfThreads() {
    var how = small().dropout(.2).gradientAccumulation(2).evalEvery(7);
    var expected = Store.bytes(how.fit(FOX, RUN.threads(1)));
    for (int threads : new int[] {2, 3})
      assertArrayEquals(expected, Store.bytes(how.fit(FOX, RUN.threads(threads))));
    assertFalse(Arrays.equals(expected, Store.bytes(how.fit(FOX, RUN.seed(4)))), "another seed");
  }

  @Test
  void aModelFileSaysTheSame() {
    for (var how : List.of(small(), small().tokens(GptLanguageModel.Tokens.BPE).pieces(270))) {
      var model = how.fit(FOX, RUN);
      var back = Store.load(Store.bytes(model), GptModel.class);
      assertEquals(model.loss("the fox"), back.loss("the fox"));
      assertEquals(model.generate("a", BEST, RUN), back.generate("a", BEST, RUN));
    }
  }

  /** What training says of the held-out part is what its windows give one by one. */
  @Test
  void theLastPartIsHeldOut() {
    var model = small().evalIterations(0).evalEvery(20).fit(FOX, RUN);
    var all = model.code().encode(FOX);
    int n = all.length + 1;
    int held = (int) Math.round(.1 * n);
    int from = all.length - held;
    double sum = 0;
    int windows = 0;
    try (var f = new Cpu(1)) {
      var objective = new NextTokens(16);
      for (int at = from; at + 16 < all.length; at += 16, windows++)
        sum += f.doubles(objective.loss(f, model.network(f), all, at))[0];
    }
    assertEquals((held - 1) / 16, windows);
    assertEquals(sum / windows, model.loss(), 1e-5);
  }

  /** Against each token by itself: with the stride 1 it is told from all the context holds. */
  @Test
  void countsEachTokenOnce() {
    var model = small().fit(FOX, RUN);
    var text = FOX.substring(0, 41);
    var ids = model.code().encode(text);
    var told = new int[ids.length + 1];
    told[0] = model.code().end();
    System.arraycopy(ids, 0, told, 1, ids.length);
    for (int stride : new int[] {1, 5, 8, 16}) {
      double sum = 0;
      try (var f = new Cpu(1)) {
        var net = model.network(f);
        for (int i = 1; i < told.length; i++) {
          // the first window whole; then the stride's windows, the last of which ends with the text
          int w = i <= 16 ? 0 : Math.ceilDiv(i - 16, stride);
          int start = Math.min(w * stride, told.length - 1 - 16);
          var before = Arrays.copyOfRange(told, start, i);
          var scores = f.logSoftmax(net.forward(f, before, 1, Sight.causal()));
          var p = f.doubles(scores);
          sum -= p[(before.length - 1) * model.code().size() + told[i]];
        }
      }
      assertEquals(sum / ids.length, model.loss(text, stride), 1e-5, "stride " + stride);
    }
    assertEquals(model.loss(text), model.loss(text, 8));
    assertTrue(Double.isNaN(model.loss("")));
    assertThrows(IllegalArgumentException.class, () -> model.loss(text, 17));
  }

  @Test
  void addsAColumnAndLeavesTheText() {
    var rows = new ArrayList<String>();
    for (int i = 0; i < 30; i++) rows.add(FOX.substring(i, i + 10 + i));
    rows.add("");
    var columns = new LinkedHashMap<String, Column>();
    columns.put("n", new Column.Numeric(new double[31]));
    columns.put("text", new Column.Text(rows));
    var frame = Frame.of(columns);
    var model = small().fit(frame, RUN);
    var out = model.apply(frame, RUN);
    assertEquals(List.of("n", "text", "text_log_likelihood"), List.copyOf(out.names()));
    var values = out.column("text_log_likelihood", Column.Numeric.class).values();
    for (int i = 0; i < 30; i++) assertEquals(-model.loss(rows.get(i)), values[i], 1e-6);
    assertTrue(Double.isNaN(values[30]));
    assertEquals(out.fingerprint(), model.apply(frame).fingerprint());
    var without = frame.without("text");
    assertEquals(without, small().fit(without, RUN).apply(without));
  }

  @Test
  void writesBeyondTheContextAndIsHeard() {
    var model = small().fit(FOX, RUN);
    var pieces = new ArrayList<String>();
    var how = new Generation(100, Sampling.plain());
    var said = model.generate("", how, RUN, pieces::add);
    assertEquals(String.join("", pieces), said);
    assertTrue(pieces.size() > 16, "beyond the context: " + pieces.size());
    assertEquals(said, model.generate("", how, RUN.threads(1)));
    assertFalse(said.equals(model.generate("", how, RUN.seed(9))));
    pieces.clear();
    model.generate(FOX, how, RUN, p -> pieces.add(p) && pieces.size() < 20);
    assertEquals(20, pieces.size());
    assertEquals("", model.generate("x", new Generation(0, Sampling.plain()), RUN));
    var stop = model.code().encode(said.substring(3, 4))[0];
    var until = model.generate("", new Generation(100, Sampling.plain(), stop), RUN);
    assertEquals(said.substring(0, said.indexOf(said.charAt(3))), until);
  }

  @Test
  void refusals() {
    refused(small().context(2000), FOX, "a window has context + 1 = 2001 tokens");
    refused(small().validation(.01), FOX, "held out");
    refused(small().heads(5), FOX, "heads must divide the width, but width is 24 and heads 5");
    refused(small().minLearningRate(1), FOX, "minLearningRate must be at most learningRate");
    refused(small().learningRate(10).gradClip(0).weightDecay(10), FOX, "the loss is");
    var numbers = Frame.of("x", Column.Numeric.of(1, 2));
    var e = assertThrows(DataException.class, () -> small().column("x").fit(numbers, RUN));
    assertTrue(e.getMessage().contains("'x' is numeric, but must be text"), e.getMessage());
  }

  private static void refused(GptLanguageModel how, String text, String message) {
    var e = assertThrows(DataException.class, () -> how.fit(text, RUN));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void aShortTextIsNotReadOftenerThanWished() {
    var steps = new ArrayList<Long>();
    small().iterations(1000).passes(3).fit(FOX, RUN.listen(p -> steps.add(p.total())));
    // 1041 tokens, 104 of which are held out; 6 windows of 16 a step
    assertEquals(Math.ceilDiv(3L * 937, 96), steps.getLast());
  }
}
