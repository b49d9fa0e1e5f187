package millrace.readers;

import java.util.ArrayList;
import java.util.List;
import millrace.data.DataException;

/** One line of an ARFF file, read from left to right. */
final class ArffLine {
  /**
   * A cell or word.
   *
   * @param quoted whether it stood in quotes; {@code '?'} is not missing
   * @param column where it begins, from 1
   */
  record Cell(String text, boolean quoted, int column) {
    boolean missing() {
      return !quoted && text.equals("?");
    }
  }

  private final String line;
  private final Lines lines;
  private int at;

  ArffLine(String line, Lines lines) {
    this.line = line;
    this.lines = lines;
  }

  DataException error(Cell cell, String message) {
    return lines.error(cell.column(), message);
  }

  DataException error(String message) {
    return lines.error(at + 1, message);
  }

  /** Whether only spaces and a comment are left. */
  boolean atEnd() {
    while (at < line.length() && line.charAt(at) <= ' ') at++;
    return at == line.length() || line.charAt(at) == '%';
  }

  /** The next character that is no space; 0 at the end. */
  char peek() {
    return atEnd() ? 0 : line.charAt(at);
  }

  void skip(char c) {
    if (peek() != c) throw error("'%c' is due here".formatted(c));
    at++;
  }

  /** Passes over one of these characters, which must come next, and says which. */
  char next(String oneOf) {
    char c = peek();
    if (c == 0 || oneOf.indexOf(c) < 0) {
      throw error("'%c' or '%c' is due here".formatted(oneOf.charAt(0), oneOf.charAt(1)));
    }
    at++;
    return c;
  }

  /** Refuses anything but a comment. */
  void end() {
    if (!atEnd()) throw error("'%s' is too much here".formatted(line.substring(at).strip()));
  }

  /** A quoted text, or everything up to a space or brace. */
  Cell word() {
    char c = peek();
    if (c == 0) throw error("the line ends too early");
    if (c == '\'' || c == '"') return quoted(c);
    int from = at;
    while (at < line.length() && line.charAt(at) > ' ' && "{},".indexOf(line.charAt(at)) < 0) at++;
    if (at == from) throw error("'%c' stands where a word is due".formatted(c));
    return new Cell(line.substring(from, at), false, from + 1);
  }

  /**
   * A quoted text, or everything up to a comma; spaces around it are taken off.
   *
   * @param inBraces whether a closing brace ends it too
   */
  Cell cell(boolean inBraces) {
    char c = peek();
    if (c == '\'' || c == '"') return quoted(c);
    int from = at;
    int end = at;
    for (; at < line.length(); at++) {
      c = line.charAt(at);
      if (c == ',' || (inBraces && c == '}')) break;
      if (c == '%' && (at == from || line.charAt(at - 1) <= ' ')) break;
      if (c > ' ') end = at + 1;
    }
    if (end == from) {
      at = from;
      throw error("the cell is empty; write ? for a missing one, or '' for an empty text");
    }
    return new Cell(line.substring(from, end), false, from + 1);
  }

  /**
   * The cells up to the end of the line: separated by commas or, if there is none, by spaces.
   *
   * @param one whether only one is expected, so that spaces belong to it
   */
  List<Cell> cells(boolean one) {
    int start = at;
    var out = new ArrayList<Cell>();
    out.add(cell(false));
    if (!one && peek() != ',') {
      at = start;
      out.clear();
      while (!atEnd()) out.add(word());
      return out;
    }
    while (!atEnd()) {
      skip(',');
      out.add(cell(false));
    }
    return out;
  }

  private Cell quoted(char quote) {
    int from = at++;
    var text = new StringBuilder();
    for (; at < line.length() && line.charAt(at) != quote; at++) {
      char c = line.charAt(at);
      if (c == '\\' && at + 1 < line.length()) {
        c =
            switch (line.charAt(++at)) {
              case 'n' -> '\n';
              case 'r' -> '\r';
              case 't' -> '\t';
              default -> line.charAt(at);
            };
      }
      text.append(c);
    }
    if (at >= line.length()) {
      at = from;
      throw error("the quote %c is not closed in this line".formatted(quote));
    }
    at++;
    return new Cell(text.toString(), true, from + 1);
  }
}
