package millrace.preprocess;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.run.Run;

/**
 * Turns each Time column into numbers that stand in its place: {@code sold} becomes {@code
 * sold_year}, {@code sold_month}, {@code sold_day}, {@code sold_weekday} and, if {@code to} says
 * until when, {@code sold_age}.
 *
 * <p>Parts: year, {@code quarter} (1-4), {@code month} (1-12), {@code day} (of the month, 1-31),
 * {@code weekday} (Monday 0 to Sunday 6, as in pandas), {@code dayofyear} (1-366), {@code hour}
 * (0-23). With {@code cyclic}, all parts but the year become two columns, {@code sold_month_sin}
 * and {@code sold_month_cos}, of the angle 2π (part − first) / period, so that December stands
 * beside January; periods are 4, 12, 31, 7, 366 and 24.
 *
 * <p>The age counts the day of the month as 1/31 of a month, unless both dates have the same day or
 * are both the last of their month, when it is whole: 12 (Y − y) + (M − m) + (D − d) / 31 months, a
 * twelfth of that in years. So the current month counts, and a car of June is half a year older in
 * December. {@code age=DAYS} counts days. Later dates have negative ages.
 *
 * <p>With {@code years}, Numeric columns are years of the calendar (2017), and each is replaced by
 * its age at {@code to}, counted from 1 January: {@code On.of(new Dates().years(true)
 * .to("2020-06-15"), "year")} makes {@code year_age}. A missing cell gives missing cells.
 *
 * <p>Nothing is learned but which columns there are. O(cells).
 *
 * @see "pandas 1.5, Series.dt; Apache Spark, months_between (the rule of the age)"
 */
@About(
    value = "year, month, day, weekday and age of time columns",
    cite = "pandas Series.dt; Apache Spark months_between")
public record Dates(
    @Param("parts: year, quarter, month, day, weekday, dayofyear, hour") List<String> parts,
    @Param("each periodic part as sine and cosine") boolean cyclic,
    @Param("ages are counted to this day (ISO 8601: 2020-06-15); empty: no age") String to,
    @Param("the unit of the age") Age age,
    @Param("numeric columns are years, to be turned into ages") boolean years)
    implements Step<Dates.Fitted> {
  /** The unit of the age. */
  public enum Age {
    YEARS,
    MONTHS,
    DAYS
  }

  /** A part, the number it starts from and its period; 0: not periodic. */
  private enum Part {
    YEAR(0, 0),
    QUARTER(1, 4),
    MONTH(1, 12),
    DAY(1, 31),
    WEEKDAY(0, 7),
    DAYOFYEAR(1, 366),
    HOUR(0, 24);

    final int first;
    final int period;

    Part(int first, int period) {
      this.first = first;
      this.period = period;
    }

    static Part of(String name) {
      for (var p : values()) if (p.name().equalsIgnoreCase(name)) return p;
      throw new IllegalArgumentException(
          "Dates parts: there is no '%s'; there are %s"
              .formatted(name, Arrays.toString(values()).toLowerCase(Locale.ROOT)));
    }

    int of(LocalDate date, int hour) {
      return switch (this) {
        case YEAR -> date.getYear();
        case QUARTER -> (date.getMonthValue() + 2) / 3;
        case MONTH -> date.getMonthValue();
        case DAY -> date.getDayOfMonth();
        case WEEKDAY -> date.getDayOfWeek().getValue() - 1;
        case DAYOFYEAR -> date.getDayOfYear();
        case HOUR -> hour;
      };
    }

    String suffix() {
      return "_" + name().toLowerCase(Locale.ROOT);
    }
  }

  private static final long HOUR = 3_600_000L;

  public Dates {
    Spec.check(Dates.class, parts, cyclic, to, age, years);
    parts = List.copyOf(parts);
    parts.forEach(Part::of);
    if (!to.isEmpty()) {
      try {
        LocalDate.parse(to);
      } catch (DateTimeParseException e) {
        throw new IllegalArgumentException(
            "Dates to must be a day such as 2020-06-15, but is '%s'".formatted(to), e);
      }
    }
  }

  /** Year, month, day and weekday; no age. */
  public Dates() {
    this(List.of("year", "month", "day", "weekday"), false, "", Age.YEARS, false);
  }

  public Dates parts(List<String> parts) {
    return Spec.with(this, "parts", parts);
  }

  public Dates parts(String... parts) {
    return parts(List.of(parts));
  }

  public Dates cyclic(boolean cyclic) {
    return Spec.with(this, "cyclic", cyclic);
  }

  public Dates to(String to) {
    return Spec.with(this, "to", to);
  }

  public Dates age(Age age) {
    return Spec.with(this, "age", age);
  }

  public Dates years(boolean years) {
    return Spec.with(this, "years", years);
  }

  @Override
  public Needs needs() {
    return (years
            ? Needs.features(Column.Time.class, Column.Numeric.class)
            : Needs.features(Column.Time.class))
        .missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    if (years && to.isEmpty()) {
      throw new IllegalArgumentException(
          "Dates years needs a day to count the age to: use to(\"2020-06-15\")");
    }
    var times = new ArrayList<String>();
    var numbers = new ArrayList<String>();
    for (var name : train.features().names()) {
      if (train.column(name) instanceof Column.Time) times.add(name);
      if (years && train.column(name) instanceof Column.Numeric) numbers.add(name);
    }
    var fitted = new Fitted(this, times, numbers);
    fitted.apply(train.head(1)); // names that are taken shall be found here
    run.step("column", 1, 1);
    return fitted;
  }

  /** The columns to turn into numbers, and how. */
  public record Fitted(Dates dates, List<String> times, List<String> years) implements Transform {
    public Fitted {
      times = List.copyOf(times);
      years = List.copyOf(years);
    }

    @Override
    public Frame apply(Frame frame) {
      for (var name : times) {
        frame = frame.replace(name, dates.columns(name, frame.column(name, Column.Time.class)));
      }
      for (var name : years) {
        var by = new LinkedHashMap<String, Column>();
        by.put(name + "_age", dates.ageOfYears(frame.column(name, Column.Numeric.class)));
        frame = frame.replace(name, by);
      }
      return frame;
    }
  }

  private LinkedHashMap<String, Column> columns(String name, Column.Time column) {
    var chosen = parts.stream().map(Part::of).distinct().toList();
    var out = new LinkedHashMap<String, double[]>();
    for (var p : chosen) {
      boolean circle = cyclic && p.period > 0;
      for (var end : circle ? List.of("_sin", "_cos") : List.of("")) {
        out.put(name + p.suffix() + end, new double[column.size()]);
      }
    }
    if (!to.isEmpty()) out.put(name + "_age", new double[column.size()]);
    var target = to.isEmpty() ? LocalDate.EPOCH : LocalDate.parse(to);
    var arrays = List.copyOf(out.values());
    for (int i = 0; i < column.size(); i++) {
      boolean missing = column.isMissing(i);
      long hours = missing ? 0 : Math.floorDiv(column.millis()[i], HOUR);
      var date = LocalDate.ofEpochDay(Math.floorDiv(hours, 24L));
      int hour = (int) Math.floorMod(hours, 24L);
      int at = 0;
      for (var p : chosen) {
        int value = p.of(date, hour);
        if (cyclic && p.period > 0) {
          double angle = 2 * Math.PI * (value - p.first) / p.period;
          arrays.get(at++)[i] = missing ? Double.NaN : Math.sin(angle);
          arrays.get(at++)[i] = missing ? Double.NaN : Math.cos(angle);
        } else {
          arrays.get(at++)[i] = missing ? Double.NaN : value;
        }
      }
      if (!to.isEmpty()) arrays.get(at)[i] = missing ? Double.NaN : age(date, target);
    }
    var columns = new LinkedHashMap<String, Column>();
    out.forEach((n, v) -> columns.put(n, new Column.Numeric(v)));
    return columns;
  }

  private double age(LocalDate from, LocalDate until) {
    if (age == Age.DAYS) return until.toEpochDay() - from.toEpochDay();
    double months =
        12.0 * (until.getYear() - from.getYear()) + until.getMonthValue() - from.getMonthValue();
    boolean bothLast =
        from.getDayOfMonth() == from.lengthOfMonth()
            && until.getDayOfMonth() == until.lengthOfMonth();
    if (!bothLast) months += (until.getDayOfMonth() - from.getDayOfMonth()) / 31.0;
    return age == Age.MONTHS ? months : months / 12;
  }

  private Column.Numeric ageOfYears(Column.Numeric column) {
    var until = LocalDate.parse(to);
    var start = until.withDayOfYear(1);
    double since = age(start, until);
    double year =
        switch (age) {
          case YEARS -> 1;
          case MONTHS -> 12;
          case DAYS -> 365.2425;
        };
    var v = column.values().clone();
    for (int i = 0; i < v.length; i++) v[i] = (until.getYear() - v[i]) * year + since;
    return new Column.Numeric(v);
  }
}
