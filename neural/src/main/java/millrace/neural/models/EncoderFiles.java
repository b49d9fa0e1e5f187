package millrace.neural.models;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import millrace.data.DataException;
import millrace.data.Vocabulary;
import millrace.neural.weights.BertConfig;
import millrace.neural.weights.ModelConfig;
import millrace.neural.weights.WeightFile;
import millrace.nlp.subwords.SubwordTokenizer;
import millrace.nlp.subwords.TokenizerJson;
import millrace.nlp.subwords.WordPiece;

/**
 * A pretrained encoder, a BERT, by its files: a fitted model names them and does not hold them.
 *
 * @param weights ONNX or safetensors
 * @param tokenizer {@code tokenizer.json} or {@code vocab.txt}
 * @param config its sizes
 */
public record EncoderFiles(PinnedFile weights, PinnedFile tokenizer, BertConfig config) {
  private static final String WORDS = "embeddings.word_embeddings.weight";

  /**
   * Finds the files.
   *
   * @param model a folder, a file of weights, or {@code classpath:/} and the name of a resource
   * @param tokenizer empty: beside the weights, as {@code tokenizer.json}, {@code vocab.txt} or
   *     under the name of the weights with {@code -tokenizer.json}
   * @param heads of attention; 0: as {@code config.json} beside the weights says
   * @throws DataException if a file is missing or not what it should be; says which and what to do
   */
  static EncoderFiles of(String model, String tokenizer, int heads) {
    var weights = weights(model);
    var pinned = PinnedFile.of(weights);
    var places = places(model, weights);
    var words = tokenizer.isEmpty() ? tokenizer(weights, places) : tokenizer;
    try (var file = pinned.weights()) {
      return new EncoderFiles(pinned, PinnedFile.of(words), config(weights, places, file, heads));
    }
  }

  private static String weights(String model) {
    if (model.startsWith(PinnedFile.RESOURCE) || !Files.isDirectory(Path.of(model))) return model;
    for (var name : List.of("model.safetensors", "model.onnx", "onnx/model.onnx"))
      if (Files.isRegularFile(Path.of(model, name))) return Path.of(model, name).toString();
    throw new DataException(
        "%s: the folder has neither model.safetensors nor model.onnx: name the file of weights itself"
            .formatted(model));
  }

  /** Where other files of the model may lie, each with its last slash: beside the weights first. */
  private static List<String> places(String model, String weights) {
    if (weights.startsWith(PinnedFile.RESOURCE))
      return List.of(weights.substring(0, weights.lastIndexOf('/') + 1));
    var beside = Path.of(weights).resolveSibling("").toString();
    var first = beside.isEmpty() ? "" : beside + "/";
    return Files.isDirectory(Path.of(model)) ? List.of(first, model + "/") : List.of(first);
  }

  private static String tokenizer(String weights, List<String> places) {
    var own = weights.replaceFirst("\\.[^./]*$", "") + "-tokenizer.json";
    if (PinnedFile.there(own)) return own;
    for (var place : places)
      for (var name : List.of("tokenizer.json", "vocab.txt"))
        if (PinnedFile.there(place + name)) return place + name;
    throw new DataException(
        "%s: beside it is neither tokenizer.json nor vocab.txt nor %s: say where its tokenizer lies"
            .formatted(weights, own));
  }

  private static BertConfig config(
      String weights, List<String> places, WeightFile file, int heads) {
    if (!weights.startsWith(PinnedFile.RESOURCE)) {
      for (var place : places) {
        var json = Path.of(place + "config.json");
        if (!Files.isRegularFile(json)) continue;
        var config = ModelConfig.read(json, BertConfig.class);
        if (heads != 0 && heads != config.heads())
          throw new DataException(
              "%s says that there are %d heads, but heads is %d: leave it 0"
                  .formatted(json, config.heads(), heads));
        return config;
      }
    }
    if (heads == 0)
      throw new DataException(
          "%s: the weights do not tell how many heads they are for, and there is no config.json beside them: set heads (all-MiniLM-L6-v2 has 12)"
              .formatted(weights));
    return sizes(weights, file, heads);
  }

  /** What the shapes tell; the rest is as by default. */
  private static BertConfig sizes(String weights, WeightFile file, int heads) {
    var prefix = file.prefix(WORDS);
    int[] words = file.shape(prefix + WORDS);
    int[] places = file.shape(prefix + "embeddings.position_embeddings.weight");
    int[] types = file.shape(prefix + "embeddings.token_type_embeddings.weight");
    int[] inner = file.shape(prefix + "encoder.layer.0.intermediate.dense.weight");
    int layers = 1;
    while (file.has(prefix + "encoder.layer.%d.output.dense.weight".formatted(layers))) layers++;
    if (words.length != 2 || places.length != 2 || types.length != 2 || inner.length != 2)
      throw new DataException(weights + ": its embeddings are no matrices: it is no BERT");
    try {
      var plain = new BertConfig(layers, heads, words[1], inner[0], places[0], words[0]);
      return new BertConfig(
          layers,
          heads,
          words[1],
          inner[0],
          places[0],
          words[0],
          types[0],
          plain.epsilon(),
          plain.activation());
    } catch (IllegalArgumentException e) {
      throw new DataException("%s: %s".formatted(weights, e.getMessage()), e);
    }
  }

  /**
   * Reads the tokenizer.
   *
   * @throws DataException if it is not there or another one than it was, or has more pieces than
   *     the encoder has vectors
   */
  SubwordTokenizer readTokenizer() {
    var bytes = tokenizer.bytes();
    var read =
        tokenizer.path().endsWith(".json")
            ? TokenizerJson.read(bytes, tokenizer.path())
            : pieces(bytes);
    if (read.template().one(new int[0], config.positions()).ids().length == 0)
      throw new DataException(
          "%s puts no tokens around a text, so that an empty one would have none: an encoder needs its [CLS] and [SEP]"
              .formatted(tokenizer.path()));
    if (read.size() > config.vocabulary())
      throw new DataException(
          "%s has %d pieces, but the encoder of %s knows only %d: do they belong together?"
              .formatted(tokenizer.path(), read.size(), weights.path(), config.vocabulary()));
    return read;
  }

  /** A piece a line; capital letters, but in special tokens, are only in a cased one. */
  private WordPiece pieces(byte[] bytes) {
    var lines = new String(bytes, StandardCharsets.UTF_8).lines().toArray(String[]::new);
    boolean cased = false;
    for (var line : lines)
      cased |= !line.startsWith("[") && line.chars().anyMatch(Character::isUpperCase);
    try {
      return WordPiece.of(Vocabulary.ofDistinct(lines), !cased);
    } catch (IllegalArgumentException e) {
      throw new DataException("%s: %s".formatted(tokenizer.path(), e.getMessage()), e);
    }
  }
}
