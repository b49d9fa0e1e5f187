package millrace.readers;

import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.RecordType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the records of one part of a file from the parser, cell by cell, into {@link Cells}. A row
 * is kept by counting it; one that does not fit is overwritten by the next.
 */
final class CsvRows extends CsvCallbackHandler<Boolean> {
  private final Csv csv;
  private final CsvPart part;
  private final List<String> names;
  private final Cells[] cells;
  private final boolean[] wrong;
  private final Missing[] missing;
  private final List<Problem> problems = new ArrayList<>();
  private int rows;
  private boolean brokenQuotes;

  private int toSkip;
  private long line;
  private long lineEnds; // within the cells of this record so far
  private long linesBefore = -1;
  private int field;
  private RecordType type = RecordType.DATA;
  private boolean blank;
  private int misfit = -1;
  private String value = "";

  /**
   * @param names the columns in this file's order
   * @param cells for each of them; replaced where a guess was wrong
   */
  CsvRows(Csv csv, CsvPart part, List<String> names, Cells[] cells, Missing... missing) {
    this.csv = csv;
    this.part = part;
    this.names = names;
    this.cells = cells;
    this.missing = missing;
    this.wrong = new boolean[cells.length];
    this.toSkip = part.first() && csv.header() ? 1 : 0;
  }

  /** Reads the part to its end, its limit, or the first problem that ends it. */
  CsvRows read(LongConsumer progress) {
    try (var input = part.open(csv.charset(), progress);
        var reader = CsvDialect.parser(csv).build(this, input)) {
      if (part.first()) CsvDialect.skip(reader, csv, part.file());
      var _ = reader.iterator().hasNext(); // buildRecord says when to stop
    } catch (CsvParseException e) {
      if (e.getCause() instanceof RuntimeException r) throw r;
      if (e.getCause() instanceof Error r) throw r;
      brokenQuotes = true;
      problems.add(brokenQuotes(e));
    } catch (IOException e) {
      throw TextInput.failure(part.file(), e);
    }
    return this;
  }

  CsvPart part() {
    return part;
  }

  int rows() {
    return rows;
  }

  List<Problem> problems() {
    return problems;
  }

  /** Did the parser give up? Then the part ends there, if it was one. */
  boolean brokenQuotes() {
    return brokenQuotes;
  }

  Cells cells(int column) {
    return cells[column];
  }

  /** Was this column taken for numbers and is not, so that the part must be read again? */
  boolean wrong(int column) {
    return wrong[column];
  }

  @Override
  protected void beginRecord(long startingLineNumber) {
    line = startingLineNumber;
    lineEnds = 0;
    field = 0;
    misfit = -1;
    blank = false;
    type = RecordType.DATA;
  }

  @Override
  protected void addField(char[] b, int from, int length, boolean quoted) {
    int j = field++;
    if (quoted) countLineEnds(b, from, length);
    if (toSkip > 0 || j >= cells.length) return;
    int at = from;
    int end = from + length;
    if (csv.trim()) {
      while (at < end && b[at] <= ' ') at++;
      while (at < end && b[end - 1] <= ' ') end--;
    }
    if (j == 0) blank = !quoted && isBlank(b, at, end);
    switch (cells[j].put(rows, b, at, end - at)) {
      case KEPT -> {}
      case MISFIT -> {
        if (misfit < 0) {
          misfit = j;
          value = new String(b, from, length);
        }
      }
      case WRONG_GUESS -> toWords(j, b, at, end - at);
    }
  }

  /** Free while all cells so far were missing; else the part has to be read again. */
  private void toWords(int j, char[] b, int from, int length) {
    if (cells[j] instanceof Cells.Numeric n && n.blank()) {
      var coded = new Cells.Coded(missing[j], _ -> true).missingFirst(rows);
      var _ = coded.put(rows, b, from, length);
      cells[j] = coded;
    } else {
      wrong[j] = true;
      cells[j] = new Cells.None();
    }
  }

  @Override
  protected @Nullable Boolean buildRecord() {
    if (type != RecordType.DATA) return null;
    if (toSkip > 0) {
      toSkip--;
      return null;
    }
    if (field != cells.length) {
      if (field == 1 && blank) return null;
      problems.add(
          new Problem(
              part.file().toString(),
              absolute(line),
              "",
              "",
              "the row has %d cells, but %s has %d; is a delimiter or a quote %s?"
                  .formatted(
                      field,
                      csv.header() ? "the header" : "the first row",
                      cells.length,
                      field < cells.length ? "missing" : "too many")));
    } else if (misfit >= 0) {
      problems.add(misfitted());
    } else {
      return ++rows == part.limit() ? Boolean.TRUE : null;
    }
    return csv.policy() == Policy.STRICT ? Boolean.TRUE : null;
  }

  private Problem misfitted() {
    var name = names.get(misfit);
    var asked = csv.schema().field(name).orElseThrow();
    var kind = asked.kind().orElseThrow();
    var expected =
        kind == Kind.TIME
            ? "a time like " + (asked.pattern().isEmpty() ? "2020-12-31" : asked.pattern())
            : kind.expected;
    return new Problem(
        part.file().toString(),
        absolute(line),
        name,
        value,
        "'%s' is not %s; correct it, name it as missing, or change the schema%s"
            .formatted(value, expected, otherSign(asked, kind)));
  }

  /** Whether the misfit is a number with the other decimal sign. */
  private String otherSign(Schema.Field asked, Kind kind) {
    if (kind != Kind.NUMBER && kind != Kind.AMOUNT) return "";
    char other = asked.decimal(csv.decimal()) == '.' ? ',' : '.';
    var cell = value.toCharArray();
    double v =
        kind == Kind.AMOUNT
            ? Numbers.amount(cell, 0, cell.length, other)
            : Numbers.parse(cell, 0, cell.length, other);
    return Double.isNaN(v) ? "" : "; with '%c' as decimal sign it is one".formatted(other);
  }

  private Problem brokenQuotes(CsvParseException e) {
    var text = String.valueOf(e.getMessage());
    var what =
        text.startsWith("Unexpected character after closing quote")
            ? "the cell goes on after its closing quote; quotes within a quoted cell are doubled"
            : text.startsWith("The maximum buffer size")
                ? "the cell is longer than 16 million characters; is its closing quote missing?"
                : "the quote that begins here is never closed";
    return new Problem(
        part.file().toString(),
        absolute(line + lineEnds),
        field < names.size() ? names.get(field) : "",
        "",
        what
            + (csv.delimiter() == '\t'
                ? "; if quotes are characters like others here, read without them (quote none)"
                : "")
            + (csv.policy() == Policy.COLLECT
                ? "; the rest of the file, from line %d on, was not read".formatted(absolute(line))
                : ""));
  }

  private long absolute(long lineOfPart) {
    if (linesBefore < 0) linesBefore = part.linesBefore();
    return linesBefore + lineOfPart;
  }

  private void countLineEnds(char[] b, int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (b[i] == '\n' || (b[i] == '\r' && (i + 1 == from + length || b[i + 1] != '\n'))) {
        lineEnds++;
      }
    }
  }

  private static boolean isBlank(char[] b, int at, int end) {
    for (int i = at; i < end; i++) if (b[i] > ' ') return false;
    return true;
  }

  @Override
  protected void setComment(char[] b, int from, int length) {
    type = RecordType.COMMENT;
  }

  @Override
  protected void setEmpty() {
    type = RecordType.EMPTY;
  }

  @Override
  protected RecordType getRecordType() {
    return type;
  }

  @Override
  protected int getFieldCount() {
    return field;
  }
}
