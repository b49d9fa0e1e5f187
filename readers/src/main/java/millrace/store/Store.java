package millrace.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import millrace.learn.Model;
import millrace.learn.Prediction;
import millrace.learn.Predictor;
import org.jspecify.annotations.Nullable;

/**
 * Model files. A model is one {@code .safetensors} file: its arrays are tensors, the rest of its
 * record tree and where it comes from are JSON texts in {@code __metadata__}.
 *
 * <pre>{@code
 * Store.save(model, Provenance.of(trainer, cars, run.seed()), Path.of("cars.safetensors"));
 * Predictor<Numbers> model = Store.predictor(Path.of("cars.safetensors"), Numbers.class);
 * }</pre>
 *
 * <p>No Java serialization, and no class names: a file names only trainers of the {@link
 * millrace.learn.Catalog} and what they declare to fit. Files from anywhere may be opened: sizes
 * are checked before anything is allocated, memory and time are bounded by the size of the file,
 * and whatever is wrong becomes a {@link StoreException}. The same model gives the same bytes.
 *
 * @see "https://github.com/huggingface/safetensors, the file format, which Python and others read"
 */
public final class Store {
  private static final String FORMAT = "millrace";

  /** Of the layout of files, not of the models in them: see {@link Version}. */
  private static final int FORMAT_VERSION = 1;

  private Store() {}

  /** Writes a model without its provenance; see {@link #save(Model, Provenance, Path)}. */
  public static void save(Model model, Path file) {
    write(model, null, file);
  }

  /**
   * Writes a model. The file appears whole or not at all: it is written under another name in the
   * same folder, forced to the disk and then moved into its place.
   *
   * @throws StoreException if the model holds what no model may hold or is not in the catalogue, or
   *     the file cannot be written; then a file that was there before is as it was
   */
  public static void save(Model model, Provenance provenance, Path file) {
    write(model, provenance, file);
  }

  /**
   * Reads a model.
   *
   * @throws StoreException if the file cannot be read, is no model file, is damaged, or holds
   *     another type of model
   */
  public static <M> M load(Path file, Class<M> type) {
    return open(file, f -> model(f, type));
  }

  /** Reads a model from what {@link #bytes} gave. */
  public static <M> M load(byte[] bytes, Class<M> type) {
    try (var channel = new BytesChannel(bytes)) {
      return model(new Safetensors(channel, "model bytes"), type);
    } catch (IOException e) {
      throw new StoreException("model bytes cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a predictor of a known kind: {@code Store.predictor(file, Numbers.class)}.
   *
   * @throws StoreException as {@link #load(Path, Class)}, and if it gives another kind of
   *     prediction
   */
  @SuppressWarnings("unchecked") // gives() has just shown it
  public static <Y extends Prediction> Predictor<Y> predictor(Path file, Class<Y> kind) {
    var predictor = load(file, Predictor.class);
    var gives = Types.gives(predictor);
    if (!kind.isAssignableFrom(gives)) {
      throw new StoreException(
          "%s: its model predicts %s, not %s"
              .formatted(file, gives.getSimpleName(), kind.getSimpleName()));
    }
    return (Predictor<Y>) predictor;
  }

  /** Where a model comes from, if its file says; the model itself is not read. */
  public static Optional<Provenance> provenance(Path file) {
    return open(
        file,
        f -> {
          checkFormat(f);
          var text = f.metadata().get("provenance");
          if (text == null) return Optional.empty();
          var tree = Json.parse(text, f.source() + ": the provenance");
          return Optional.of(
              (Provenance) new TreeReader(f).read(tree, "provenance", Provenance.class));
        });
  }

  /** The file that {@link #save(Model, Path)} would write. */
  public static byte[] bytes(Model model) {
    var tensors = new SafetensorsWriter();
    var header = header(model, null, tensors);
    if (header.length + tensors.dataBytes() > Integer.MAX_VALUE - 16) {
      throw new StoreException(
          "the model has %d bytes, more than an array holds: save it to a file"
              .formatted(tensors.dataBytes()));
    }
    var out = new ByteArrayOutputStream(8 + header.length + (int) tensors.dataBytes());
    try {
      tensors.write(header, Channels.newChannel(out));
    } catch (IOException e) {
      throw new AssertionError("memory does not fail", e);
    }
    return out.toByteArray();
  }

  private static byte[] header(
      Model model, @Nullable Provenance provenance, SafetensorsWriter tensors) {
    var writer = new TreeWriter(tensors);
    var metadata = metadata();
    metadata.put("model", Json.write(writer.tree(model, "", Model.class)));
    if (provenance != null) {
      metadata.put("provenance", Json.write(writer.tree(provenance, "", Provenance.class)));
    }
    return header(metadata, "model", tensors);
  }

  private static SequencedMap<String, String> metadata() {
    SequencedMap<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", FORMAT);
    metadata.put("version", Integer.toString(FORMAT_VERSION));
    return metadata;
  }

  private static byte[] header(
      SequencedMap<String, String> metadata, String what, SafetensorsWriter tensors) {
    var header = tensors.header(metadata);
    if (header.length > Json.MOST_BYTES) {
      throw new StoreException(
          "the %s has %d bytes beside its arrays, at most %d can be read again: hold large things in arrays"
              .formatted(what, header.length, Json.MOST_BYTES));
    }
    // else it could not be read again
    Json.parse(metadata.get(what), "the %s to be saved".formatted(what));
    return header;
  }

  private static void write(Model model, @Nullable Provenance provenance, Path file) {
    byte[] header;
    var tensors = new SafetensorsWriter();
    try {
      header = header(model, provenance, tensors);
    } catch (StoreException e) {
      throw new StoreException("%s is not written: %s".formatted(file, e.getMessage()), e);
    }
    write(header, tensors, file);
  }

  /** Writes the state of unfinished work, a record, as {@link #save} writes a model. */
  static void saveState(Record state, Path file) {
    var tensors = new SafetensorsWriter();
    var metadata = metadata();
    var type = state.getClass();
    metadata.put("state", Json.write(new TreeWriter(tensors).tree(state, "", type)));
    write(header(metadata, "state", tensors), tensors, file);
  }

  /** Reads what {@link #saveState} wrote. */
  static <S extends Record> S loadState(Path file, Class<S> type) {
    return open(
        file,
        f -> {
          checkFormat(f);
          var text = f.metadata().get("state");
          if (text == null) throw new StoreException(file + ": it holds no state");
          var tree = Json.parse(text, f.source() + ": the state");
          return type.cast(new TreeReader(f).read(tree, "state", type));
        });
  }

  static void write(byte[] header, SafetensorsWriter tensors, Path file) {
    WholeFile.write(file, out -> tensors.write(header, out));
  }

  interface Use<T> {
    T of(Safetensors file) throws IOException;
  }

  static <T> T open(Path file, Use<T> use) {
    if (!Files.exists(file)) throw new StoreException(file + ": there is no such file");
    if (!Files.isRegularFile(file)) throw new StoreException(file + ": it is not a file");
    try (SeekableByteChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return use.of(new Safetensors(channel, file.toString()));
    } catch (IOException e) {
      throw new StoreException("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  private static void checkFormat(Safetensors file) {
    var format = file.metadata().get("format");
    var version = file.metadata().get("version");
    if (!FORMAT.equals(format) || version == null) {
      throw new StoreException(
          "%s: it is a safetensors file, but not of Millrace: its format is %s"
              .formatted(file.source(), format == null ? "not said" : "'" + format + "'"));
    }
    if (!version.equals(Integer.toString(FORMAT_VERSION))) {
      throw new StoreException(
          "%s: it has version '%s' of the format; this Millrace reads version %d: use a newer one"
              .formatted(file.source(), version, FORMAT_VERSION));
    }
  }

  private static <M> M model(Safetensors file, Class<M> type) {
    checkFormat(file);
    var text = file.metadata().get("model");
    if (text == null) throw new StoreException(file.source() + ": it holds no model");
    var tree = Json.parse(text, file.source() + ": the model");
    var model = new TreeReader(file).read(tree, "", Model.class);
    if (!file.unused().isEmpty()) {
      throw new StoreException(
          "%s: its model does not use the tensors %s".formatted(file.source(), file.unused()));
    }
    if (!type.isInstance(model)) {
      throw new StoreException(
          "%s: it holds a %s, which is no %s"
              .formatted(file.source(), Types.name(model.getClass()), Types.name(type)));
    }
    return type.cast(model);
  }
}
