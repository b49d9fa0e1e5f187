package millrace.jmh;

import de.siegmar.fastcsv.reader.CsvReader;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import millrace.readers.Csv;
import millrace.run.Run;
import org.jspecify.annotations.Nullable;

/**
 * Csv on about a million rows, as nine files and as one: Millrace with one and two threads, bare
 * fastcsv that only counts cells, and pandas' C engine, which runs in a process of its own and is
 * asked by turns.
 *
 * <p>Arguments: the folder with the UK cars, a folder for the generated files, the command and the
 * script that run pandas ({@code /usr/bin/python3 src/jmh/python/csv_pandas.py}), the number of
 * repeats, whether fastcsv is measured, too. Without pandas it is left out.
 */
public final class CsvBench {
  private CsvBench() {}

  public static void main(String[] args) throws Exception {
    var folder = Path.of(args[1]);
    UkCars.generate(Path.of(args[0]), folder);
    int repeats = Integer.parseInt(args[4]);
    boolean fastcsv = args.length < 6 || Boolean.parseBoolean(args[5]);
    var pandas = pandas(List.of(args[2], args[3], folder.toString()));
    try (pandas) {
      compare("nine files", UkCars.nine(folder), pandas, fastcsv, repeats);
      compare("one file", List.of(UkCars.one(folder)), pandas, fastcsv, repeats);
    }
  }

  private static @Nullable Pandas pandas(List<String> command) {
    try {
      return new Pandas(command);
    } catch (IOException e) {
      System.err.println("pandas is left out: " + e.getMessage());
      return null;
    }
  }

  private static void compare(
      String what, List<Path> files, @Nullable Pandas pandas, boolean fastcsv, int repeats)
      throws Exception {
    long rows = new Csv(files).read().size();
    var turns = new Turns();
    if (pandas != null) turns.addTimed(pandas.version + ", C engine", () -> pandas.read(what));
    turns.add("Millrace, 1 thread", read(files, 1)).add("Millrace, 2 threads", read(files, 2));
    if (fastcsv) turns.add("fastcsv, counting cells", () -> count(files));
    turns.print("Csv, " + what, repeats, rows);
  }

  private static Callable<?> read(List<Path> files, int threads) {
    return () -> new Csv(files).read(Run.quiet().threads(threads));
  }

  /** What parsing alone costs: every cell is made a String and forgotten. */
  private static long count(List<Path> files) throws IOException {
    long cells = 0;
    for (var file : files) {
      try (var reader = CsvReader.builder().ofCsvRecord(file)) {
        for (var r : reader) cells += r.getFieldCount();
      }
    }
    return cells;
  }

  /** A Python process that reads the files whenever it is told to. */
  private static final class Pandas implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter orders;
    final String version;

    Pandas(List<String> command) throws IOException {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      answers = process.inputReader();
      orders = process.outputWriter();
      version = answer();
    }

    Turns.Cost read(String what) throws IOException {
      orders.write(what + "\n");
      orders.flush();
      return new Turns.Cost(Double.parseDouble(answer()), Double.parseDouble(answer()));
    }

    private String answer() throws IOException {
      var line = answers.readLine();
      if (line == null) throw new IOException("the pandas process has ended");
      return line;
    }

    @Override
    public void close() throws IOException {
      orders.close(); // the end of its input ends it
    }
  }
}
