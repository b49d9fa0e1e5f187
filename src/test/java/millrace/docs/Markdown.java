package millrace.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import millrace.contract.Project;

/** A file of the documentation: its fenced blocks, its links, the anchors of its headings. */
record Markdown(Path file, List<Block> blocks, List<Link> links, Set<String> anchors) {
  /**
   * What a comment begins with whose code runs before the blocks that follow, unseen by readers.
   */
  private static final String HIDDEN = "<!-- run first:";

  private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*]\\(([^()\\s]+)\\)");

  /**
   * A fenced block; the hidden code of a comment has the language {@code java} too, and a block
   * that is only indented the language {@code indented}.
   *
   * @param line of its first line, counted from 1
   */
  record Block(String language, String text, int line) {}

  record Link(String target, int line) {}

  /**
   * README, the documents beside it, all below docs, those of notebooks and of the distribution.
   */
  static List<Path> files() throws IOException {
    var root = Project.root();
    try (var beside = Files.list(root);
        var docs = Files.walk(root.resolve("docs"));
        var notebooks = Files.list(root.resolve("notebooks"));
        var release = Files.list(root.resolve("src/dist"))) {
      return Stream.of(beside, docs, notebooks, release)
          .flatMap(s -> s)
          .filter(f -> f.toString().endsWith(".md") && Files.isRegularFile(f))
          .sorted()
          .toList();
    }
  }

  static Markdown read(Path file) throws IOException {
    return parse(file, Files.readAllLines(file));
  }

  static Markdown parse(Path file, List<String> lines) {
    var blocks = new ArrayList<Block>();
    var links = new ArrayList<Link>();
    var anchors = new HashSet<String>();
    String language = null; // of the block we are in
    var end = "";
    int begun = 0;
    var text = new StringBuilder();
    var before = ""; // the last line that is neither blank nor indented
    for (int i = 0; i < lines.size(); i++) {
      var line = lines.get(i);
      if (language != null) {
        if (line.strip().equals(end)) {
          blocks.add(new Block(language, text.toString(), begun));
          language = null;
        } else text.append(line).append('\n');
      } else if (line.strip().startsWith("```") || line.strip().equals(HIDDEN)) {
        boolean fence = line.strip().startsWith("```");
        language = fence ? line.strip().substring(3) : "java";
        end = fence ? "```" : "-->";
        begun = i + 2;
        text.setLength(0);
      } else {
        boolean indented = line.startsWith("    ") && i > 0 && lines.get(i - 1).isBlank();
        if (indented && !before.matches("([-*+]|\\d+[.)]) .*"))
          blocks.add(new Block("indented", line, i + 1));
        if (!line.isBlank() && !line.startsWith(" ")) before = line;
        if (line.startsWith("#")) anchors.add(anchor(line.replaceFirst("^#+ *", ""), anchors));
        var found = LINK.matcher(line.replaceAll("`[^`]*`", "``"));
        while (found.find()) links.add(new Link(found.group(1), i + 1));
      }
    }
    if (language != null) throw new IllegalStateException(file + ": the last block does not end");
    return new Markdown(file, List.copyOf(blocks), List.copyOf(links), Set.copyOf(anchors));
  }

  /**
   * As GitHub makes it: lower case, no punctuation, spaces as hyphens, a number if it was there.
   */
  private static String anchor(String heading, Set<String> there) {
    var plain =
        heading
            .replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^\\p{L}\\p{N} _-]", "")
            .replace(' ', '-');
    for (int n = 0; ; n++) {
      var name = n == 0 ? plain : plain + "-" + n;
      if (!there.contains(name)) return name;
    }
  }

  String name() {
    return Project.root().relativize(file.toAbsolutePath().normalize()).toString();
  }

  String java() {
    return blocks.stream()
        .filter(b -> b.language().equals("java"))
        .map(Block::text)
        .collect(Collectors.joining("\n"));
  }
}
