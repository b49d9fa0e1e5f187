package millrace.cli;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;
import millrace.contract.Project;
import picocli.CommandLine;

/** Shell commands of the documentation, parsed as the command line parses them. */
public final class Commands {
  private static final Pattern WORD =
      Pattern.compile("\\G\\s*((?:'[^']*'|\"[^\"]*\"|[^\\s'\"#]|(?<=\\S)#)+)");

  /** What a document may call beside Millrace. */
  private static final List<String> OTHERS = List.of("mvn", "mkdir", "cp", "cd", "java", "git");

  private Commands() {}

  /** What is wrong with these lines: commands that do not parse, files that are not there. */
  public static List<String> problems(String script) {
    var out = new ArrayList<String>();
    var variables = new HashMap<String, String>();
    for (var line : script.replace("\\\n", " ").lines().filter(l -> !l.isBlank()).toList()) {
      var set = Pattern.compile("(\\w+)=\"([^\"]*)\"").matcher(line.strip());
      if (set.matches()) {
        variables.put("$" + set.group(1), set.group(2));
        continue;
      }
      var text = line;
      for (var v : variables.entrySet()) text = text.replace(v.getKey(), v.getValue());
      var words = words(text);
      if (words.isEmpty()) continue; // a comment
      var first = words.getFirst();
      if (first.endsWith("/millrace")) parse(words.subList(1, words.size()), out);
      else if (first.equals("python3")) {
        if (!Files.exists(Project.root().resolve(words.get(1)))) out.add("no file " + words.get(1));
      } else if (!OTHERS.contains(first)) out.add("a command that nobody checks: " + line);
    }
    return out;
  }

  private static void parse(List<String> words, List<String> out) {
    var rest = new ArrayList<>(words);
    while (!rest.isEmpty() && List.of("--with", "--jvm", "--jar").contains(rest.getFirst()))
      rest.subList(0, 2).clear();
    try {
      Main.commandLine(new Main(), rest.toArray(String[]::new))
          .setCaseInsensitiveEnumValuesAllowed(true)
          .parseArgs(rest.toArray(String[]::new));
    } catch (CommandLine.ParameterException e) {
      out.add("./millrace %s: %s".formatted(String.join(" ", words), e.getMessage()));
    }
  }

  /** The words of a line up to its comment, quotes taken off. */
  private static List<String> words(String line) {
    var out = new ArrayList<String>();
    var found = WORD.matcher(line);
    while (found.find()) out.add(found.group(1).replaceAll("['\"]", ""));
    return out;
  }
}
