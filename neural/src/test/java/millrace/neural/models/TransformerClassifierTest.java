package millrace.neural.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.evaluation.Classification;
import millrace.neural.compute.Cpu;
import millrace.run.Run;
import millrace.store.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransformerClassifierTest {
  private static final Run RUN = Run.seeded(3).threads(1);

  @TempDir Path dir;

  /** "not bad" is good, "bad" is bad, "not good" is bad; the words stand anywhere. */
  private static Frame reviews(int n, long seed) {
    var r = Run.seeded(seed).random("reviews");
    var text = new ArrayList<String>();
    var codes = new int[n];
    for (int i = 0; i < n; i++) {
      boolean not = r.nextBoolean();
      boolean good = r.nextBoolean();
      codes[i] = not != good ? 1 : 0;
      var words = new ArrayList<>(Collections.nCopies(r.nextInt(5), "so"));
      words.add((not ? "not " : "") + (good ? "good" : "bad"));
      for (int k = r.nextInt(5); k > 0; k--) words.add("so");
      text.add(String.join(" ", words));
    }
    var m = new LinkedHashMap<String, Column>();
    m.put("text", new Column.Text(text));
    m.put("y", new Column.Nominal(codes, Vocabulary.of("bad", "good")));
    return Frame.of(m).target("y");
  }

  private static double accuracy(TransformerClassifier.Fitted model, Frame test) {
    return Classification.ACCURACY.score(test.targetColumn(), model.predict(test));
  }

  private TransformerClassifier tiny() throws IOException {
    TinyEncoder.write(dir, 2, 2, 16, 1);
    return new TransformerClassifier()
        .model(dir.toString())
        .longest(32)
        .batchSize(16)
        .dropout(0)
        .epochs(4);
  }

  private static final TransformerClassifier FRESH =
      new TransformerClassifier()
          .width(32)
          .layers(1)
          .heads(2)
          .batchSize(16)
          .learningRate(.003)
          .epochs(12)
          .patience(12);

  @Test
  void learnsFromNothingWhatWordsAloneDoNotTell() {
    var test = reviews(200, 2);
    var subwords = FRESH.subwords(300).pooling(TokenPooling.CLS).epochs(30).patience(30);
    for (var how : List.of(FRESH, subwords, FRESH.pooling(TokenPooling.ATTENTION))) {
      double is = accuracy(how.fit(reviews(500, 1), RUN), test);
      assertTrue(is > .95, how + ": " + is);
    }
  }

  @Test
  void tunesWhatIsNotFrozen() throws IOException {
    var train = reviews(300, 1);
    var test = reviews(200, 2);
    double frozen = accuracy(tiny().fit(train, RUN), test);
    var how =
        tiny()
            .freeze(List.of("tokens", "positions", "types", "norm"))
            .encoderRate(.005)
            .epochs(20)
            .patience(20);
    double tuned = accuracy(how.fit(train, RUN), test);
    assertTrue(tuned > .8 && tuned > frozen + .2, "tuned %s, frozen %s".formatted(tuned, frozen));
    var lora = tiny().freeze(List.of()).lora(4).learningRate(.01).epochs(20).patience(20);
    double adapted = accuracy(lora.fit(train, RUN), test);
    assertTrue(
        adapted > .8 && adapted > frozen + .2, "LoRA %s, frozen %s".formatted(adapted, frozen));
  }

  /** Frozen weights are not in the model, and nothing of them changes. */
  @Test
  void holdsWhatWasTrainedAndNoMore() throws IOException {
    var train = reviews(60, 1);
    var frozen = tiny().fit(train, RUN);
    assertEquals(List.of("output.weight", "output.bias"), names(frozen));
    var last =
        tiny().freeze(List.of("tokens", "positions", "types", "norm", "blocks.0")).fit(train, RUN);
    assertTrue(
        names(last).stream().allMatch(n -> n.matches("output.*|sequence.0.encoder.blocks.1.*")),
        names(last).toString());
    var lora = tiny().freeze(List.of("blocks.0")).lora(2).fit(train, RUN);
    assertEquals(
        List.of(
            "sequence.0.encoder.blocks.1.attention.query.a",
            "sequence.0.encoder.blocks.1.attention.query.b",
            "sequence.0.encoder.blocks.1.attention.value.a",
            "sequence.0.encoder.blocks.1.attention.value.b",
            "output.weight",
            "output.bias"),
        names(lora));
  }

  private static List<String> names(TransformerClassifier.Fitted model) {
    return model.weights().stream().map(Weight::name).toList();
  }

  /** Merged, a model says the same but for rounding, and needs no file. */
  @Test
  void aWholeModelNeedsNoFile() throws IOException {
    var train = reviews(60, 1);
    var apart = tiny().freeze(List.of()).lora(2).learningRate(.01).fit(train, RUN);
    var whole = tiny().freeze(List.of()).lora(2).learningRate(.01).whole(true).fit(train, RUN);
    var file = dir.resolve("whole");
    Store.save(whole, file);
    for (var name : List.of("model.safetensors", "vocab.txt", "config.json"))
      Files.delete(dir.resolve(name));
    var back = Store.load(file, TransformerClassifier.Fitted.class);
    assertArrayEquals(apart.predict(train).probability(), back.predict(train).probability(), 1e-5);
  }

  /** What the frozen blocks make of many texts at once is what they make of each by itself. */
  @Test
  void statesAreThoseOfTheFrozenBlocks() throws IOException {
    var files = tiny().epochs(1).fit(reviews(60, 1), RUN).files();
    var encoder = PretrainedEncoder.of(files.getFirst()).encoder();
    var ids = List.of(new int[] {2, 7, 5, 3}, new int[] {2, 3}, new int[] {2, 9, 9, 4, 6, 8, 3});
    var found = new float[ids.size()][];
    new Encoding(encoder, 1)
        .run(
            ids,
            1,
            RUN,
            "states",
            (row, block, states, at, n) -> {
              assertEquals(1, block);
              found[row] = Arrays.copyOfRange(states, at, at + n * encoder.width());
            });
    try (var f = new Cpu(1)) {
      for (int i = 0; i < found.length; i++) {
        var x = encoder.embed(f, ids.get(i), new int[ids.get(i).length], 1);
        var want = f.floats(encoder.blocks(f, x, 0, 1));
        assertArrayEquals(Arrays.copyOf(want, found[i].length), found[i], 1e-6f);
      }
    }
  }

  @Test
  void loraWithNothingToChangeIsRefused() throws IOException {
    var e = assertThrows(DataException.class, () -> tiny().lora(2).fit(reviews(60, 1), RUN));
    assertTrue(e.getMessage().contains("freeze(List.of())"), e.getMessage());
  }

  @Test
  void refusesWhatDoesNotFit() throws IOException {
    var train = reviews(60, 1);
    var pattern =
        assertThrows(DataException.class, () -> tiny().freeze(List.of("layer.0")).fit(train, RUN));
    assertTrue(pattern.getMessage().contains("layer.0"), pattern.getMessage());
    var longest = assertThrows(DataException.class, () -> tiny().longest(65).fit(train, RUN));
    assertTrue(longest.getMessage().contains("64"), longest.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> new TransformerClassifier().pooling(TokenPooling.CLS));
    assertThrows(IllegalArgumentException.class, () -> new TransformerClassifier().subwords(10));
    var heads =
        assertThrows(
            IllegalArgumentException.class,
            () -> new TransformerClassifier().heads(5).fit(train, RUN));
    assertTrue(heads.getMessage().contains("heads"), heads.getMessage());
  }
}
