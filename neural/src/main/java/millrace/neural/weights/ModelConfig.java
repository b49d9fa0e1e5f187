package millrace.neural.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import millrace.data.DataException;
import millrace.store.Json;
import millrace.store.StoreException;
import millrace.store.WholeFile;

/**
 * The architecture of a pretrained transformer, as its {@code config.json} says. What is read is
 * what a forward pass needs; features that would change the result and that these records cannot
 * say are refused by name.
 *
 * @see "https://huggingface.co/docs/transformers: GPT2Config, BertConfig, LlamaConfig"
 */
public sealed interface ModelConfig permits Gpt2Config, BertConfig, LlamaConfig {
  /** Blocks, one after the other. */
  int layers();

  /** Heads of attention in a block. */
  int heads();

  /** Elements of the vector that stands for a token. */
  int width();

  /** Elements between the two linear layers of a block. */
  int inner();

  /** Tokens that a sequence may have. */
  int positions();

  /** Tokens that there are. */
  int vocabulary();

  /** What {@link #write} writes, by Hugging Face's names. */
  SequencedMap<String, Object> fields();

  /**
   * Reads a {@code config.json}.
   *
   * @throws DataException if it cannot be read, is of another architecture than these three, lacks
   *     a size, or holds values that do not fit or are not supported; names file and field
   */
  static ModelConfig read(Path file) {
    try {
      return of(new ConfigFields(JsonFile.read(file), file.toString()));
    } catch (IOException e) {
      throw new DataException("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  /**
   * Reads a {@code config.json} of this architecture: {@code ModelConfig.read(file,
   * BertConfig.class)}.
   *
   * @throws DataException as {@link #read(Path)}, and if it is of another architecture
   */
  static <C extends ModelConfig> C read(Path file, Class<C> type) {
    var config = read(file);
    if (!type.isInstance(config))
      throw new DataException(
          "%s: it is a %s, where a %s was expected"
              .formatted(file, config.getClass().getSimpleName(), type.getSimpleName()));
    return type.cast(config);
  }

  private static ModelConfig of(ConfigFields fields) {
    var type = fields.text("model_type", guess(fields));
    fields.only("quantization_config");
    try {
      return switch (type) {
        case "gpt2" -> Gpt2Config.of(fields);
        case "bert" -> BertConfig.of(fields);
        case "llama" -> LlamaConfig.of(fields);
        default -> throw fields.bad("model_type", "'gpt2', 'bert' or 'llama'");
      };
    } catch (IllegalArgumentException e) {
      throw new DataException("%s: %s".formatted(fields.source(), e.getMessage()), e);
    }
  }

  /** Early files do not say their type. */
  private static String guess(ConfigFields fields) {
    if (fields.has("n_embd")) return "gpt2";
    if (fields.has("type_vocab_size")) return "bert";
    return fields.has("rms_norm_eps") ? "llama" : "";
  }

  /**
   * Writes a {@code config.json}, which appears whole or not at all.
   *
   * @throws DataException if it cannot be written
   */
  default void write(Path file) {
    var text =
        fields().entrySet().stream()
            .map(e -> "  %s: %s".formatted(Json.write(e.getKey()), Json.write(e.getValue())))
            .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
    var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    try {
      WholeFile.write(
          file,
          out -> {
            while (bytes.hasRemaining()) out.write(bytes);
          });
    } catch (StoreException e) {
      throw new DataException(String.valueOf(e.getMessage()), e);
    }
  }
}
