package millrace.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.DidYouMean;
import millrace.data.Frame;
import millrace.readers.Arff;
import millrace.readers.Conll;
import millrace.readers.ConllU;
import millrace.readers.Csv;
import millrace.readers.JsonLines;
import millrace.readers.Kind;
import millrace.readers.LibSvm;
import millrace.readers.Schema;
import millrace.readers.TextFiles;
import millrace.readers.Unread;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How a table on the command line is read: its kind by the file's ending, details by options. */
final class DataOptions {
  @Option(
      names = "--data",
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "CSV, TSV, JSON Lines (.jsonl), ARFF, LIBSVM (.svm, .libsvm), CoNLL columns (.conll) or"
              + " CoNLL-U (.conllu) files, gzipped or not; a quoted glob works too. Or one folder"
              + " that holds a folder of texts per class: it gives the columns text and class.")
  List<String> files = List.of();

  @Option(
      names = "--delimiter",
      paramLabel = "C",
      description = "Between cells of a CSV (default: found out).")
  @Nullable Character delimiter;

  @Option(
      names = "--quote",
      paramLabel = "C",
      description =
          "Around cells of a CSV, or none (default: double quotes, unless those of a TSV turn out"
              + " to be characters like others).")
  @Nullable String quote;

  @Option(
      names = "--decimal",
      paramLabel = "C",
      description = "The decimal sign of a CSV's numbers, . or , (default: ${DEFAULT-VALUE}).")
  char decimal = '.';

  @Option(
      names = "--columns",
      split = ",",
      paramLabel = "NAME",
      description =
          "Column names of a CSV that has no header line or of CoNLL columns, or which layers of"
              + " CoNLL-U to read; comma-separated.")
  List<String> columns = List.of();

  @Option(
      names = "--missing",
      split = ",",
      paramLabel = "WORD",
      description = "Cells that mean missing, besides the usual ones.")
  List<String> missing = List.of();

  @Option(
      names = "--comment",
      paramLabel = "C",
      description = "Lines of a CSV that begin with this character are left out.")
  @Nullable Character comment;

  @Option(names = "--trim", description = "Strip spaces around the cells of a CSV.")
  boolean trim;

  @Option(
      names = "--kind",
      paramLabel = "COLUMN=KIND",
      description =
          "Read a column of a CSV or of JSON Lines as number, amount (£8,000), integer, boolean,"
              + " ternary, time, nominal, text or skip.")
  Map<String, Kind> kinds = Map.of();

  /** The files given, which there must be. */
  List<String> required(CommandSpec command) {
    if (files.isEmpty()) throw new ParameterException(command.commandLine(), "say --data FILE");
    return files;
  }

  /**
   * Reads these files as one table.
   *
   * @param say hears which columns would be numbers by other options
   */
  Frame read(List<String> names, PrintWriter say) {
    var frame = read(names, Schema.NONE);
    boolean csv = names.stream().allMatch(n -> kind(Path.of(n)).equals("csv"));
    for (var u : csv ? Unread.of(frame, decimal) : List.<Unread>of()) {
      say.printf(
          "'%s' is words; all its cells are numbers with%s%s%n",
          u.column(),
          u.decimal() == decimal ? "" : " --decimal " + u.decimal(),
          u.kind() == Kind.AMOUNT ? " --kind %s=amount".formatted(u.column()) : "");
    }
    say.flush();
    return frame;
  }

  /** Reads these files as one table, columns by this schema unless an option says otherwise. */
  Frame read(List<String> names, Schema base) {
    var schema = base;
    for (var e : this.kinds.entrySet()) schema = schema.with(e.getKey(), e.getValue());
    var paths = new ArrayList<Path>();
    for (var n : names) {
      if (n.contains("*") || n.contains("?")) paths.addAll(Csv.glob(n).files());
      else paths.add(Path.of(n));
    }
    if (paths.stream().anyMatch(Files::isDirectory)) {
      if (paths.size() == 1) return TextFiles.folders(paths.getFirst()).read();
      throw new DataException("a folder of texts stands alone as --data, but there are " + paths);
    }
    var kinds = paths.stream().map(DataOptions::kind).distinct().toList();
    if (kinds.size() > 1)
      throw new DataException("files of different kinds cannot be one table: " + kinds);
    return switch (kinds.getFirst()) {
      case "arff" -> Frame.concat(paths.stream().map(p -> Arff.of(p).read()).toList());
      case "jsonl" -> {
        var jsonl = schema;
        yield Frame.concat(paths.stream().map(p -> JsonLines.of(p).schema(jsonl).read()).toList());
      }
      case "conll" ->
          Frame.concat(paths.stream().map(p -> Conll.of(p).columns(columns).read()).toList());
      case "conllu" -> Frame.concat(paths.stream().map(p -> conllU(p).read()).toList());
      case "libsvm" -> Frame.concat(paths.stream().map(p -> LibSvm.of(p).read()).toList());
      default -> csv(paths, schema).read();
    };
  }

  private Csv csv(List<Path> paths, Schema schema) {
    var csv = Csv.of(paths.toArray(Path[]::new)).schema(schema).decimal(decimal).trim(trim);
    csv = csv.delimiter(delimiter == null ? Csv.AUTO : delimiter);
    if (quote != null) csv = csv.quote(quote());
    if (comment != null) csv = csv.comment(comment);
    if (!columns.isEmpty()) csv = csv.names(columns);
    if (!missing.isEmpty()) {
      var all = new ArrayList<>(csv.missing());
      all.addAll(missing);
      csv = csv.missing(all);
    }
    return csv;
  }

  private ConllU conllU(Path file) {
    var all = ConllU.of(file);
    return columns.isEmpty() ? all : all.layers(columns.toArray(String[]::new));
  }

  private char quote() {
    if ("none".equalsIgnoreCase(quote)) return Csv.NO_QUOTE;
    if (quote != null && quote.length() == 1) return quote.charAt(0);
    throw new DataException("--quote is '%s', but must be one character or none".formatted(quote));
  }

  private static String kind(Path file) {
    var name = file.getFileName().toString().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    if (name.endsWith(".arff")) return "arff";
    if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) return "jsonl";
    if (name.endsWith(".conll")) return "conll";
    if (name.endsWith(".conllu")) return "conllu";
    if (name.endsWith(".svm") || name.endsWith(".libsvm") || name.endsWith(".t")) return "libsvm";
    return "csv";
  }

  /**
   * The frame with its target marked; the column's name may be given in any case if that is
   * unambiguous.
   */
  static Frame target(Frame frame, String name) {
    if (frame.has(name)) return frame.target(name);
    var near = frame.names().stream().filter(n -> n.equalsIgnoreCase(name)).toList();
    if (near.size() == 1) return frame.target(near.getFirst());
    throw new DataException(
        "there is no column '%s' to be the target; there are %s%s"
            .formatted(name, frame.names(), DidYouMean.among(name, frame.names())));
  }

  /**
   * A numeric column as one of levels, for a classification whose classes are written as numbers.
   */
  static Column.Nominal nominal(Column column) {
    if (column instanceof Column.Nominal n) return n;
    var names = new ArrayList<String>(column.size());
    for (int i = 0; i < column.size(); i++) names.add(column.cell(i));
    return Column.Nominal.of(names);
  }
}
