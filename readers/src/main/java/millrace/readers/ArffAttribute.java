package millrace.readers;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import millrace.data.Column;
import millrace.data.Vocabulary;

/** An attribute of an ARFF file: its declaration and the cells read so far. */
sealed interface ArffAttribute {
  String name();

  /** Adds a cell of a row. */
  void add(ArffLine.Cell cell, ArffLine line);

  /** Adds what a sparse row does not name. */
  void addZero(ArffLine line);

  Column column();

  /** Reads what follows {@code @attribute}. */
  static ArffAttribute declared(ArffLine line) {
    var name = line.word().text();
    if (name.isEmpty()) throw line.error("the attribute's name is empty");
    if (line.peek() == '{') return new Names(name, levels(name, line));
    var type = line.word();
    switch (type.text().toLowerCase(Locale.ROOT)) {
      case "numeric", "real", "integer" -> {
        line.end();
        return new Numeric(name);
      }
      case "string" -> {
        line.end();
        return new Text(name);
      }
      case "date" -> {
        var pattern = line.atEnd() ? "" : line.cell(false).text();
        line.end();
        try {
          return new Date(name, pattern, Times.of(pattern));
        } catch (IllegalArgumentException e) {
          throw line.error(
              type, "attribute '%s': '%s' is no format of dates".formatted(name, pattern));
        }
      }
      case "relational" ->
          throw line.error(
              type, "attribute '%s' is relational, a table in a cell: not read".formatted(name));
      default ->
          throw line.error(
              type,
              "attribute '%s' has the type '%s', not numeric, real, integer, string, date or {names}"
                  .formatted(name, type.text()));
    }
  }

  private static Vocabulary levels(String name, ArffLine line) {
    var names = new LinkedHashSet<String>();
    line.skip('{');
    do {
      var level = line.cell(true);
      if (!names.add(level.text())) {
        throw line.error(
            level, "attribute '%s' has the name '%s' twice".formatted(name, level.text()));
      }
    } while (line.next("},") == ',');
    line.end();
    return Vocabulary.of(names);
  }

  /** Numbers. */
  final class Numeric implements ArffAttribute {
    private final String name;
    private final Growing.Doubles values = new Growing.Doubles();

    Numeric(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void add(ArffLine.Cell cell, ArffLine line) {
      if (cell.missing()) {
        values.add(Double.NaN);
        return;
      }
      double v = Numbers.parse(cell.text());
      if (Double.isNaN(v)) {
        throw line.error(
            cell, "'%s' is '%s', but must be a number or ?".formatted(name, cell.text()));
      }
      values.add(v);
    }

    @Override
    public void addZero(ArffLine line) {
      values.add(0);
    }

    @Override
    public Column column() {
      return new Column.Numeric(values.toArray());
    }
  }

  /** One of the declared names. */
  final class Names implements ArffAttribute {
    private static final int SHOWN = 10;
    private final String name;
    private final Vocabulary levels;
    private final Growing.Ints codes = new Growing.Ints();

    Names(String name, Vocabulary levels) {
      this.name = name;
      this.levels = levels;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void add(ArffLine.Cell cell, ArffLine line) {
      int code = cell.missing() ? -1 : levels.id(cell.text());
      if (code < 0 && !cell.missing()) {
        var some = levels.names().subList(0, Math.min(SHOWN, levels.size()));
        throw line.error(
            cell,
            "'%s' is '%s', but must be one of %s%s"
                .formatted(name, cell.text(), some, levels.size() > SHOWN ? " and more" : ""));
      }
      codes.add(code);
    }

    @Override
    public void addZero(ArffLine line) {
      codes.add(0);
    }

    @Override
    public Column column() {
      return new Column.Nominal(codes.toArray(), levels);
    }
  }

  /** Any text. */
  final class Text implements ArffAttribute {
    private final String name;
    private final List<String> values = new ArrayList<>();

    Text(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void add(ArffLine.Cell cell, ArffLine line) {
      values.add(cell.missing() ? "" : cell.text());
    }

    @Override
    public void addZero(ArffLine line) {
      values.add("");
    }

    @Override
    public Column column() {
      return new Column.Text(values);
    }
  }

  /** Dates and times. */
  final class Date implements ArffAttribute {
    private final String name;
    private final String pattern;
    private final Times times;
    private final Growing.Longs millis = new Growing.Longs();

    Date(String name, String pattern, Times times) {
      this.name = name;
      this.pattern = pattern;
      this.times = times;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void add(ArffLine.Cell cell, ArffLine line) {
      long t = cell.missing() ? Column.Time.MISSING : times.parse(cell.text());
      if (t == Column.Time.MISSING && !cell.missing()) {
        throw line.error(
            cell,
            "'%s' is '%s', but must be a date as %s"
                .formatted(name, cell.text(), pattern.isEmpty() ? "2026-01-31T12:00:00" : pattern));
      }
      millis.add(t);
    }

    @Override
    public void addZero(ArffLine line) {
      millis.add(0);
    }

    @Override
    public Column column() {
      return new Column.Time(millis.toArray());
    }
  }
}
