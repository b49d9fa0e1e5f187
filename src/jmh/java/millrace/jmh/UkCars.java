package millrace.jmh;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import millrace.data.Frame;
import millrace.readers.Csv;

/** The nine files of used cars in the United Kingdom (99,187 rows), as they are and ten times. */
final class UkCars {
  private static final int TIMES = 10;
  private static final List<String> MAKES =
      List.of("audi", "bmw", "ford", "hyundi", "merc", "skoda", "toyota", "vauxhall", "vw");

  private UkCars() {}

  /** All rows once, with the make as a column; the target is the price. */
  static Frame once(Path folder) {
    var files = MAKES.stream().map(m -> file(folder, m)).toList();
    return new Csv(files).source(true).read().target("price");
  }

  /** The frame ten times over: about a million rows. */
  static Frame tenTimes(Frame frame) {
    var rows = new int[frame.size() * TIMES];
    for (int i = 0; i < rows.length; i++) rows[i] = i % frame.size();
    return frame.rows(rows);
  }

  /** The nine files that {@link #generate} wrote. */
  static List<Path> nine(Path folder) {
    return MAKES.stream().map(m -> folder.resolve(m + ".csv")).toList();
  }

  /** The one file that {@link #generate} wrote. */
  static Path one(Path folder) {
    return folder.resolve("all-in-one.csv");
  }

  /** Writes the rows of each file ten times, as nine files and as one. */
  static void generate(Path source, Path folder) throws IOException {
    Files.createDirectories(folder);
    if (Files.exists(one(folder))) return;
    var part = folder.resolve("all-in-one.part");
    try (var one = new BufferedOutputStream(Files.newOutputStream(part))) {
      for (var make : MAKES) {
        var text = text(file(source, make));
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
    Files.move(part, one(folder));
  }

  private static Path file(Path folder, String make) {
    var plain = folder.resolve(make + ".csv");
    return Files.exists(plain) ? plain : folder.resolve(make + ".csv.gz");
  }

  private static byte[] text(Path file) throws IOException {
    try (var raw = Files.newInputStream(file);
        InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
      var text = in.readAllBytes();
      if (text[text.length - 1] == '\n') return text;
      var ended = Arrays.copyOf(text, text.length + 1);
      ended[text.length] = '\n';
      return ended;
    }
  }
}
