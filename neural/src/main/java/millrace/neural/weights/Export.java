package millrace.neural.weights;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import millrace.data.DataException;
import millrace.store.Dtype;
import millrace.store.StoreException;
import millrace.store.Tensors;

/**
 * Named tensors for other programs: a safetensors file as Hugging Face's Transformers reads it.
 *
 * <pre>{@code
 * new Export()
 *     .with("embeddings.word_embeddings.weight", words, 30522, 384)
 *     .write(Path.of("model"), config, Dtype.F32); // model.safetensors and config.json
 * }</pre>
 *
 * @param tensors what is written; the arrays are not copied
 */
public record Export(Tensors tensors) {
  /** No tensors yet; the metadata say {@code format: pt}, which Transformers asks for. */
  public Export() {
    this(Tensors.of(new LinkedHashMap<>(Map.of("format", "pt"))));
  }

  /**
   * The same with one more.
   *
   * @param values row-major
   * @throws IllegalArgumentException if the shape has another number of elements, or the name is
   *     taken
   */
  public Export with(String name, float[] values, int... shape) {
    if (tensors.tensors().containsKey(name) || name.isEmpty())
      throw new IllegalArgumentException("a tensor needs a name of its own, not '" + name + "'");
    var sizes = new long[shape.length];
    for (int i = 0; i < sizes.length; i++) sizes[i] = shape[i];
    return new Export(tensors.with(name, values, sizes));
  }

  /**
   * Writes a safetensors file, which appears whole or not at all.
   *
   * @param type F32, which keeps every bit, or F16 or BF16, to which elements are rounded
   * @throws DataException if it cannot be written, or an element is too large for the type
   */
  public void write(Path file, Dtype type) {
    try {
      tensors.write(file, type);
    } catch (StoreException e) {
      throw new DataException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Writes {@code model.safetensors} and {@code config.json} into a folder, which must be there;
   * each appears whole or not at all.
   *
   * @throws DataException as {@link #write(Path, Dtype)}
   * @throws IllegalStateException if a config.json cannot say what the configuration does: see
   *     {@link LlamaConfig#fields}
   */
  public void write(Path folder, ModelConfig config, Dtype type) {
    config.fields(); // refuses before anything is written
    write(folder.resolve("model.safetensors"), type);
    config.write(folder.resolve("config.json"));
  }
}
