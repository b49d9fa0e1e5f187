package millrace.readers;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Clob;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.UUID;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import org.jspecify.annotations.Nullable;

/** One reading of a {@link Jdbc} result. */
final class JdbcTable {
  private final ResultSet rows;
  private final ResultSetMetaData about;
  private final String where;
  private final String[] names;
  private final Typed[] columns;
  private long row;

  JdbcTable(ResultSet rows, String where) throws SQLException {
    this.rows = rows;
    this.about = rows.getMetaData();
    this.where = where;
    names = new String[about.getColumnCount()];
    columns = new Typed[names.length];
    var seen = new LinkedHashMap<String, Integer>();
    for (int j = 0; j < names.length; j++) {
      names[j] = about.getColumnLabel(j + 1);
      columns[j] = new Typed(0);
      var other = seen.put(names[j], j + 1);
      if (other != null) {
        throw new DataException(
            "%s: columns %d and %d of the result are both named '%s'; give one another name with AS"
                .formatted(where, other, j + 1, names[j]));
      }
    }
  }

  Frame read() throws SQLException {
    while (rows.next()) {
      row++;
      for (int j = 0; j < columns.length; j++) {
        var value = value(j + 1);
        var type = columns[j].type();
        if (value != null && type != null && Typed.type(value) != type) {
          throw error(
              j + 1,
              "is %s here, but was %s before: CAST it to one type"
                  .formatted(Typed.type(value).text, type.text));
        }
        columns[j].add(value);
      }
    }
    var out = new LinkedHashMap<String, Column>();
    for (int j = 0; j < columns.length; j++) out.put(names[j], column(j));
    return Frame.of(out);
  }

  /** A column without any value is of the kind that its SQL type says. */
  private Column column(int j) throws SQLException {
    if (columns[j].type() != null) return columns[j].column(false);
    int n = Math.toIntExact(row);
    return switch (about.getColumnType(j + 1)) {
      case Types.DATE, Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> {
        var millis = new long[n];
        Arrays.fill(millis, Column.Time.MISSING);
        yield new Column.Time(millis);
      }
      case Types.CHAR,
          Types.VARCHAR,
          Types.LONGVARCHAR,
          Types.NCHAR,
          Types.NVARCHAR,
          Types.BOOLEAN ->
          Column.Nominal.of(Collections.nCopies(n, ""));
      default -> columns[j].column(false);
    };
  }

  /** What {@link Typed} takes: a Double, Boolean, Long of milliseconds, String or null. */
  private @Nullable Object value(int j) throws SQLException {
    return switch (about.getColumnType(j)) {
      case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.REAL, Types.FLOAT, Types.DOUBLE -> {
        double v = rows.getDouble(j);
        if (rows.wasNull()) yield null;
        yield v;
      }
      case Types.CHAR,
          Types.VARCHAR,
          Types.LONGVARCHAR,
          Types.NCHAR,
          Types.NVARCHAR,
          Types.LONGNVARCHAR ->
          words(rows.getString(j));
      default -> plain(rows.getObject(j), j);
    };
  }

  private @Nullable Object plain(@Nullable Object value, int j) throws SQLException {
    return switch (value) {
      case null -> null;
      case Boolean b -> b;
      case String s -> words(s);
      case BigDecimal d -> decimal(d, j);
      case BigInteger n -> decimal(new BigDecimal(n), j);
      case Long n -> decimal(BigDecimal.valueOf(n), j);
      case Number n -> n.doubleValue();
      case Timestamp t -> millis(t.toLocalDateTime());
      case Date d -> millis(d.toLocalDate().atStartOfDay());
      case LocalDate d -> millis(d.atStartOfDay());
      case LocalDateTime t -> millis(t);
      case OffsetDateTime t -> t.toInstant().toEpochMilli();
      case Instant t -> t.toEpochMilli();
      case UUID id -> id.toString();
      case Clob c -> words(c.getSubString(1, Math.toIntExact(c.length())));
      default ->
          throw error(
              j,
              "has the type %s, which is no number, boolean, time or string: CAST it to VARCHAR, or leave it out"
                  .formatted(about.getColumnTypeName(j)));
    };
  }

  private static @Nullable String words(@Nullable String s) {
    return s == null || s.isEmpty() ? null : s;
  }

  private static long millis(LocalDateTime t) {
    return t.toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  /** Fractions are rounded to doubles, as everywhere; whole numbers must not be. */
  private Double decimal(BigDecimal d, int j) throws SQLException {
    double v = d.doubleValue();
    if (Math.abs(v) >= Numbers.EXACT
        && d.stripTrailingZeros().scale() <= 0
        && new BigDecimal(v).compareTo(d) != 0) {
      throw error(
          j,
          "is %s, which a number column would round: CAST it to VARCHAR"
              .formatted(d.toPlainString()));
    }
    return v;
  }

  private DataException error(int j, String message) {
    return new DataException(
        "%s: row %d: column '%s' %s".formatted(where, row, names[j - 1], message));
  }
}
