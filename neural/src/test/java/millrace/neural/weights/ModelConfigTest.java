package millrace.neural.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import millrace.data.DataException;
import millrace.neural.compute.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files with the fields and values that published models have. */
class ModelConfigTest {
  private static final String GPT2 =
      """
      {"activation_function": "gelu_new", "architectures": ["GPT2LMHeadModel"], "attn_pdrop": 0.1,
       "bos_token_id": 50256, "embd_pdrop": 0.1, "eos_token_id": 50256, "initializer_range": 0.02,
       "layer_norm_epsilon": 1e-05, "model_type": "gpt2", "n_ctx": 1024, "n_embd": 768, "n_head": 12,
       "n_layer": 12, "n_positions": 1024, "resid_pdrop": 0.1, "summary_use_proj": true,
       "task_specific_params": {"text-generation": {"do_sample": true, "max_length": 50}},
       "vocab_size": 50257}\
      """;

  private static final String BERT =
      """
      {"architectures": ["BertModel"], "attention_probs_dropout_prob": 0.1, "gradient_checkpointing": false,
       "hidden_act": "gelu", "hidden_dropout_prob": 0.1, "hidden_size": 384, "initializer_range": 0.02,
       "intermediate_size": 1536, "layer_norm_eps": 1e-12, "max_position_embeddings": 512,
       "model_type": "bert", "num_attention_heads": 12, "num_hidden_layers": 6, "pad_token_id": 0,
       "position_embedding_type": "absolute", "transformers_version": "4.8.2", "type_vocab_size": 2,
       "use_cache": true, "vocab_size": 30522}\
      """;

  private static final String LLAMA =
      """
      {"architectures": ["LlamaForCausalLM"], "bos_token_id": 1, "eos_token_id": 2, "hidden_act": "silu",
       "hidden_size": 2048, "initializer_range": 0.02, "intermediate_size": 5632,
       "max_position_embeddings": 2048, "model_type": "llama", "num_attention_heads": 32,
       "num_hidden_layers": 22, "num_key_value_heads": 4, "pretraining_tp": 1, "rms_norm_eps": 1e-05,
       "rope_scaling": null, "rope_theta": 10000.0, "tie_word_embeddings": false, "torch_dtype": "bfloat16",
       "transformers_version": "4.35.0", "use_cache": true, "vocab_size": 32000}\
      """;

  @TempDir Path folder;

  private Path file(String json) throws IOException {
    return Files.writeString(folder.resolve("config.json"), json);
  }

  private ModelConfig read(String json) throws IOException {
    return ModelConfig.read(file(json));
  }

  private static String text(String type) {
    return switch (type) {
      case "gpt2" -> GPT2;
      case "bert" -> BERT;
      default -> LLAMA;
    };
  }

  /** The file with this before all its fields; a field of the same name goes. */
  private static String with(String json, String field) {
    var name = field.substring(0, field.indexOf(':'));
    var old = name + ": *(\"[^\"]*\"|[^,}]*)";
    return json.replaceFirst("%s,\\s*|,\\s*%s(?=})".formatted(old, old), "")
        .replaceFirst("\\{", "{" + field + ",");
  }

  private void refused(String json, String message) throws IOException {
    var path = file(json);
    var e = assertThrows(DataException.class, () -> ModelConfig.read(path));
    assertTrue(e.getMessage().startsWith(path + ":"), e.getMessage());
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void gpt2() throws IOException {
    assertEquals(
        new Gpt2Config(12, 12, 768, 3072, 1024, 50257, 1e-5, Function.GELU_TANH, true), read(GPT2));
    assertEquals(new Gpt2Config(12, 12, 768, 1024, 50257), read(GPT2));
    assertEquals(100, read(with(GPT2, "\"n_inner\":100")).inner());
    assertEquals(768 * 4, read(with(GPT2, "\"n_inner\":null")).inner());
    assertEquals(1024, read(GPT2.replace("\"n_positions\": 1024,", "")).positions());
    assertEquals(1024, read(GPT2.replace("\"n_ctx\": 1024,", "")).positions());
  }

  @Test
  void bert() throws IOException {
    assertEquals(new BertConfig(6, 12, 384, 1536, 512, 30522, 2, 1e-12, Function.GELU), read(BERT));
    assertEquals(new BertConfig(6, 12, 384, 1536, 512, 30522), read(BERT));
    var given =
        (BertConfig) read(with(with(BERT, "\"type_vocab_size\":5"), "\"layer_norm_eps\":1e-5"));
    assertEquals(5, given.segments());
    assertEquals(1e-5, given.epsilon());
  }

  @Test
  void llama() throws IOException {
    var given =
        new LlamaConfig(
            2048, 5632, 22, 32, 4, 64, 2048, 32000, 1e-5, 1e4, Function.SILU, false, Rope.HALVES);
    assertEquals(given, read(LLAMA));
    var without =
        LLAMA.replace("\"num_key_value_heads\": 4,", "").replace("\"rms_norm_eps\": 1e-05,", "");
    var defaults = (LlamaConfig) read(without);
    assertEquals(32, defaults.keyHeads());
    assertEquals(1e-6, defaults.epsilon());
    assertEquals(128, ((LlamaConfig) read(with(LLAMA, "\"head_dim\":128"))).headWidth());
    assertEquals(500000, ((LlamaConfig) read(with(LLAMA, "\"rope_theta\":500000"))).theta());
    var five =
        with(LLAMA, "\"rope_parameters\":{\"rope_theta\":50000.0,\"rope_type\":\"default\"}");
    assertEquals(50000, ((LlamaConfig) read(five)).theta());
  }

  @Test
  void filesThatDoNotSayTheirType() throws IOException {
    for (var type : List.of("gpt2", "bert", "llama")) {
      var text = text(type);
      assertEquals(read(text), read(text.replace("\"model_type\": \"" + type + "\",", "")));
    }
    refused("{}", "'model_type' is null, where 'gpt2', 'bert' or 'llama' was expected");
    refused(with(BERT, "\"model_type\":\"roberta\""), "'model_type' is 'roberta', where 'gpt2'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "llama; \"rope_scaling\":{\"type\":\"linear\",\"factor\":2.0}; rope_scaling: 'type' is"
            + " 'linear'",
        "llama; \"rope_scaling\":{\"rope_type\":\"llama3\"}; rope_scaling: 'rope_type' is 'llama3'",
        "llama; \"rope_scaling\":{\"factor\":8.0}; rope_scaling: 'factor' is 8.0",
        "llama; \"sliding_window\":4096; 'sliding_window' is 4096",
        "llama; \"attention_bias\":true; 'attention_bias' is true",
        "llama; \"mlp_bias\":true; 'mlp_bias' is true",
        "llama; \"partial_rotary_factor\":0.5; 'partial_rotary_factor' is 0.5",
        "llama; \"quantization_config\":{\"bits\":4}; 'quantization_config' is {bits=4}",
        "bert; \"position_embedding_type\":\"relative_key\"; 'position_embedding_type' is"
            + " 'relative_key'",
        "bert; \"is_decoder\":true; 'is_decoder' is true",
        "bert; \"add_cross_attention\":true; 'add_cross_attention' is true",
        "bert; \"pruned_heads\":{\"0\":[1]}; 'pruned_heads' is {0=[1]}",
        "gpt2; \"scale_attn_weights\":false; 'scale_attn_weights' is false",
        "gpt2; \"scale_attn_by_inverse_layer_idx\":true; 'scale_attn_by_inverse_layer_idx' is true",
        "gpt2; \"add_cross_attention\":true; 'add_cross_attention' is true"
      })
  void whatChangesTheResultIsRefused(String type, String field, String message) throws IOException {
    refused(with(text(type), field), message);
    refused(with(text(type), field), "this feature changes the result and is not supported");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "gpt2; \"n_head\":7; 'n_embd' is 768, which 'n_head', 7, does not divide",
        "gpt2; \"n_layer\":0; 'n_layer' is 0, where a whole number from 1 to 2147483647",
        "gpt2; \"n_layer\":-1; 'n_layer' is -1",
        "gpt2; \"n_layer\":12.0; 'n_layer' is 12.0",
        "gpt2; \"n_layer\":\"12\"; 'n_layer' is '12'",
        "gpt2; \"n_layer\":null; 'n_layer' is not there, where a whole number",
        "gpt2; \"vocab_size\":2147483648; 'vocab_size' is 2147483648",
        "gpt2; \"n_ctx\":512; 'n_ctx' is 512, where n_positions, 1024 was expected",
        "gpt2; \"layer_norm_epsilon\":0; 'layer_norm_epsilon' is 0.0, where a finite number above"
            + " 0",
        "gpt2; \"layer_norm_epsilon\":1e999; 'layer_norm_epsilon' is Infinity",
        "gpt2; \"activation_function\":\"mish\"; 'activation_function' is 'mish', where one of"
            + " gelu",
        "gpt2; \"tie_word_embeddings\":1; 'tie_word_embeddings' is 1, where true or false",
        "gpt2; \"n_embd\":2147483640; at most 536870911",
        "bert; \"num_attention_heads\":7; 'hidden_size' is 384, which 'num_attention_heads', 7,",
        "bert; \"hidden_act\":5; 'hidden_act' is 5, where a string",
        "bert; \"layer_norm_eps\":\"x\"; 'layer_norm_eps' is 'x', where a number",
        "llama; \"num_attention_heads\":7; 'num_attention_heads' is 7, which 'num_key_value_heads',"
            + " 4,",
        "llama; \"num_attention_heads\":12; 'hidden_size' is 2048, which 'num_attention_heads',"
            + " 12,",
        "llama; \"head_dim\":5; 'head_dim' is 5, which 'the size of a pair', 2, does not divide",
        "llama; \"head_dim\":2000000000; where a product up to 2147483647",
        "llama; \"rope_theta\":-1; 'rope_theta' is -1.0",
        "llama; \"rope_scaling\":3; 'rope_scaling' is 3, where an object"
      })
  void valuesThatDoNotFitAreRefused(String type, String field, String message) throws IOException {
    refused(with(text(type), field), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "bert", "llama"})
  void whatIsWrittenIsReadAgain(String type) throws IOException {
    var config = read(text(type));
    var again = folder.resolve("again.json");
    config.write(again);
    assertEquals(config, ModelConfig.read(again));
    assertEquals(config, ModelConfig.read(again, config.getClass()));
    for (var f : Function.values()) {
      if (!List.of("RELU", "TANH", "GELU", "GELU_TANH", "SILU").contains(f.name())) {
        assertThrows(IllegalArgumentException.class, () -> bert(f));
        continue;
      }
      bert(f).write(again);
      assertEquals(bert(f), ModelConfig.read(again));
    }
  }

  private static BertConfig bert(Function f) {
    return new BertConfig(1, 2, 4, 8, 3, 5, 1, 1e-3, f);
  }

  @Test
  void anotherArchitectureThanAskedForIsRefused() throws IOException {
    var path = file(GPT2);
    var e = assertThrows(DataException.class, () -> ModelConfig.read(path, BertConfig.class));
    assertTrue(e.getMessage().contains("it is a Gpt2Config, where a BertConfig was expected"));
  }

  @Test
  void adjacentPairsCannotBeWritten() {
    var config = new LlamaConfig(8, 6, 2, 2, 1, 3, 5, false, Rope.ADJACENT);
    var path = folder.resolve("config.json");
    assertThrows(IllegalStateException.class, () -> config.write(path));
    assertTrue(Files.notExists(path));
    config.withRope(Rope.HALVES).write(path);
    assertEquals(config, ((LlamaConfig) ModelConfig.read(path)).withRope(Rope.ADJACENT));
  }

  /** Cut or damaged anywhere: a configuration or a reason. */
  @Test
  void hostileFiles() throws IOException {
    var random = new Random(1);
    for (var type : List.of("gpt2", "bert", "llama")) {
      var whole = text(type).getBytes(StandardCharsets.UTF_8);
      for (int n = 0; n < whole.length; n += 2) {
        var cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, n));
        assertThrows(DataException.class, () -> ModelConfig.read(cut));
        var damaged = whole.clone();
        damaged[n] = (byte) random.nextInt();
        var path = Files.write(folder.resolve("damaged"), damaged);
        try {
          assertTrue(ModelConfig.read(path).layers() > 0);
        } catch (DataException e) {
          assertTrue(e.getMessage().startsWith(path.toString()), e.getMessage());
        }
      }
    }
  }
}
