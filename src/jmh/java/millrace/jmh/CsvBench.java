package millrace.jmh;

import de.siegmar.fastcsv.reader.CsvReader;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.zip.GZIPInputStream;
import millrace.readers.Csv;
import millrace.run.Run;

/**
 * Csv on about a million rows: the nine UK cars files, each ten times, as nine files and as one.
 * Prints seconds (median and least of the repeats, after two that do not count) of Millrace with
 * one and two threads, and of bare fastcsv that only counts cells.
 *
 * <p>Arguments: the folder with the car files, a folder for the generated files, and optionally the
 * number of repeats. For pandas run {@code src/jmh/python/csv_pandas.py} on the generated folder.
 */
public final class CsvBench {
  private static final int TIMES = 10;
  private static final List<String> MAKES =
      List.of("audi", "bmw", "ford", "hyundi", "merc", "skoda", "toyota", "vauxhall", "vw");

  private CsvBench() {}

  public static void main(String[] args) throws IOException {
    var source = Path.of(args[0]);
    var folder = Path.of(args[1]);
    int repeats = args.length > 2 ? Integer.parseInt(args[2]) : 7;
    generate(source, folder);
    var nine = MAKES.stream().map(m -> folder.resolve(m + ".csv")).toList();
    var one = List.of(folder.resolve("all-in-one.csv"));
    for (var files : List.of(nine, one)) {
      var what = files.size() == 1 ? "one file" : "nine files";
      report("fastcsv, 1 thread, " + what, repeats, () -> count(files));
      for (int threads : new int[] {1, 2}) {
        var run = Run.quiet().threads(threads);
        report(
            "Millrace, %d thread(s), %s".formatted(threads, what),
            repeats,
            () -> new Csv(files).read(run).size());
      }
    }
  }

  private static void report(String name, int repeats, LongSupplier work) {
    var seconds = new double[repeats];
    long result = 0;
    for (int i = -2; i < repeats; i++) {
      long start = System.nanoTime();
      result = work.getAsLong();
      double s = (System.nanoTime() - start) * 1e-9;
      if (i == -2) System.out.printf(Locale.ROOT, "%-34s first   %.3f s%n", name, s);
      if (i >= 0) seconds[i] = s;
    }
    Arrays.sort(seconds);
    System.out.printf(
        Locale.ROOT,
        "%-34s median  %.3f s, least %.3f s (%d)%n",
        name,
        seconds[repeats / 2],
        seconds[0],
        result);
  }

  /** What parsing alone costs: every cell is made a String and forgotten. */
  private static long count(List<Path> files) {
    long cells = 0;
    for (var file : files) {
      try (var reader = CsvReader.builder().ofCsvRecord(file)) {
        for (var r : reader) cells += r.getFieldCount();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return cells;
  }

  private static void generate(Path source, Path folder) throws IOException {
    Files.createDirectories(folder);
    var all = folder.resolve("all-in-one.csv");
    if (Files.exists(all)) return;
    var part = folder.resolve("all-in-one.part");
    try (var one = new BufferedOutputStream(Files.newOutputStream(part))) {
      for (var make : MAKES) {
        var text = text(source, make);
        int body = 0;
        while (text[body++] != '\n') {}
        if (make.equals(MAKES.getFirst())) one.write(text, 0, body);
        try (var out = Files.newOutputStream(folder.resolve(make + ".csv"))) {
          out.write(text, 0, body);
          for (int i = 0; i < TIMES; i++) {
            out.write(text, body, text.length - body);
            one.write(text, body, text.length - body);
          }
        }
      }
    }
    Files.move(part, all);
  }

  private static byte[] text(Path source, String make) throws IOException {
    var plain = source.resolve(make + ".csv");
    boolean zipped = !Files.exists(plain);
    var bytes = Files.readAllBytes(zipped ? source.resolve(make + ".csv.gz") : plain);
    try (InputStream in =
        zipped
            ? new GZIPInputStream(new ByteArrayInputStream(bytes))
            : new ByteArrayInputStream(bytes)) {
      var text = in.readAllBytes();
      if (text[text.length - 1] == '\n') return text;
      var ended = Arrays.copyOf(text, text.length + 1);
      ended[text.length] = '\n';
      return ended;
    }
  }
}
