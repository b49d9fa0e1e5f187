package millrace.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.Callable;
import millrace.learn.Prediction;
import millrace.learn.Predictor;
import millrace.readers.Kind;
import millrace.readers.Schema;
import millrace.run.Run;
import millrace.store.Provenance;
import millrace.store.Store;
import millrace.store.WholeFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Reads a model and a table, and writes a row of predictions for each row of the table. */
@Command(
    name = "predict",
    addMethodSubcommands = false,
    description = "Predict the rows of a table with a saved model.",
    mixinStandardHelpOptions = true)
final class Predict implements Callable<Integer> {
  @Mixin @Nullable DataOptions data;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "What train saved.")
  Path model = Path.of("m.safetensors");

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The CSV to write (default: standard output).")
  @Nullable Path out;

  @picocli.CommandLine.Spec @Nullable CommandSpec command;

  @Override
  public Integer call() throws IOException {
    var predictor = Store.load(model, Predictor.class);
    var schema = Store.provenance(model).map(Predict::schema).orElse(Schema.NONE);
    var frame = data.read(data.required(command), schema);
    var run = Run.quiet().threads(Runtime.getRuntime().availableProcessors());
    Prediction prediction = predictor.predict(frame, run);
    if (out == null) {
      write(prediction, command.commandLine().getOut());
      return 0;
    }
    WholeFile.write(out, to -> write(prediction, Channels.newWriter(to, StandardCharsets.UTF_8)));
    command
        .commandLine()
        .getErr()
        .println("%,d rows: %s".formatted(frame.size(), out.toAbsolutePath()));
    return 0;
  }

  /**
   * Columns are read as the training table's were, whatever the new cells look like; the model says
   * itself which ones it needs.
   */
  private static Schema schema(Provenance provenance) {
    var schema = Schema.NONE;
    for (var c : provenance.columns()) {
      boolean comma = c.kind().endsWith(Train.DECIMAL_COMMA);
      var kind = comma ? c.kind().substring(0, c.kind().length() - 1) : c.kind();
      switch (kind) {
        case "numeric" -> schema = schema.with(c.name(), Kind.NUMBER, comma ? "," : "");
        case "tokens", "sparse", "dense" -> {} // from readers that take no schema
        default ->
            schema =
                schema.with(
                    c.name(), Kind.valueOf(kind.toUpperCase(Locale.ROOT)), comma ? "," : "");
      }
    }
    return schema.optional();
  }

  /** Leaves what it writes to open. */
  private static void write(Prediction prediction, Writer to) throws IOException {
    var csv = CsvWriter.builder().build(to);
    switch (prediction) {
      case Prediction.Numbers p -> {
        csv.writeRecord("prediction");
        for (double v : p.values()) csv.writeRecord(Double.toString(v));
      }
      case Prediction.Labels p -> {
        var head = new ArrayList<String>();
        head.add("prediction");
        p.levels().names().forEach(l -> head.add("p(" + l + ")"));
        csv.writeRecord(head);
        for (int i = 0; i < p.size(); i++) {
          var cells = new ArrayList<String>();
          cells.add(p.label(i));
          for (int k = 0; k < p.levels().size(); k++)
            cells.add(Double.toString(p.probability(i, k)));
          csv.writeRecord(cells);
        }
      }
      case Prediction.Clusters p -> {
        csv.writeRecord("cluster");
        for (int c : p.cluster()) csv.writeRecord(Integer.toString(c));
      }
      case Prediction.Scores p -> {
        csv.writeRecord("score", "outlier");
        for (int i = 0; i < p.size(); i++)
          csv.writeRecord(Double.toString(p.values()[i]), Boolean.toString(p.outlier(i)));
      }
      case Prediction.Sequences p -> {
        csv.writeRecord("labels");
        for (int i = 0; i < p.size(); i++) csv.writeRecord(p.labels().cell(i));
      }
      case Prediction.Texts p -> {
        csv.writeRecord("prediction");
        for (var text : p.answers().values()) csv.writeRecord(text);
      }
    }
    csv.flush();
  }
}
