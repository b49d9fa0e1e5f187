package millrace.readers;

import java.nio.file.Path;

/**
 * Tells tab-separated lines whose quotes are characters like others, as corpora of text have them,
 * from those in which quotes enclose cells. Read as enclosing, a quote at the beginning of a cell
 * would swallow the lines up to the next one.
 */
final class PlainLines {
  private static final char QUOTE = '"';

  private final Csv csv;

  /** Whether some cell begins with a quote that does not end it. */
  private boolean stray;

  /** Cells of each line, once known. */
  private int cells;

  private PlainLines(Csv csv) {
    this.csv = csv;
  }

  /**
   * Whether all lines of all files have the same number of cells when quotes mean nothing, while
   * some quotes, taken to enclose cells, are wrong. One pass.
   */
  static boolean in(Csv csv) {
    var lines = new PlainLines(csv);
    for (var file : csv.files()) {
      lines.cells = 0;
      if (!lines.even(file)) return false;
    }
    return lines.stray;
  }

  private boolean even(Path file) {
    int skip = csv.skipRows();
    try (var in = TextInput.open(file, csv.charset(), _ -> {})) {
      var line = new StringBuilder();
      var buffer = new char[1 << 13];
      for (int n; (n = in.read(buffer, 0, buffer.length)) >= 0; ) {
        for (int i = 0; i < n; i++) {
          char c = buffer[i];
          if (c != '\n' && c != '\r') {
            line.append(c);
            continue;
          }
          // CRLF makes a blank line here, which does not count.
          if (skip > 0 && c == '\n') skip--;
          else if (skip == 0 && !fits(line)) return false;
          line.setLength(0);
        }
      }
      return skip > 0 || fits(line);
    }
  }

  private boolean fits(StringBuilder line) {
    if (line.isEmpty()) return true;
    if (csv.comment() != 0 && line.charAt(0) == csv.comment()) return true;
    int n = 0;
    boolean blank = true;
    for (int from = 0; from <= line.length(); n++) {
      int to = from;
      while (to < line.length() && line.charAt(to) != csv.delimiter()) {
        blank &= line.charAt(to) <= ' ';
        to++;
      }
      stray |= stray(line, from, to);
      from = to + 1;
    }
    if (n == 1 && blank) return true;
    if (cells == 0) cells = n;
    return n == cells;
  }

  /** Whether a cell begins with a quote that has not its only single partner at the cell's end. */
  private boolean stray(StringBuilder line, int begin, int end) {
    int from = begin;
    int to = end;
    if (csv.trim()) {
      while (from < to && line.charAt(from) <= ' ') from++;
      while (from < to && line.charAt(to - 1) <= ' ') to--;
    }
    if (from == to || line.charAt(from) != QUOTE) return false;
    int i = from + 1;
    while (i < to) {
      if (line.charAt(i) != QUOTE) i++;
      else if (i + 1 < to && line.charAt(i + 1) == QUOTE) i += 2;
      else return i != to - 1;
    }
    return true;
  }
}
