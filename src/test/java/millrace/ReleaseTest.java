package millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import millrace.contract.Project;
import org.junit.jupiter.api.Test;

/** The BOM has all that is published, and the distribution nothing of the GPL modules. */
class ReleaseTest {
  private static final Pattern OURS =
      Pattern.compile(
          "<groupId>org.millrace</groupId><artifactId>(millrace-[a-z-]+)</artifactId><version>");

  @Test
  void theBomHasEveryModuleInItsVersion() throws IOException {
    var root = pom("pom.xml");
    var bom = pom("bom/pom.xml");
    assertEquals(ours(root), ours(bom));
    assertTrue(ours(bom).contains("millrace-cli") && ours(bom).size() >= 11);
    assertEquals(version(root), version(bom));
  }

  @Test
  void theDistributionIsWithoutTheGplModules() throws IOException {
    var dist = pom("src/dist/pom.xml");
    var cli = pom("cli/pom.xml");
    for (var gpl : new String[] {"millrace-trainers-smile", "millrace-nlp-corenlp"})
      assertTrue(!dist.contains(gpl) && !cli.contains(gpl), gpl);
  }

  private static Set<String> ours(String pom) {
    return OURS.matcher(pom)
        .results()
        .map(m -> m.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String version(String pom) {
    var found =
        Pattern.compile("<artifactId>millrace[a-z-]*</artifactId>\\s*<version>([^<]+)")
            .matcher(pom);
    assertTrue(found.find());
    return found.group(1);
  }

  private static String pom(String file) throws IOException {
    return Files.readString(Project.root().resolve(file));
  }
}
