package millrace.readers;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.Spec;

/**
 * Reads the result of a query from any database that has a JDBC driver on the class path.
 *
 * <pre>{@code
 * Frame cars = Jdbc.of("jdbc:duckdb:cars.db", "select * from cars where year >= ?", 2015).read();
 * }</pre>
 *
 * <p>The types are those of SQL: numbers (decimals too) become numeric columns; booleans nominal
 * ones with the levels {@code no} and {@code yes}; dates and timestamps time columns (without a
 * zone read as UTC); strings nominal or text columns by the rules of {@link Inference}, but never
 * numbers or times; NULL and {@code ""} are missing. A whole number beyond 2^53 is an error, for a
 * double would round it; so are arrays, structures, binary columns and times of day: the message
 * says what to cast. Columns are named by their labels, which must differ. A result without rows
 * gives a frame without rows.
 *
 * <p>Reads only: what the query changes is rolled back. One pass; memory for the columns only,
 * where the driver heeds the fetch size.
 *
 * @param source where connections come from
 * @param query one SQL query, {@code ?} for each parameter
 * @param parameters the values of the parameters, in order
 * @param fetchSize how many rows the driver fetches at once; a hint
 */
public record Jdbc(Source source, String query, List<Object> parameters, int fetchSize)
    implements Reader {
  private static final int FETCH = 10_000;
  private static final Pattern SECRET =
      Pattern.compile("(?i)((?:password|pwd|secret|token)=)[^&;]*|(?<=//)([^/@:]*:)[^/@]*(?=@)");

  /** Where connections come from. */
  @FunctionalInterface
  public interface Source {
    /** A connection of its own, which the reader closes. */
    Connection open() throws SQLException;
  }

  /** A JDBC URL; its password does not stand in messages. */
  private record Url(String url) implements Source {
    @Override
    public Connection open() throws SQLException {
      return DriverManager.getConnection(url);
    }

    @Override
    public String toString() {
      return masked(url);
    }
  }

  private static String masked(String text) {
    return SECRET
        .matcher(text)
        .replaceAll(
            m -> Matcher.quoteReplacement((m.group(1) != null ? m.group(1) : m.group(2)) + "***"));
  }

  public Jdbc {
    parameters = List.copyOf(parameters);
    if (query.isBlank()) throw new IllegalArgumentException("Jdbc query is blank");
    if (fetchSize < 0) {
      throw new IllegalArgumentException("Jdbc fetchSize must not be negative but is " + fetchSize);
    }
  }

  /** From a database with this JDBC URL. */
  public static Jdbc of(String url, String query, Object... parameters) {
    return new Jdbc(new Url(url), query, List.of(parameters), FETCH);
  }

  /** From a data source, such as a pool. */
  public static Jdbc of(DataSource source, String query, Object... parameters) {
    return new Jdbc(source::getConnection, query, List.of(parameters), FETCH);
  }

  /** From connections that are opened in another way. */
  public static Jdbc of(Source source, String query, Object... parameters) {
    return new Jdbc(source, query, List.of(parameters), FETCH);
  }

  public Jdbc query(String query) {
    return Spec.with(this, "query", query);
  }

  public Jdbc parameters(Object... parameters) {
    return Spec.with(this, "parameters", List.of(parameters));
  }

  public Jdbc fetchSize(int rows) {
    return Spec.with(this, "fetchSize", rows);
  }

  @Override
  public Frame read() {
    try (var connection = source.open()) {
      connection.setAutoCommit(false); // else some drivers fetch all rows at once
      try {
        return query(connection);
      } finally {
        connection.rollback();
      }
    } catch (SQLException e) {
      var message = String.valueOf(e.getMessage());
      var shown = masked(message); // some drivers repeat the URL
      var text = "%s: cannot connect: %s".formatted(where(), shown);
      throw shown.equals(message) ? new DataException(text, e) : new DataException(text);
    }
  }

  private Frame query(Connection connection) {
    try (var statement = connection.prepareStatement(query)) {
      statement.setFetchSize(fetchSize);
      int due = statement.getParameterMetaData().getParameterCount();
      if (due != parameters.size()) {
        throw new DataException(
            "%s: the query has %d parameters, but %d values are given: %s"
                .formatted(where(), due, parameters.size(), query));
      }
      for (int i = 0; i < due; i++) statement.setObject(i + 1, parameters.get(i));
      try (var rows = statement.executeQuery()) {
        return new JdbcTable(rows, where()).read();
      }
    } catch (SQLException e) {
      throw new DataException("%s: the query failed: %s".formatted(where(), e.getMessage()), e);
    }
  }

  private String where() {
    return source instanceof Url url ? url.toString() : "database";
  }
}
