package millrace.readers;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import millrace.data.Column;

/** Dates and times as milliseconds since 1970-01-01T00:00Z; local times are read as UTC. */
final class Times {
  private final DateTimeFormatter format;
  private final boolean iso;

  private Times(DateTimeFormatter format, boolean iso) {
    this.format = format;
    this.iso = iso;
  }

  /**
   * ISO 8601 for an empty pattern: a date, or a date and a time ("T" or a space between them), with
   * or without seconds, fraction and offset.
   */
  static Times of(String pattern) {
    if (pattern.isEmpty()) return new Times(DateTimeFormatter.ISO_DATE_TIME, true);
    var format =
        new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendPattern(pattern)
            // "yyyy" is the year of an era, which a strict resolver would ask for
            .parseDefaulting(ChronoField.ERA, 1)
            .toFormatter(Locale.ENGLISH)
            .withResolverStyle(ResolverStyle.STRICT);
    return new Times(format, false);
  }

  /** Milliseconds, or {@link Column.Time#MISSING} when {@code cell} is no time of this format. */
  long parse(String cell) {
    var s = cell.strip();
    if (iso && !looksIso(s)) return Column.Time.MISSING;
    try {
      if (!iso) return millis(format.parse(s));
      if (s.length() == 10) {
        return LocalDate.parse(s).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
      }
      return millis(format.parse(s.charAt(10) == ' ' ? s.replaceFirst(" ", "T") : s));
    } catch (DateTimeParseException e) {
      return Column.Time.MISSING; // the caller says which cell it was
    }
  }

  /** Spares the cost of an exception for each cell that is nothing like a date. */
  private static boolean looksIso(String s) {
    if (s.length() < 10 || s.charAt(4) != '-' || s.charAt(7) != '-') return false;
    return s.length() == 10 || (s.length() >= 16 && (s.charAt(10) == 'T' || s.charAt(10) == ' '));
  }

  private static long millis(TemporalAccessor t) {
    if (t.query(TemporalQueries.zone()) != null && t.isSupported(ChronoField.INSTANT_SECONDS)) {
      return t.query(TemporalQueries.offset()) != null
          ? OffsetDateTime.from(t).toInstant().toEpochMilli()
          : ZonedDateTime.from(t).toInstant().toEpochMilli();
    }
    var date = t.query(TemporalQueries.localDate());
    var time = t.query(TemporalQueries.localTime());
    if (date == null) {
      // "MM/yyyy" and "yyyy" mean the first day
      if (!t.isSupported(ChronoField.YEAR)) {
        throw new DateTimeParseException("no year", t.toString(), 0);
      }
      int month = t.isSupported(ChronoField.MONTH_OF_YEAR) ? t.get(ChronoField.MONTH_OF_YEAR) : 1;
      int day = t.isSupported(ChronoField.DAY_OF_MONTH) ? t.get(ChronoField.DAY_OF_MONTH) : 1;
      date = LocalDate.of(t.get(ChronoField.YEAR), month, day);
    }
    return LocalDateTime.of(date, time == null ? LocalTime.MIDNIGHT : time)
        .toInstant(ZoneOffset.UTC)
        .toEpochMilli();
  }
}
