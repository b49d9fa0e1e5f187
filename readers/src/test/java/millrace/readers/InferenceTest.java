package millrace.readers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import org.junit.jupiter.api.Test;

class InferenceTest {
  private static Column infer(String... cells) {
    return Inference.column(List.of(cells));
  }

  private static Column as(Kind kind, String pattern, String... cells) {
    var field = new Schema.Field("v", Optional.of(kind), pattern, List.of());
    return Inference.column(List.of(cells), Missing.DEFAULT, field);
  }

  @Test
  void numbers() {
    var c = (Column.Numeric) infer("1", "", " 2.5 ", "NaN", "1e3");
    assertArrayEquals(new double[] {1, Double.NaN, 2.5, Double.NaN, 1000}, c.values());
    assertEquals("numeric", infer().kind());
    assertEquals("numeric", infer("", "NA").kind());
  }

  @Test
  void longWholeNumbersAreNamesUnlessThereAreFractions() {
    var ids = infer("9007199254740993", "9007199254740995", "1");
    assertEquals("nominal", ids.kind());
    assertEquals("9007199254740993", ids.cell(0));
    assertEquals("nominal", infer("9007199254740993").kind(), "rounds to 2^53");
    assertEquals("numeric", infer("9007199254740993", "1.5").kind());
    assertEquals("numeric", infer("9007199254740991", "3").kind());
    assertEquals("numeric", infer("1e300", "3").kind());
  }

  @Test
  void truthWordsAreNominalAsWritten() {
    var c = (Column.Nominal) infer("Yes", "no", "", "Yes");
    assertEquals(List.of("Yes", "no"), c.levels().names());
    assertArrayEquals(new int[] {0, 1, -1, 0}, c.codes());
    assertEquals(
        List.of("NotAvailable", "OFF", "ON"),
        ((Column.Nominal) infer("ON", "OFF", "NotAvailable")).levels().names());
  }

  @Test
  void truthKindsFoldSpellings() {
    var b = (Column.Nominal) as(Kind.BOOLEAN, "", "TRUE", "f", "", "1", "off");
    assertEquals(List.of("no", "yes"), b.levels().names());
    assertArrayEquals(new int[] {1, 0, -1, 1, 0}, b.codes());
    var t = (Column.Nominal) as(Kind.TERNARY, "", "ON", "NotAvailable", "", "n");
    assertEquals(List.of("no", "unknown", "yes"), t.levels().names());
    assertArrayEquals(new int[] {2, 1, -1, 0}, t.codes());
  }

  @Test
  void isoTimes() {
    var c =
        (Column.Time)
            infer(
                "2020-02-29",
                "2020-02-29T12:30",
                "2020-02-29 12:30:15.250",
                "",
                "2020-02-29T12:30:00+02:00",
                "2020-02-29T00:00:00Z");
    assertArrayEquals(
        new long[] {
          Instant.parse("2020-02-29T00:00:00Z").toEpochMilli(),
          Instant.parse("2020-02-29T12:30:00Z").toEpochMilli(),
          Instant.parse("2020-02-29T12:30:15.250Z").toEpochMilli(),
          Column.Time.MISSING,
          Instant.parse("2020-02-29T10:30:00Z").toEpochMilli(),
          Instant.parse("2020-02-29T00:00:00Z").toEpochMilli()
        },
        c.millis());
    assertEquals("nominal", infer("2019-02-29", "2020-02-29").kind(), "no such day");
    assertEquals("nominal", infer("01/02/2020").kind());
  }

  @Test
  void timePatterns() {
    assertEquals("2020-12-31", as(Kind.TIME, "dd/MM/yyyy", "31/12/2020").cell(0));
    assertEquals("2020-12-01", as(Kind.TIME, "MM/yyyy", "12/2020").cell(0));
    assertEquals("2020-01-01", as(Kind.TIME, "yyyy", "2020").cell(0));
    assertEquals("2020-03-05", as(Kind.TIME, "d MMM yyyy", "5 MAR 2020").cell(0));
    assertEquals("2020-12-31T23:05", as(Kind.TIME, "dd.MM.yyyy HH:mm", "31.12.2020 23:05").cell(0));
  }

  @Test
  void namesThatRepeatAreNominalAndOthersText() {
    var many = IntStream.range(0, 1000).mapToObj(i -> "level " + i % 195).toList();
    assertEquals("nominal", Inference.column(many).kind());
    var half = IntStream.range(0, 1000).mapToObj(i -> "level " + i % 201).toList();
    assertEquals("text", Inference.column(half).kind(), "above a fifth");
    var cap = IntStream.range(0, 50_005).mapToObj(i -> "v" + i % 10_001).toList();
    assertEquals("text", Inference.column(cap).kind(), "above 10,000");
    assertEquals(
        "nominal", Inference.column(cap.stream().filter(s -> !s.equals("v0")).toList()).kind());
    assertEquals("nominal", infer("audi", "bmw", "ford").kind());
    assertEquals(
        "text",
        infer("a long sentence about a car, or two", "another long sentence about it").kind());
    var names = Stream.iterate(1, i -> i + 1).limit(21).map(i -> "name" + i).toList();
    assertEquals("text", Inference.column(names).kind());
  }

  @Test
  void cellsThatDoNotFit() {
    var e = assertThrows(DataException.class, () -> as(Kind.NUMBER, "", "1", "x"));
    assertEquals(
        "row 1, column 'v': 'x' is not a number; correct it, or change the schema", e.getMessage());
  }

  @Test
  void schema() {
    var s =
        Schema.of("a", Kind.NUMBER)
            .with("b", Kind.TIME, "dd/MM/yyyy")
            .missing("a", "-")
            .with("a", Kind.AMOUNT);
    assertEquals(
        s, Schema.of("a", Kind.AMOUNT).missing("a", "-").with("b", Kind.TIME, "dd/MM/yyyy"));
    assertEquals(List.of("-"), s.field("a").orElseThrow().missing());
    assertEquals(Optional.empty(), s.field("c"));
    assertThrows(IllegalArgumentException.class, () -> Schema.of("a", Kind.TIME, "no pattern"));
    assertThrows(IllegalArgumentException.class, () -> Schema.of("a", Kind.NUMBER, ";"));
    assertThrows(IllegalArgumentException.class, () -> Schema.of("a", Kind.TEXT, "x"));
    var frame = Frame.of("t", infer("2020-01-01")).with("s", infer("a")).with("n", infer("1"));
    assertEquals(
        Schema.of("t", Kind.TIME).with("s", Kind.NOMINAL).with("n", Kind.NUMBER),
        Schema.like(frame));
  }

  @Test
  void missingPerColumn() {
    var field = new Schema.Field("v", Optional.empty(), "", List.of("-"));
    var c = Inference.column(List.of("1", "-", "NA"), Missing.DEFAULT, field);
    assertEquals("numeric", c.kind());
    assertEquals(2, c.missing());
  }
}
