package millrace.shared;

import static millrace.shared.SharedData.file;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import millrace.neural.models.CharacterCode;
import millrace.neural.models.GptLanguageModel;
import millrace.run.Run;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Shakespeare's plays by characters, as nanoGPT learns them on a CPU: our defaults. */
@Tag("shared-data")
class LanguageModelSharedDataTest {
  private static String shakespeare() throws IOException {
    var path = Path.of(file("tinyshakespeare/input.txt.gz"));
    try (var in = new GZIPInputStream(Files.newInputStream(path))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * The README of nanoGPT says 1.88, by 20 batches of 12 windows like ours, but drawn at random:
   * one such estimate differs from the next by .02. By ours, seeds 1 to 3 have 1.896, 1.887 and
   * 1.905: see docs/results.md.
   */
  @Test
  void aSmallGptLearnsShakespeare() throws IOException {
    var text = shakespeare();
    var model = new GptLanguageModel().fit(text, Run.seeded(2));
    assertEquals(65, ((CharacterCode) model.code()).characters().length);
    assertTrue(model.loss() <= 1.90, "validation loss " + model.loss());
    // windows of the last tenth one behind the other, then half over one another
    var last = text.substring(text.length() * 9 / 10);
    double all = model.loss(last, 64);
    assertTrue(all <= 1.92, "of all windows " + all);
    assertTrue(model.loss(last) < all, "more before each token");
    var sorted = last.chars().limit(2000).sorted().mapToObj(Character::toString);
    assertTrue(model.loss(sorted.reduce("", String::concat)) > 3, "no text at all");
  }
}
