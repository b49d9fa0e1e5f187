package millrace.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import millrace.learn.Catalog;
import millrace.learn.Trainer;
import millrace.run.Run;
import millrace.store.Provenance;
import millrace.store.Store;

/**
 * Our side of {@link BenchLda}, as a process of its own: reads the corpus, trains, saves the model,
 * prints the seconds. Its arguments are those of the peer.
 */
final class BenchLdaRun {
  private BenchLdaRun() {}

  public static void main(String... args) throws IOException {
    Map<String, String> said = new HashMap<>();
    for (var a : args) {
      int equals = a.indexOf('=');
      said.put(a.substring(0, equals), a.substring(equals + 1));
    }
    var frame = BenchCorpus.frame(BenchCorpus.load(Path.of(value(said, "corpus"))));
    var trainer = trainer(said);
    var run =
        Run.seeded(Long.parseLong(value(said, "seed")))
            .threads(Integer.parseInt(value(said, "threads")));
    long begun = System.nanoTime();
    var model = trainer.fit(frame, run);
    double seconds = (System.nanoTime() - begun) / 1e9;
    Store.save(
        model,
        Provenance.of(trainer, frame, Long.parseLong(value(said, "seed"))),
        Path.of(value(said, "out")));
    System.out.printf(Locale.ROOT, "{\"seconds\": %.6f}%n", seconds);
  }

  private static Trainer<?> trainer(Map<String, String> said) {
    var trainer = Catalog.find("Lda");
    for (var pair :
        List.of(
            "topics=" + value(said, "topics"),
            "alpha=" + value(said, "alpha"),
            "beta=" + value(said, "beta"),
            "iterations=" + value(said, "iterations"),
            "optimizeInterval=" + value(said, "interval"),
            "burnIn=" + value(said, "burnin"))) trainer = LineUp.parse(trainer, pair);
    return trainer;
  }

  private static String value(Map<String, String> said, String key) {
    return Objects.requireNonNull(said.get(key), key);
  }
}
