package millrace.preprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.StreamSupport;
import millrace.data.Column.Numeric;
import millrace.data.Column.Time;
import millrace.data.DataException;
import millrace.data.Frame;
import org.junit.jupiter.api.Test;

class DatesTest {
  private static Time times(String... iso) {
    var v = new long[iso.length];
    for (int i = 0; i < v.length; i++) {
      v[i] =
          iso[i].isEmpty()
              ? Time.MISSING
              : LocalDateTime.parse(iso[i].length() == 10 ? iso[i] + "T00:00" : iso[i])
                  .toInstant(ZoneOffset.UTC)
                  .toEpochMilli();
    }
    return new Time(v);
  }

  private static List<String> names(Frame frame) {
    return List.copyOf(frame.names());
  }

  @Test
  void partsEqualPandas() {
    var golden = Golden.read("dates.json");
    var iso =
        StreamSupport.stream(golden.get("time").spliterator(), false)
            .map(n -> n.isNull() ? "" : n.asText())
            .toArray(String[]::new);
    var f = Frame.of("t", times(iso));
    var step =
        new Dates()
            .parts("year", "quarter", "Month", "day", "weekday", "dayofyear", "hour")
            .to("2020-06-15")
            .age(Dates.Age.DAYS);
    var out = step.fit(f).apply(f);
    golden
        .get("parts")
        .properties()
        .forEach(
            p ->
                assertArrayEquals(
                    Golden.numbers(p.getValue()),
                    Golden.values(out, "t_" + p.getKey()),
                    p.getKey()));
    assertArrayEquals(Golden.numbers(golden.get("days")), Golden.values(out, "t_age"));
    var cyclic = new Dates().cyclic(true).fit(f).apply(f);
    Golden.assertClose(
        Golden.numbers(golden.get("month_sin")),
        Golden.values(cyclic, "t_month_sin"),
        1e-12,
        "sin");
    assertEquals(
        List.of(
            "t_year",
            "t_month_sin",
            "t_month_cos",
            "t_day_sin",
            "t_day_cos",
            "t_weekday_sin",
            "t_weekday_cos"),
        names(cyclic));
  }

  /** Oracle's documented example of MONTHS_BETWEEN, and the rule for the last days of months. */
  @Test
  void ageCountsMonthsAsDatabasesDo() {
    var f = Frame.of("t", times("1995-01-01", "1994-08-31", "1995-02-02", "1995-03-02", ""));
    var step = new Dates().parts(List.of()).to("1995-02-02").age(Dates.Age.MONTHS);
    var age = Golden.values(step.fit(f).apply(f), "t_age");
    assertEquals(1.03225806, age[0], 5e-9);
    assertEquals(0, age[2]);
    assertEquals(-1, age[3]);
    assertTrue(Double.isNaN(age[4]));
    assertEquals(6, Golden.values(step.to("1995-02-28").fit(f).apply(f), "t_age")[1]);
    assertEquals(
        0.5, Golden.values(step.to("1995-02-28").age(Dates.Age.YEARS).fit(f).apply(f), "t_age")[1]);
  }

  @Test
  void yearsBecomeAgesInTheirPlace() {
    var f =
        Frame.of("year", Numeric.of(2017, 2020, Double.NaN))
            .with("mileage", Numeric.of(1, 2, 3))
            .with("price", Numeric.of(1, 2, 3))
            .target("price");
    var step = On.of(new Dates().years(true).to("2020-07-01"), "year");
    var out = step.fit(f).apply(f);
    assertEquals(List.of("year_age", "mileage", "price"), names(out));
    assertArrayEquals(new double[] {3.5, 0.5, Double.NaN}, Golden.values(out, "year_age"));
    // By default numbers are left alone.
    assertEquals(f.fingerprint(), new Dates().to("2020-07-01").fit(f).apply(f).fingerprint());
  }

  @Test
  void clearErrors() {
    var e =
        assertThrows(IllegalArgumentException.class, () -> new Dates().parts("year", "century"));
    assertTrue(e.getMessage().contains("'century'") && e.getMessage().contains("quarter"));
    e = assertThrows(IllegalArgumentException.class, () -> new Dates().to("15.6.2020"));
    assertTrue(e.getMessage().contains("'15.6.2020'"), e.getMessage());
    var f = Frame.of("t", times("2020-01-01")).with("t_year", Numeric.of(1));
    e =
        assertThrows(
            IllegalArgumentException.class, () -> new Dates().years(true).fit(f.without("t")));
    assertTrue(e.getMessage().contains("needs a day"), e.getMessage());
    var d = assertThrows(DataException.class, () -> new Dates().fit(f));
    assertTrue(d.getMessage().contains("'t'"), d.getMessage());
    var fitted = new Dates().fit(f.without("t_year"));
    d = assertThrows(DataException.class, () -> fitted.apply(f.without("t")));
    assertTrue(d.getMessage().contains("'t'"), d.getMessage());
  }
}
