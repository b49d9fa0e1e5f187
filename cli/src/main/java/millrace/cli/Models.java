package millrace.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import millrace.evaluation.Comparison.Task;
import millrace.learn.Catalog;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.learn.Transform;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/**
 * Prints the catalogue: every trainer and step with its parameters, their ranges and defaults, and
 * its source.
 */
@Command(
    name = "models",
    addMethodSubcommands = false,
    description = "List the models and steps with their parameters, ranges, defaults and sources.",
    mixinStandardHelpOptions = true)
final class Models implements Callable<Integer> {
  @Parameters(arity = "0..*", paramLabel = "NAME", description = "Only these.")
  List<String> names = List.of();

  @picocli.CommandLine.Spec CommandSpec command;

  @Override
  public Integer call() {
    var chosen =
        names.isEmpty()
            ? Catalog.trainers()
            : names.stream().flatMap(n -> named(n).stream()).distinct().toList();
    command.commandLine().getOut().print(print(chosen));
    command.commandLine().getOut().flush();
    return 0;
  }

  /** Those of a name: the catalogue's, that of {@code --models}, or that of another library. */
  private static List<Trainer<?>> named(String name) {
    var exact = Catalog.named(name);
    if (!exact.isEmpty()) return exact;
    var out = new ArrayList<Trainer<?>>();
    for (var task : List.of(Task.REGRESSION, Task.CLASSIFICATION)) {
      try {
        out.add(LineUp.find(name, task));
      } catch (IllegalArgumentException _) {
        // not of this task
      }
    }
    var word = Pattern.compile("(?i)\\b" + Pattern.quote(name) + "\\b");
    if (out.isEmpty())
      for (var t : Catalog.trainers())
        if (word.matcher(Catalog.about(t.getClass()).cite()).find()) out.add(t);
    if (out.isEmpty()) out.add(Catalog.find(name)); // which says what is near
    return out;
  }

  static String print(List<? extends Trainer<?>> trainers) {
    var predictors =
        trainers.stream()
            .filter(Catalog::predicts)
            .map(Models::entry)
            .collect(Collectors.joining());
    var steps =
        trainers.stream()
            .filter(t -> Transform.class.isAssignableFrom(Catalog.model(t)))
            .map(Models::entry)
            .collect(Collectors.joining());
    return (predictors.isEmpty() ? "" : "# Models\n\n" + predictors)
        + (steps.isEmpty() ? "" : "# Steps\n\n" + steps);
  }

  private static String entry(Trainer<?> trainer) {
    var about = Catalog.about(trainer.getClass());
    var text = new StringBuilder();
    text.append("## ")
        .append(Catalog.name(trainer.getClass()))
        .append("\n\n")
        .append(sentence(about.value()));
    text.append("Engine: ")
        .append(about.engine())
        .append(" (")
        .append(about.licence())
        .append("). ");
    text.append("Source: ").append(sentence(about.cite()).strip()).append("\n\n");
    for (var p : Spec.of(trainer.getClass().asSubclass(Record.class))) text.append(parameter(p));
    return text.append(text.toString().endsWith("\n\n") ? "" : "\n").toString();
  }

  private static String sentence(String s) {
    return s.substring(0, 1).toUpperCase(Locale.ROOT)
        + s.substring(1)
        + (s.endsWith(".") ? " " : ". ");
  }

  private static String parameter(Spec.Info p) {
    return "- `%s` = %s: %s%s\n"
        .formatted(
            p.name(),
            value(p.byDefault()),
            p.param() == null ? "" : p.param().value(),
            range(p.type(), p.param()));
  }

  private static String range(Class<?> type, @Nullable Param p) {
    if (type.isEnum())
      return "; one of " + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT);
    if (p == null || !(type == int.class || type == double.class || type == long.class)) return "";
    boolean anywhere = p.min() <= -Double.MAX_VALUE && p.max() >= Double.MAX_VALUE;
    return anywhere ? "" : "; in " + Spec.range(p);
  }

  private static String value(Object v) {
    return switch (v) {
      case Enum<?> e -> e.name().toLowerCase(Locale.ROOT);
      case Double d -> Spec.number(d);
      case String s -> "\"" + s + "\"";
      case Trainer<?> t -> Spec.print((Record) t);
      case List<?> l -> l.stream().map(Models::value).toList().toString();
      default -> v.toString();
    };
  }
}
