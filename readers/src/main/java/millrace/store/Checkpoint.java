package millrace.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import millrace.data.Frame;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;
import org.jspecify.annotations.Nullable;

/**
 * The state of long work, kept while it goes on, so that it can continue after its process has
 * died.
 *
 * <pre>{@code
 * var checkpoint = Checkpoint.of(run, this, train, State.class);
 * var state = checkpoint.resume().orElseGet(this::start);
 * while (state.sweep() < sweeps) {
 *   state = sweep(state);
 *   if (checkpoint.due()) checkpoint.save(state);
 * }
 * checkpoint.done();
 * }</pre>
 *
 * <p>Does nothing unless the run has {@linkplain Run#checkpoints(Path) a folder}. The file's name
 * holds a hash of the trainer, the seed and the rows: other work never finds this state, and the
 * folds of one cross-validation do not meet (the very same fit, twice at once, shares it). The
 * state must hold all that the rest depends on; then the model is the same as if the work had not
 * stopped.
 */
public final class Checkpoint<S extends Record> {
  private final Class<S> type;
  private final @Nullable Path file;
  private final long interval;
  private long last = System.nanoTime();

  private Checkpoint(Class<S> type, @Nullable Path file, Duration interval) {
    this.type = type;
    this.file = file;
    this.interval = interval.toNanos();
  }

  /**
   * The checkpoint of one fit. O(cells) for the fingerprint of the rows if the run keeps states.
   *
   * @throws StoreException if the folder cannot be made
   */
  public static <S extends Record> Checkpoint<S> of(
      Run run, Trainer<?> trainer, Frame train, Class<S> state) {
    if (run.checkpoints().isEmpty()) return new Checkpoint<>(state, null, Duration.ZERO);
    var where = run.checkpoints().get();
    var name = trainer.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    var spec = trainer instanceof Record r ? Spec.print(r) : trainer.toString();
    var identity = "%s\n%d\n%s".formatted(spec, run.seed(), train.fingerprint());
    try {
      Files.createDirectories(where.folder());
    } catch (IOException e) {
      throw new StoreException(
          "%s: the folder for checkpoints cannot be made: %s".formatted(where.folder(), e), e);
    }
    var file = where.folder().resolve("%s-%s.safetensors".formatted(name, hash(identity)));
    return new Checkpoint<>(state, file, where.interval());
  }

  /**
   * The state that was kept, if there is one.
   *
   * @throws StoreException if there is a file that cannot be read: it says what to do
   */
  public Optional<S> resume() {
    if (file == null || !Files.exists(file)) return Optional.empty();
    try {
      return Optional.of(Store.loadState(file, type));
    } catch (StoreException e) {
      if (!Files.exists(file)) return Optional.empty(); // its twin has just finished
      throw new StoreException(
          e.getMessage() + "; delete this file to start from the beginning", e);
    }
  }

  /** Whether the last state is older than the interval; false in a run that keeps none. */
  public boolean due() {
    return file != null && System.nanoTime() - last >= interval;
  }

  /** Keeps this state in place of the one before: whole or not at all. */
  public void save(S state) {
    if (file == null) return;
    Store.saveState(state, file);
    last = System.nanoTime();
  }

  /** The work is finished: its state is deleted. */
  public void done() {
    if (file == null) return;
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new StoreException("%s cannot be deleted: %s".formatted(file, e), e);
    }
  }

  private static String hash(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var bytes = digest.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new LinkageError("every Java has SHA-256", e);
    }
  }
}
