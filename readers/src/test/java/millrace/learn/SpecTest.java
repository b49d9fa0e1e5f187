package millrace.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SpecTest {
  private enum Way {
    FAST,
    VERY_SLOW
  }

  /** A parameter of every kind that a text can set, and two of those it cannot. */
  private record Toy(
      @Param(value = "a number", min = 0, max = 10) double rate,
      @Param(value = "a count", min = 1) int count,
      @Param("a long one") long many,
      @Param("yes or no") boolean on,
      @Param("how") Way way,
      @Param("what") String name,
      @Param("which") List<String> columns,
      @Param("what else") List<Inner> inner,
      @Param("one more") Inner one)
      implements Trainer<Toy.Fitted> {
    Toy {
      Spec.check(Toy.class, rate, count, many, on, way, name, columns, inner, one);
      columns = List.copyOf(columns);
    }

    Toy() {
      this(0.5, 1, 7, true, Way.FAST, "x", List.of(), List.of(), new Inner(1));
    }

    Toy rate(double rate) {
      return Spec.with(this, "rate", rate);
    }

    @Override
    public Needs needs() {
      return Needs.features(Column.class);
    }

    @Override
    public Fitted fit(Frame train, Run run) {
      return new Fitted();
    }

    record Fitted() implements Model {}
  }

  private record Inner(@Param("depth") int depth) {}

  private record NoDefaults(int x) {}

  private static void refused(String message, Executable work) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, work).getMessage());
  }

  private static Toy set(String name, String text) {
    return Spec.parse(new Toy(), name, text);
  }

  @Test
  void listsParametersWithTheirDefaults() {
    var infos = Spec.of(Toy.class);
    assertEquals(
        List.of("rate", "count", "many", "on", "way", "name", "columns", "inner", "one"),
        infos.stream().map(Spec.Info::name).toList());
    assertEquals(0.5, infos.getFirst().byDefault());
    assertEquals(double.class, infos.getFirst().type());
    assertEquals(10, infos.getFirst().param().max());
    assertThrows(LinkageError.class, () -> Spec.of(NoDefaults.class));
  }

  @Test
  void refusesNullAndWhatLiesOutsideNamingIt() {
    refused("Toy rate must be in [0, 10] but is 11.0", () -> Spec.with(new Toy(), "rate", 11.0));
    refused("Toy rate must be in [0, 10] but is -0.1", () -> Spec.with(new Toy(), "rate", -0.1));
    refused("Toy rate must be in [0, 10] but is NaN", () -> set("rate", "NaN"));
    refused("Toy count must be in [1, ∞) but is 0", () -> set("count", "0"));
    refused(
        "Toy name is null",
        () -> Spec.check(Toy.class, 1.0, 1, 1L, true, Way.FAST, null, List.of()));
    assertEquals(0, set("rate", "0").rate());
    assertEquals(10, set("rate", "10").rate());
  }

  @Test
  void withChangesOneComponent() {
    var changed = Spec.with(new Toy(), "count", 3);
    assertEquals(3, changed.count());
    assertEquals(new Toy(), Spec.with(changed, "count", 1));
    refused("Toy has no counts", () -> Spec.with(new Toy(), "counts", 3));
  }

  @Test
  void parsesEveryKind() {
    assertEquals(2.5e-1, set("rate", "2.5e-1").rate());
    assertEquals(3, set("COUNT", "3").count(), "names in any case");
    assertEquals(Long.MAX_VALUE, set("many", "9223372036854775807").many());
    assertEquals(false, set("on", "False").on());
    assertEquals(Way.VERY_SLOW, set("way", "very-slow").way());
    assertEquals(Way.FAST, set("way", "fast").way());
    assertEquals(" a,b ", set("name", " a,b ").name());
    assertEquals(List.of("a", "b c", "d"), set("columns", " a,b c ,d ").columns());
    assertEquals(List.of(), set("columns", " ").columns());
  }

  @Test
  void whatCannotBeParsedSaysWhatIsExpected() {
    refused("Toy rate must be a number, but is 'high'", () -> set("rate", "high"));
    refused("Toy count must be a whole number, but is '1.5'", () -> set("count", "1.5"));
    refused(
        "Toy count must be a whole number, but is '3000000000'", () -> set("count", "3000000000"));
    refused("Toy on must be true or false, but is 'yes'", () -> set("on", "yes"));
    refused("Toy way must be one of [fast, very_slow], but is 'slow'", () -> set("way", "slow"));
    refused("Toy one must be set in Java: it is a Inner, but is '1'", () -> set("one", "1"));
    refused("Toy inner must be set in Java: it is a List, but is '1,2'", () -> set("inner", "1,2"));
    refused(
        "Toy has no parameter 'speed'; it has rate, count, many, on, way, name, columns, inner,"
            + " one",
        () -> set("speed", "1"));
  }

  @Test
  void diffLooksIntoRecordsAndLists() {
    var a = new Toy();
    assertEquals("", Spec.diff(a, new Toy()));
    assertEquals("rate=2.0 way=VERY_SLOW", Spec.diff(a, set("way", "very_slow").rate(2)));
    assertEquals("depth=4", Spec.diff(a, Spec.with(a, "one", new Inner(4))));
    var two = Spec.with(a, "inner", List.of(new Inner(1), new Inner(2)));
    assertEquals(
        "depth=3", Spec.diff(two, Spec.with(a, "inner", List.of(new Inner(1), new Inner(3)))));
    assertEquals("columns=[c]", Spec.diff(a, set("columns", "c")));
  }

  @Test
  void printsNameAndWhatDiffersFromTheDefaults() {
    assertTrue(Spec.print(new Toy()).endsWith("Toy"), Spec.print(new Toy()));
    assertTrue(
        Spec.print(set("count", "9")).endsWith("Toy(count=9)"), Spec.print(set("count", "9")));
    assertEquals("NoDefaults[x=1]", Spec.print(new NoDefaults(1)));
  }
}
