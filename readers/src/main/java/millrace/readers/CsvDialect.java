package millrace.readers;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import millrace.data.DataException;

/** How the text of a {@link Csv} is parsed, and what its first lines say. */
final class CsvDialect {
  /** The parser's own limit is 16,384, which tables of gene expression exceed. */
  private static final int MOST_COLUMNS = 1 << 24;

  private static final int SAMPLE = 100;

  private CsvDialect() {}

  static CsvReader.CsvReaderBuilder parser(Csv csv) {
    var parser =
        CsvReader.builder()
            .fieldSeparator(csv.delimiter())
            .quoteCharacter(csv.quote() == Csv.AUTO ? '"' : csv.quote())
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE) // counted and reported by CsvRows
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .allowUnclosedQuote(false)
            .trimWhitespacesAroundQuotes(csv.trim())
            .detectBomHeader(false); // TextInput does
    if (csv.comment() != 0) {
      parser.commentStrategy(CommentStrategy.SKIP).commentCharacter(csv.comment());
    }
    return parser;
  }

  /**
   * The same with the delimiter found out, from the first records of the first file, and the quote.
   */
  static Csv settled(Csv csv) {
    var known = csv.delimiter() == Csv.AUTO ? csv.delimiter(delimiter(csv)) : csv;
    if (known.quote() != Csv.AUTO) return known;
    boolean plain = known.delimiter() == '\t' && PlainLines.in(known);
    return known.quote(plain ? Csv.NO_QUOTE : '"');
  }

  private static char delimiter(Csv csv) {
    char best = ',';
    int most = 1;
    for (char delimiter : new char[] {',', ';', '\t', '|'}) {
      if (delimiter == csv.quote() || delimiter == csv.comment()) continue;
      if (delimiter == csv.decimal()) continue; // it is taken where there is no other
      var candidate = csv.delimiter(delimiter);
      int cells = agreed(candidate);
      if (delimiter == '\t' && csv.quote() == Csv.AUTO)
        cells = Math.max(cells, agreed(candidate.quote(Csv.NO_QUOTE)));
      if (cells > most) {
        most = cells;
        best = delimiter;
      }
    }
    return best;
  }

  /** How many cells each of the first records has, or 0 when they differ or cannot be parsed. */
  private static int agreed(Csv csv) {
    try {
      var counts = first(csv, csv.files().getFirst(), SAMPLE).stream().map(List::size).distinct();
      var list = counts.toList();
      return list.size() == 1 ? list.getFirst() : 0;
    } catch (CsvParseException e) {
      if (e.getCause() instanceof DataException d) throw d;
      return 0; // not this delimiter
    }
  }

  /** The names of a file's columns, in its order. */
  static List<String> names(Csv csv, Path file) {
    List<List<String>> records;
    try {
      records = first(csv, file, 1);
    } catch (CsvParseException e) {
      if (e.getCause() instanceof DataException d) throw d;
      throw new DataException(
          "%s: the first record cannot be read: %s".formatted(file, e.getMessage()), e);
    }
    if (records.isEmpty()) {
      throw new DataException("%s: the file has no rows and no header".formatted(file));
    }
    var head = records.getFirst();
    if (!csv.names().isEmpty()) {
      if (csv.names().size() != head.size()) {
        throw new DataException(
            "%s: %d names are given, but the first record has %d cells"
                .formatted(file, csv.names().size(), head.size()));
      }
      return csv.names();
    }
    var names = new ArrayList<String>();
    for (int j = 0; j < head.size(); j++) {
      var name = csv.trim() ? head.get(j).strip() : head.get(j);
      names.add(!csv.header() ? "c" + (j + 1) : name.isBlank() ? "column" + (j + 1) : name);
    }
    var at = new HashMap<String, Integer>();
    for (int j = 0; j < names.size(); j++) {
      var before = at.putIfAbsent(names.get(j), j);
      if (before != null) {
        throw new DataException(
            "%s: columns %d and %d are both named '%s'; correct the header, or give names"
                .formatted(file, before + 1, j + 1, names.get(j)));
      }
    }
    return names;
  }

  private static List<List<String>> first(Csv csv, Path file, int records) {
    try (var input = TextInput.open(file, csv.charset(), _ -> {});
        var reader =
            parser(csv).build(CsvRecordHandler.of(h -> h.maxFields(MOST_COLUMNS)), input)) {
      skip(reader, csv, file);
      var out = new ArrayList<List<String>>();
      for (CsvRecord r : reader) {
        out.add(r.getFields());
        if (out.size() == records) break;
      }
      return out;
    } catch (IOException e) {
      throw TextInput.failure(file, e);
    }
  }

  static void skip(CsvReader<?> reader, Csv csv, Path file) {
    try {
      reader.skipLines(csv.skipRows());
    } catch (CsvParseException e) {
      throw new DataException(
          "%s: has no %d lines to pass over".formatted(file, csv.skipRows()), e);
    }
  }
}
