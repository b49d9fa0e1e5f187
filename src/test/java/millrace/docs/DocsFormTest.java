package millrace.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import millrace.cli.Commands;
import millrace.contract.Project;
import millrace.preprocess.Recipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every fenced block says what it is, and what it is can be checked: {@code java} runs
 * (DocsRunTest), {@code json} is a recipe, {@code sh} holds commands that parse, {@code text} is
 * output or a sketch. Links lead somewhere.
 */
class DocsFormTest {
  @TempDir Path folder;

  @Test
  void everyBlockIsOfAKindThatIsChecked() throws IOException {
    var wrong = new ArrayList<String>();
    for (var file : Markdown.files()) wrong.addAll(problems(Markdown.read(file)));
    assertEquals(List.of(), wrong);
  }

  @Test
  void blocksThatAreWrongAreFound() throws IOException {
    for (var bad :
        List.of(
            "```\n./millrace doctor\n```",
            "So:\n\n    ./millrace compare --nope 3\n",
            "```kotlin\nval x = 1\n```",
            "```sh\n./millrace compare --nope 3\n```",
            "```sh\n./millrace train --data a.csv --target b --model ridge --seed seven\n```",
            "```sh\nrm -rf everything\n```",
            "```sh\npython3 docs/corpora/nothing.py\n```",
            "```json\n{\"steps\": [{\"step\": \"NoSuchStep\"}]}\n```")) {
      var document = Markdown.parse(Project.root().resolve("docs/bad.md"), bad.lines().toList());
      assertFalse(problems(document).isEmpty(), bad);
    }
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    var wrong = new ArrayList<String>();
    int links = 0;
    for (var file : Markdown.files()) {
      var document = Markdown.read(file);
      links += document.links().size();
      for (var link : document.links())
        if (!leads(document, link.target()))
          wrong.add("%s:%d: %s".formatted(document.name(), link.line(), link.target()));
    }
    assertEquals(List.of(), wrong);
    assertTrue(links > 50, "only " + links + " links were seen");
  }

  @Test
  void brokenLinksAreFound() throws IOException {
    var readme = Markdown.read(Project.root().resolve("README.md"));
    for (var bad : List.of("docs/none.md", "docs/neural.md#none", "#none", "http://[", "mailto:"))
      assertFalse(leads(readme, bad), bad);
    assertTrue(leads(readme, "docs/neural.md") && leads(readme, "https://adoptium.net"));
  }

  private static boolean leads(Markdown from, String target) throws IOException {
    if (target.matches("[a-z]+:.*")) {
      try {
        var uri = URI.create(target);
        return uri.getHost() != null && Set.of("http", "https").contains(uri.getScheme());
      } catch (IllegalArgumentException e) {
        return false;
      }
    }
    int hash = target.indexOf('#');
    var path = hash < 0 ? target : target.substring(0, hash);
    var file = path.isEmpty() ? from.file() : from.file().resolveSibling(path);
    if (!Files.exists(file)) return false;
    return hash < 0 || Markdown.read(file).anchors().contains(target.substring(hash + 1));
  }

  private List<String> problems(Markdown document) throws IOException {
    var out = new ArrayList<String>();
    for (var block : document.blocks()) {
      var where = "%s:%d: ".formatted(document.name(), block.line());
      switch (block.language()) {
        case "java", "text", "mermaid" -> {}
        case "json" -> {
          var file = folder.resolve("recipe.json");
          Files.writeString(file, block.text());
          try {
            Recipe.read(file);
          } catch (RuntimeException e) {
            out.add(where + e.getMessage());
          }
        }
        case "sh" -> Commands.problems(block.text()).forEach(p -> out.add(where + p));
        default ->
            out.add(
                where
                    + "a block is java, json, sh or text, but this is '%s'"
                        .formatted(block.language()));
      }
    }
    return out;
  }
}
