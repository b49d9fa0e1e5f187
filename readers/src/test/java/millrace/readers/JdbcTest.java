package millrace.readers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Vocabulary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With DuckDB as the database. */
class JdbcTest {
  private static final String MEMORY = "jdbc:duckdb:";

  @TempDir Path folder;

  private static long millis(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  @Test
  void theTypesOfSqlBecomeColumns() {
    var frame =
        Jdbc.of(
                MEMORY,
                """
                select * from (values
                  (1::tinyint, 2::smallint, 3, 4::bigint, 5::hugeint, 1.5::real, 2.5::double, 12.34::decimal(6,2),
                   true, 'x', date '2020-02-29', timestamp '2020-02-29 12:30:00', timestamptz '2020-02-29 12:30:00+01:00',
                   'small'::enum('small', 'large'), uuid '00000000-0000-0000-0000-000000000001'),
                  (null, null, null, null, null, null, null, null, null, null, null, null, null, null, null))
                t(i8, i16, i32, i64, i128, f32, f64, d, b, s, day, ts, tz, e, u)\
                """)
            .read();
    assertEquals(2, frame.size());
    double[] first = {1, 2, 3, 4, 5, 1.5, 2.5, 12.34};
    var names = List.of("i8", "i16", "i32", "i64", "i128", "f32", "f64", "d");
    for (int j = 0; j < first.length; j++) {
      assertArrayEquals(
          new double[] {first[j], Double.NaN},
          frame.column(names.get(j), Column.Numeric.class).values(),
          names.get(j));
    }
    var b = frame.column("b", Column.Nominal.class);
    assertEquals(Vocabulary.of("no", "yes"), b.levels());
    assertArrayEquals(new int[] {1, -1}, b.codes());
    for (var name : List.of("s", "e")) {
      assertArrayEquals(new int[] {0, -1}, frame.column(name, Column.Nominal.class).codes(), name);
    }
    assertEquals("00000000-0000-0000-0000-000000000001", frame.column("u").cell(0));
    assertArrayEquals(
        new long[] {millis("2020-02-29T00:00:00Z"), Column.Time.MISSING},
        frame.column("day", Column.Time.class).millis());
    assertArrayEquals(
        new long[] {millis("2020-02-29T12:30:00Z"), Column.Time.MISSING},
        frame.column("ts", Column.Time.class).millis());
    assertArrayEquals(
        new long[] {millis("2020-02-29T11:30:00Z"), Column.Time.MISSING},
        frame.column("tz", Column.Time.class).millis());
  }

  @Test
  void parametersAndManyRows() {
    var frame =
        Jdbc.of(
                MEMORY,
                "select i::integer as i, 'n' || i % 3 as n from range(?::integer) t(i) where i >="
                    + " ?",
                5000,
                10)
            .fetchSize(100)
            .read();
    assertEquals(4990, frame.size());
    assertEquals(10, frame.column("i", Column.Numeric.class).values()[0]);
    assertEquals(Vocabulary.of("n0", "n1", "n2"), frame.column("n", Column.Nominal.class).levels());
    assertEquals(
        3,
        Jdbc.of(MEMORY, "select * from range(2)")
            .parameters(3)
            .query("select * from range(?::integer)")
            .read()
            .size());
  }

  @Test
  void stringsOfDigitsStayStrings() {
    var frame =
        Jdbc.of(MEMORY, "select '0' || i as zip, '2020-01-01' as d from range(30) t(i)").read();
    assertInstanceOf(Column.Text.class, frame.column("zip"));
    assertEquals("03", frame.column("zip").cell(3));
    assertInstanceOf(Column.Nominal.class, frame.column("d"));
  }

  @Test
  void noRowsAndNoValuesKeepTheirKinds() {
    var none =
        Jdbc.of(MEMORY, "select 1 as n, 'x' as s, date '2020-01-01' as d where false").read();
    assertEquals(0, none.size());
    assertInstanceOf(Column.Numeric.class, none.column("n"));
    assertInstanceOf(Column.Nominal.class, none.column("s"));
    assertInstanceOf(Column.Time.class, none.column("d"));
    var nulls = Jdbc.of(MEMORY, "select null as n, null::varchar as s from range(3)").read();
    assertEquals(3, nulls.column("n", Column.Numeric.class).missing());
    assertEquals(3, nulls.column("s", Column.Nominal.class).missing());
  }

  @Test
  void whatTheQueryChangesIsRolledBack() throws SQLException {
    var url = MEMORY + folder.resolve("d.db");
    try (var c = DriverManager.getConnection(url);
        var s = c.createStatement()) {
      s.execute("create table t(x integer)");
      s.execute("insert into t values (1)");
    }
    assertEquals(1, Jdbc.of(url, "insert into t values (2) returning x").read().size());
    assertEquals(1, Jdbc.of(url, "select * from t").read().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          select 9007199254740993::bigint as id   | row 1: column 'id' is 9007199254740993, which a number column would round: CAST it to VARCHAR
          select 123456789012345678901::hugeint as id | row 1: column 'id' is 123456789012345678901, which a number column would round: CAST it to VARCHAR
          select [1, 2] as l                      | row 1: column 'l' has the type INTEGER[], which is no number, boolean, time or string: CAST it to VARCHAR, or leave it out
          select time '12:00:00' as t             | row 1: column 't' has the type TIME, which is no number, boolean, time or string: CAST it to VARCHAR, or leave it out
          select 1 as a, 2 as a                   | columns 1 and 2 of the result are both named 'a'; give one another name with AS
          select ? as a                           | the query has 1 parameters, but 0 values are given: select ? as a
          """)
  void badResultsAreNamed(String query, String message) {
    var reader = Jdbc.of(MEMORY, query);
    var e = assertThrows(DataException.class, reader::read);
    assertEquals(MEMORY + ": " + message, e.getMessage());
  }

  @Test
  void failuresAreToldWithoutThePassword() {
    var query = Jdbc.of(MEMORY, "select * from nowhere");
    var e = assertThrows(DataException.class, query::read);
    assertTrue(e.getMessage().startsWith(MEMORY + ": the query failed: "), e.getMessage());
    assertTrue(e.getMessage().contains("nowhere"), e.getMessage());
    for (var url :
        List.of(
            "jdbc:none://host/db?user=me&password=hidden&x=1",
            "jdbc:none://me:hidden@host/db",
            "jdbc:none:host;PWD=hidden")) {
      var reader = Jdbc.of(url, "select 1");
      e = assertThrows(DataException.class, reader::read);
      assertTrue(e.getMessage().contains(": cannot connect: "), e.getMessage());
      assertFalse(e.getMessage().contains("hidden"), e.getMessage());
      assertFalse(reader.toString().contains("hidden"), reader.toString());
    }
  }

  @Test
  void badOptionsAreNamed() {
    var e = assertThrows(IllegalArgumentException.class, () -> Jdbc.of(MEMORY, " "));
    assertEquals("Jdbc query is blank", e.getMessage());
    var reader = Jdbc.of(MEMORY, "select 1");
    e = assertThrows(IllegalArgumentException.class, () -> reader.fetchSize(-1));
    assertEquals("Jdbc fetchSize must not be negative but is -1", e.getMessage());
  }
}
