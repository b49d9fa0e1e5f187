package millrace.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import millrace.data.Frame;
import millrace.readers.Csv;
import millrace.readers.JsonLines;
import millrace.readers.LibSvm;
import millrace.run.Run;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * From a file to a frame, on one thread, in nanoseconds a row: a name, a word, five numbers. The
 * files are made, and the system has them in memory.
 */
public class Readers extends NanosecondsAnItem {
  private static final int ROWS = 50_000;
  private static final int NUMBERS = 5;

  private final Run run = Run.quiet().threads(1);
  private Path csv = Path.of("");
  private Path lines = Path.of("");
  private Path sparse = Path.of("");

  /** The same rows in three forms. */
  @Setup
  public void write() throws IOException {
    var random = Run.seeded(1).random("readers");
    csv = Files.createTempFile("millrace", ".csv");
    lines = Files.createTempFile("millrace", ".jsonl");
    sparse = Files.createTempFile("millrace", ".svm");
    try (var c = Files.newBufferedWriter(csv);
        var l = Files.newBufferedWriter(lines);
        var s = Files.newBufferedWriter(sparse)) {
      c.write("name,word,n0,n1,n2,n3,n4\n");
      for (int i = 0; i < ROWS; i++) {
        var name = "row " + i;
        var word = "word" + random.nextInt(100);
        c.write(name + "," + word);
        l.write("{\"name\":\"" + name + "\",\"word\":\"" + word + "\"");
        s.write(Integer.toString(i % 2));
        for (int j = 0; j < NUMBERS; j++) {
          var number = number(random);
          c.write("," + number);
          l.write(",\"n" + j + "\":" + number);
          s.write(" " + (1 + j * 10 + random.nextInt(10)) + ":" + number);
        }
        c.write("\n");
        l.write("}\n");
        s.write("\n");
      }
    }
  }

  private static String number(RandomGenerator random) {
    return Integer.toString(random.nextInt(100_000)) + "." + random.nextInt(100);
  }

  /** Comma-separated, types inferred. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public Frame csv() {
    return Csv.of(csv).read(run);
  }

  /** An object of JSON a line. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public Frame jsonLines() {
    return JsonLines.of(lines).read();
  }

  /** Indices and values. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public Frame libSvm() {
    return LibSvm.of(sparse).read();
  }

  /** The files go. */
  @TearDown
  public void delete() throws IOException {
    Files.delete(csv);
    Files.delete(lines);
    Files.delete(sparse);
  }
}
