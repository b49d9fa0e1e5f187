package millrace.readers;

import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import millrace.data.Column;
import millrace.data.Frame;

/**
 * What the caller knows of some columns; the kinds of all others are inferred (see {@link
 * Inference}). Immutable; a value.
 *
 * <pre>{@code
 * Schema.of("price", Kind.AMOUNT).with("reg", Kind.TIME, "dd/MM/yyyy").missing("mpg", "", "-")
 * }</pre>
 *
 * @param columns one field per column that is spoken of
 */
public record Schema(List<Schema.Field> columns) {
  /** No column is spoken of. */
  public static final Schema NONE = new Schema(List.of());

  /**
   * One column's say.
   *
   * @param kind how to understand its cells; empty: inferred
   * @param pattern of a {@link Kind#TIME} (empty: ISO 8601), or the decimal sign of a number
   * @param missing its tokens for a missing cell, besides the reader's
   * @param required whether a table without this column is refused
   */
  public record Field(
      String name, Optional<Kind> kind, String pattern, List<String> missing, boolean required) {
    /** A column that must be there. */
    public Field(String name, Optional<Kind> kind, String pattern, List<String> missing) {
      this(name, kind, pattern, missing, true);
    }

    public Field {
      missing = List.copyOf(missing);
      if (!pattern.isEmpty()) {
        switch (kind.orElse(Kind.TEXT)) {
          case TIME -> checkTime(name, pattern);
          case NUMBER, AMOUNT -> {
            if (!pattern.equals(".") && !pattern.equals(",")) {
              throw new IllegalArgumentException(
                  "column '%s': the decimal sign must be '.' or ',' but is '%s'"
                      .formatted(name, pattern));
            }
          }
          default ->
              throw new IllegalArgumentException(
                  "column '%s': only TIME, NUMBER and AMOUNT take a pattern, but '%s' is given"
                      .formatted(name, pattern));
        }
      }
    }

    private static void checkTime(String name, String pattern) {
      try {
        var _ = DateTimeFormatter.ofPattern(pattern);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "column '%s': '%s' is no pattern of a time such as dd/MM/yyyy: %s"
                .formatted(name, pattern, e.getMessage()),
            e);
      }
    }

    /** The decimal sign: its own, or else the table's. */
    char decimal(char usual) {
      return pattern.equals(",") || pattern.equals(".") ? pattern.charAt(0) : usual;
    }
  }

  public Schema {
    columns = List.copyOf(columns);
    long names = columns.stream().map(Field::name).distinct().count();
    if (names != columns.size()) {
      throw new IllegalArgumentException("a column is named twice in the schema: " + columns);
    }
  }

  public static Schema of(String column, Kind kind) {
    return NONE.with(column, kind);
  }

  public static Schema of(String column, Kind kind, String pattern) {
    return NONE.with(column, kind, pattern);
  }

  /**
   * The kinds of a frame's columns: reads a second file as the first was read, whatever its cells
   * look like. Columns of tokens, spans, sparse and dense columns are not spoken of. With {@link
   * #optional} a second file may lack some, the target for instance.
   */
  public static Schema like(Frame frame) {
    var schema = NONE;
    for (var name : frame.names()) {
      var kind =
          switch (frame.column(name)) {
            case Column.Numeric _ -> Kind.NUMBER;
            case Column.Nominal _ -> Kind.NOMINAL;
            case Column.Text _ -> Kind.TEXT;
            case Column.Time _ -> Kind.TIME;
            case Column.Tokens _, Column.Spans _, Column.Sparse _, Column.Dense _ -> null;
          };
      if (kind != null) schema = schema.with(name, kind);
    }
    return schema;
  }

  /** With this column's kind said, or said anew. */
  public Schema with(String column, Kind kind) {
    return with(column, kind, "");
  }

  /** With this column's kind and pattern said, or said anew. */
  public Schema with(String column, Kind kind, String pattern) {
    return put(
        new Field(
            column,
            Optional.of(kind),
            pattern,
            field(column).map(Field::missing).orElse(List.of()),
            field(column).map(Field::required).orElse(true)));
  }

  /** With these tokens for a missing cell of this column, besides the reader's. */
  public Schema missing(String column, String... tokens) {
    var old = field(column);
    return put(
        new Field(
            column,
            old.flatMap(Field::kind),
            old.map(Field::pattern).orElse(""),
            List.of(tokens),
            old.map(Field::required).orElse(true)));
  }

  /** The same of a table that may lack any of these columns. */
  public Schema optional() {
    return new Schema(
        columns.stream()
            .map(f -> new Field(f.name(), f.kind(), f.pattern(), f.missing(), false))
            .toList());
  }

  /** What is said of this column. */
  public Optional<Field> field(String column) {
    return columns.stream().filter(f -> f.name().equals(column)).findFirst();
  }

  private Schema put(Field field) {
    var map = new LinkedHashMap<String, Field>();
    for (var f : columns) map.put(f.name(), f);
    map.put(field.name(), field);
    return new Schema(new ArrayList<>(map.values()));
  }
}
