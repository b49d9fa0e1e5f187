package millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import millrace.contract.Project;
import millrace.learn.Catalog;
import org.junit.jupiter.api.Test;

/** CATALOG.md says what the catalogue is. */
class CatalogFileTest {
  @Test
  void isTheCatalogue() throws IOException {
    var trainers =
        Catalog.trainers().stream()
            .filter(t -> !t.getClass().getPackageName().startsWith("millrace.contract"))
            .toList();
    assertEquals(
        Models.print(trainers),
        Files.readString(Project.root().resolve("CATALOG.md")),
        "CATALOG.md is not what the catalogue is now: ./millrace --with smile models > CATALOG.md");
  }
}
