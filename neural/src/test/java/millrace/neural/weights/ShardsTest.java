package millrace.neural.weights;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import millrace.data.DataException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an index may say. */
class ShardsTest {
  private static final String SHARD = "model-00001-of-00002.safetensors";

  @TempDir Path folder;
  private Path index;

  @BeforeEach
  void copy() throws IOException {
    Files.copy(Golden.path(SHARD), folder.resolve(SHARD));
    index = folder.resolve("model.safetensors.index.json");
  }

  private void refused(String json, String message) throws IOException {
    Files.writeString(index, json.replace('\'', '"'));
    var e = assertThrows(DataException.class, () -> WeightFile.safetensors(index));
    assertTrue(e.getMessage().startsWith(folder.toString()), e.getMessage());
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void onlyTensorsThatTheIndexNamesAreSeen() throws IOException {
    Files.writeString(index, "{\"weight_map\":{\"wte.weight\":\"%s\"}}".formatted(SHARD));
    try (var file = WeightFile.safetensors(index)) {
      assertTrue(file.has("wte.weight") && !file.has("h.0.ln_1.weight"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret.safetensors",
        "/etc/secret.safetensors",
        "a/b.safetensors",
        "a\\\\b.safetensors",
        "C:b.safetensors",
        "..",
        ".hidden",
        "a\\u0000b",
        "a\\nb/c",
        ""
      })
  void aShardLiesBesideItsIndex(String shard) throws IOException {
    refused("{'weight_map':{'w':'%s'}}".formatted(shard), "tensor 'w' is in '");
    refused("{'weight_map':{'w':'%s'}}".formatted(shard), "the plain name of a file beside");
  }

  @Test
  void whatIsNotThereIsNamed() throws IOException {
    refused(
        "{'weight_map':{'w':'%s'}}".formatted(SHARD),
        "tensor 'w' should be in %s, which lacks it".formatted(SHARD));
    refused("{'weight_map':{'w':'other.safetensors'}}", "other.safetensors: there is no such file");
    refused("{'weight_map':{'w':1}}", "tensor 'w' is in 1, where the name of a file was expected");
    refused("{'weight_map':[]}", "'weight_map' is [], where an object");
    refused("{}", "'weight_map' is null, where an object");
    refused("[]", "it holds [], where a JSON object was expected");
    refused("{'weight_map':", "is not valid JSON");
    refused("{'weight_map':{'w':'a','w':'b'}}", "Duplicate field 'w'");
  }
}
