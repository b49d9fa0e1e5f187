package millrace.readers;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.DidYouMean;
import millrace.data.Frame;
import org.jspecify.annotations.Nullable;

/** One reading of {@link JsonLines}. A row is taken over only when all of it is understood. */
final class JsonTable {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(100).build())
          .build();

  /**
   * A number and how it was written.
   *
   * @param lost whether a double cannot hold it: a long run of digits, or out of range
   */
  private record Written(double value, String text, boolean lost) {}

  /** What is wrong with the row at hand. */
  private static final class Misfit extends Exception {
    final String column;
    final String value;

    Misfit(String column, String value, String message) {
      super(message);
      this.column = column;
      this.value = value;
    }
  }

  /** A column whose kind the schema says, or one that its values decide. */
  private final class Builder {
    final String name;
    final Schema.@Nullable Field field;
    final @Nullable Kind kind;
    final Missing missing;
    final Cells cells;
    final Typed typed;
    long since; // the line of the first value

    Builder(String name) {
      this.name = name;
      field = asked.schema().field(name).orElse(null);
      kind = field == null ? null : field.kind().orElse(null);
      var tokens = new ArrayList<>(List.of(""));
      if (field != null) tokens.addAll(field.missing());
      missing = new Missing(tokens);
      cells =
          field == null || kind == null ? new Cells.None() : Cells.of(field, kind, '.', missing);
      typed = new Typed(kind == null ? rows : 0);
      for (int i = 0; kind != null && i < rows; i++) cells.put(i, new char[0], 0, 0);
    }

    void check(Object value) throws Misfit {
      var text = text(value);
      if (kind != null) {
        // the cell is written into the next row, and written again if this row is refused
        if (cells.put(rows, text.toCharArray(), 0, text.length()) != Cells.Outcome.KEPT) {
          throw new Misfit(
              name, text, "'%s' is '%s', but must be %s".formatted(name, text, kind.expected));
        }
        return;
      }
      if (isMissing(value)) return;
      if (value instanceof Written w && w.lost()) {
        throw new Misfit(
            name,
            text,
            "'%s' is %s, which a number column would round; say NOMINAL or TEXT in a schema"
                .formatted(name, text));
      }
      var type = Typed.type(plain(value));
      var first = typed.type();
      if (first != null && first != type) {
        throw new Misfit(
            name,
            text,
            "'%s' is %s here, but %s in line %d; say its kind in a schema"
                .formatted(name, type.text, first.text, since));
      }
    }

    void add(@Nullable Object value, long line) {
      if (kind == null) {
        var known = value == null || isMissing(value) ? null : plain(value);
        if (typed.type() == null && known != null) since = line;
        typed.add(known);
      } else if (value == null) {
        cells.put(rows, new char[0], 0, 0);
      } else {
        var text = text(value);
        cells.put(rows, text.toCharArray(), 0, text.length());
      }
    }

    private boolean isMissing(Object value) {
      return value instanceof String s && missing.has(s);
    }

    Column column() {
      if (kind == null) return typed.column(true);
      return new Merge(List.of(new Merge.Piece(cells, rows)), field, '.', missing).column();
    }
  }

  private final JsonLines asked;
  private final Map<String, Builder> columns = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private int rows;

  JsonTable(JsonLines asked) {
    this.asked = asked;
  }

  void add(String line, long number) {
    try {
      var row = parse(line);
      var fresh = new LinkedHashMap<String, Builder>();
      for (var e : row.entrySet()) {
        var name = e.getKey();
        var known = columns.get(name);
        if (known == null) {
          known = new Builder(name);
          fresh.put(name, known);
        }
        if (e.getValue() != null) known.check(e.getValue());
      }
      columns.putAll(fresh);
      columns.forEach((name, c) -> c.add(row.get(name), number));
      rows++;
    } catch (Misfit e) {
      var problem = new Problem(asked.file().toString(), number, e.column, e.value, e.getMessage());
      if (asked.policy() == Policy.STRICT) {
        throw new DataException(
            "%s:%d: %s".formatted(problem.file(), number, problem.message()), e);
      }
      problems.add(problem);
    }
  }

  Result result() {
    if (rows == 0 && problems.isEmpty()) {
      throw new DataException(asked.file() + ": there is no row in it");
    }
    for (var field : asked.schema().columns()) {
      boolean skipped = field.kind().filter(k -> k == Kind.SKIP).isPresent();
      if (field.required() && !skipped && !columns.containsKey(field.name())) {
        throw new DataException(
            "%s: the schema speaks of a column '%s', but there are %s%s"
                .formatted(
                    asked.file(),
                    field.name(),
                    columns.keySet(),
                    DidYouMean.among(field.name(), columns.keySet())));
      }
    }
    var out = new LinkedHashMap<String, Column>();
    columns.forEach((name, c) -> out.put(name, c.column()));
    return new Result(Frame.of(out), problems);
  }

  private Map<String, @Nullable Object> parse(String line) throws Misfit {
    var row = new LinkedHashMap<String, @Nullable Object>();
    try (var in = JSON.createParser(line)) {
      var first = in.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw new Misfit(
            "",
            shown(line),
            "the line must be a JSON object {…}, but begins with '%s'%s"
                .formatted(
                    shown(line),
                    first == JsonToken.START_ARRAY
                        ? "; if the file is one JSON array, write one object a line"
                        : ""));
      }
      members(in, "", row);
      if (in.nextToken() != null) {
        throw new Misfit("", shown(line), "there is more after the object: one a line is due");
      }
    } catch (JsonProcessingException e) {
      throw new Misfit(
          "",
          shown(line),
          "no JSON at column %d: %s"
              .formatted(
                  e.getLocation() == null ? 1 : e.getLocation().getColumnNr(),
                  e.getOriginalMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a string does not fail
    }
    return row;
  }

  private void members(JsonParser in, String prefix, Map<String, @Nullable Object> row)
      throws IOException, Misfit {
    while (in.nextToken() != JsonToken.END_OBJECT) {
      var name = prefix + in.currentName();
      var token = in.nextToken();
      if (skipped(name)) {
        in.skipChildren();
        continue;
      }
      if (token == JsonToken.START_OBJECT && asked.flatten()) {
        members(in, name + ".", row);
        continue;
      }
      if (row.containsKey(name)) {
        throw new Misfit(name, "", "'%s' stands twice in the object".formatted(name));
      }
      row.put(name, value(in, token, name));
    }
  }

  private boolean skipped(String name) {
    return asked
        .schema()
        .field(name)
        .flatMap(Schema.Field::kind)
        .filter(k -> k == Kind.SKIP)
        .isPresent();
  }

  private static @Nullable Object value(JsonParser in, JsonToken token, String name)
      throws IOException, Misfit {
    return switch (token) {
      case VALUE_NULL -> null;
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_STRING -> in.getText();
      case VALUE_NUMBER_INT -> number(in.getText(), true);
      case VALUE_NUMBER_FLOAT -> number(in.getText(), false);
      case START_OBJECT ->
          throw new Misfit(
              name,
              "",
              "'%s' is an object; say flatten(true), or SKIP it in a schema".formatted(name));
      default ->
          throw new Misfit(
              name,
              "",
              "'%s' is a list; a cell holds one value: SKIP it in a schema".formatted(name));
    };
  }

  private static Object number(String text, boolean whole) {
    double v = Numbers.parse(text);
    boolean lost =
        Double.isInfinite(v)
            || (whole
                && text.length() > 15
                && new BigDecimal(v).compareTo(new BigDecimal(text)) != 0);
    return new Written(v, text, lost);
  }

  private static String text(Object value) {
    return value instanceof Written w ? w.text() : value.toString();
  }

  private static Object plain(Object value) {
    return value instanceof Written w ? (Object) w.value() : value;
  }

  /** The beginning of a line, for messages. */
  private static String shown(String line) {
    return line.length() <= 40 ? line : line.substring(0, 40) + "…";
  }
}
