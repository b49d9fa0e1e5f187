package millrace.neural.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.Trainer;
import millrace.run.Run;
import millrace.store.Store;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was stopped in the middle goes on from its state, and ends with the same bytes. */
class ResumeModelsTest {
  @TempDir Path folder;

  static List<Trainer<?>> trainers() {
    return List.of(
        new FeedForwardClassifier().width(8).batchNorm(true).epochs(6),
        new RecurrentClassifier().width(6).embedding(5).epochs(6),
        new TextCnn().maps(4).embedding(5).epochs(6),
        GptLanguageModelTest.small()
            .dropout(.1)
            .iterations(14)
            .evalEvery(5)
            .gradientAccumulation(2),
        new Seq2Seq().layers(1).width(8).hidden(8).cut(Cut.WORDS).epochs(6));
  }

  private static Frame rows() {
    var r = Run.seeded(1).random("rows");
    var x = r.doubles(90).toArray();
    var text =
        IntStream.range(0, 90)
            .mapToObj(i -> x[i] > .5 ? "good day to you" : "bad luck " + i)
            .toList();
    var m = new LinkedHashMap<String, Column>();
    m.put("x", new Column.Numeric(x));
    m.put("text", new Column.Text(text));
    var codes = IntStream.range(0, 90).map(i -> x[i] > .5 ? 1 : 0).toArray();
    m.put("y", new Column.Nominal(codes, Vocabulary.of("no", "yes")));
    return Frame.of(m).target("y");
  }

  @ParameterizedTest
  @MethodSource("trainers")
  void goesOnWithTheSameBytes(Trainer<?> trainer) throws IOException {
    var rows = rows();
    var frame =
        switch (trainer) {
          case FeedForwardClassifier _ -> rows.without("text");
          case Seq2Seq _ -> {
            var text = (Column.Text) rows.column("text");
            yield Frame.of("text", text).with("y", text).target("y");
          }
          default -> rows;
        };
    var run = Run.seeded(4).threads(1);
    var whole = Store.bytes(trainer.fit(frame, run));
    var stopped = new AtomicReference<Run>();
    var kept =
        run.checkpoints(folder, Duration.ZERO)
            .listen(
                p -> {
                  if (p.done() >= p.total() / 2) stopped.get().cancel();
                });
    var own =
        new Run(
            kept.seed(),
            1,
            kept.listener(),
            new AtomicReference<>(Run.Signal.GO),
            kept.checkpoints());
    stopped.set(own);
    assertThrows(Run.CancelledException.class, () -> trainer.fit(frame, own));
    assertEquals(1, count());
    var first = new AtomicReference<Long>();
    var resumed =
        Run.seeded(4)
            .threads(3)
            .checkpoints(folder, Duration.ofHours(1))
            .listen(p -> first.compareAndSet(null, p.done()));
    assertArrayEquals(whole, Store.bytes(trainer.fit(frame, resumed)));
    assertEquals(true, first.get() > 3, "it began at " + first.get());
    assertEquals(0, count());
  }

  private long count() throws IOException {
    try (var files = Files.list(folder)) {
      return files.count();
    }
  }
}
