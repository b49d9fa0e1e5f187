package millrace.readers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.run.Run;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Real tables. The counts and sums were computed by pandas 1.5.3: {@code read_csv} with its
 * defaults; for the unclean cars {@code replace('[£, ]', '')} and {@code to_numeric}; for adult
 * {@code skipinitialspace, na_values='?', comment='|'}.
 */
@Tag("shared-data")
class SharedCsvTest {
  private static final List<String> MAKES =
      List.of("audi", "bmw", "ford", "hyundi", "merc", "skoda", "toyota", "vauxhall", "vw");

  /** The folder with a sibling shared/data, here or above. */
  private static Path data() {
    for (var p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
      var data = p.resolveSibling("shared").resolve("data");
      if (Files.isDirectory(data)) return data;
    }
    throw new IllegalStateException("no folder above has a sibling shared/data");
  }

  private static Path cars(String name) {
    var folder = data().resolve("cars-uk-100k");
    var plain = folder.resolve(name + ".csv");
    return Files.exists(plain) ? plain : folder.resolve(name + ".csv.gz");
  }

  private static double sum(Frame f, String column) {
    return Arrays.stream(f.column(column, Column.Numeric.class).values())
        .filter(v -> !Double.isNaN(v))
        .sum();
  }

  private static Map<String, Integer> missing(Frame f) {
    var out = new LinkedHashMap<String, Integer>();
    for (var n : f.names()) if (f.column(n).missing() > 0) out.put(n, f.column(n).missing());
    return out;
  }

  private static int levels(Frame f, String column) {
    return f.column(column, Column.Nominal.class).levels().size();
  }

  @Test
  void ukCars() {
    var csv = Csv.of(MAKES.stream().map(SharedCsvTest::cars).toArray(Path[]::new)).source(true);
    var f = csv.read();
    assertEquals(99_187, f.size());
    assertEquals(
        List.of(
            "make",
            "model",
            "year",
            "price",
            "transmission",
            "mileage",
            "fuelType",
            "tax",
            "mpg",
            "engineSize",
            "source"),
        List.copyOf(f.names()));
    assertEquals(Map.of(), missing(f));
    assertEquals(
        List.of(9, 195, 4, 5, 9),
        Stream.of("make", "model", "transmission", "fuelType", "source")
            .map(n -> levels(f, n))
            .toList());
    int[] rows = {10668, 10781, 17965, 4860, 13119, 6267, 6738, 13632, 15157};
    double[] price = {
      244261836, 245088881, 220605824, 61965637, 324020893, 89464241, 84375871, 141860834, 255228001
    };
    double[] mileage = {
      264857039, 274883012, 419727622, 104422201, 287956265, 126082339, 154013255, 320342439,
      334860352
    };
    for (int i = 0; i < rows.length; i++) {
      var one = Csv.of(cars(MAKES.get(i))).read();
      assertEquals(rows[i], one.size());
      assertEquals(price[i], sum(one, "price"));
      assertEquals(mileage[i], sum(one, "mileage"));
    }
    assertEquals(Arrays.stream(price).sum(), sum(f, "price"));
    assertEquals(f.fingerprint(), csv.read(Run.quiet().threads(1)).fingerprint(), "on one thread");
    assertEquals(
        f.fingerprint(),
        new CsvTable(csv, Run.quiet().threads(2), 50_000).read().frame().fingerprint(),
        "in small stretches");
  }

  @Test
  void uncleanCars() {
    var schema =
        Schema.of("price", Kind.AMOUNT)
            .with("mileage", Kind.AMOUNT)
            .with("mileage2", Kind.AMOUNT)
            .with("year", Kind.INTEGER)
            .with("reference", Kind.TEXT);
    record Expected(
        String file,
        int lines,
        List<Long> problems,
        List<Double> sums,
        Map<String, Integer> missing) {}
    for (var e :
        List.of(
            new Expected(
                "unclean-cclass",
                4006,
                List.of(3891L, 3923L, 3924L, 3944L),
                List.of(92541640.0, 84189698.0),
                Map.ofEntries(
                    Map.entry("model", 99),
                    Map.entry("year", 102),
                    Map.entry("price", 99),
                    Map.entry("transmission", 99),
                    Map.entry("mileage", 198),
                    Map.entry("fuel type", 2677),
                    Map.entry("engine size", 164),
                    Map.entry("mileage2", 116),
                    Map.entry("fuel type2", 198),
                    Map.entry("engine size2", 198),
                    Map.entry("reference", 99))),
            new Expected(
                "unclean-focus",
                5604,
                List.of(4809L),
                List.of(75404990.0, 113555038.0),
                Map.ofEntries(
                    Map.entry("model", 56),
                    Map.entry("year", 145),
                    Map.entry("price", 56),
                    Map.entry("transmission", 56),
                    Map.entry("mileage", 875),
                    Map.entry("fuel type", 3416),
                    Map.entry("engine size", 101),
                    Map.entry("mileage2", 95),
                    Map.entry("fuel type2", 875),
                    Map.entry("engine size2", 875),
                    Map.entry("reference", 56))))) {
      var csv = Csv.of(cars(e.file())).schema(schema).policy(Policy.COLLECT);
      var result = csv.readAll();
      assertEquals(e.lines(), result.frame().size() + result.problems().size());
      assertEquals(e.problems(), result.problems().stream().map(Problem::line).toList());
      for (var p : result.problems()) assertEquals("Unknown", p.value());

      // with that word named as missing, every row is there
      var known = schema;
      for (var column : List.of("mileage", "mileage2")) {
        known = known.missing(column, "Unknown");
      }
      var all = csv.schema(known).policy(Policy.STRICT).read();
      assertEquals(e.lines(), all.size());
      assertEquals(e.sums(), List.of(sum(all, "price"), sum(all, "mileage")));
      var counted = new LinkedHashMap<>(missing(all));
      // pandas keeps the word as a cell
      counted.merge("mileage", -(e.file().equals("unclean-focus") ? 1 : 3), Integer::sum);
      if (e.file().equals("unclean-cclass")) counted.merge("mileage2", -1, Integer::sum);
      assertEquals(e.missing(), counted);
    }
  }

  @Test
  void usCars() {
    var file = data().resolve("cars-us-4k/used_cars.csv.gz");
    var f = Csv.of(file).schema(Schema.of("price", Kind.AMOUNT).with("milage", Kind.AMOUNT)).read();
    assertEquals(4009, f.size());
    assertEquals(Map.of("fuel_type", 170, "accident", 113, "clean_title", 596), missing(f));
    assertEquals(178613740.0, sum(f, "price"));
    assertEquals(259452662.0, sum(f, "milage"));
    assertEquals(
        List.of(57, 7, 62, 319, 156, 2, 1),
        Stream.of(
                "brand",
                "fuel_type",
                "transmission",
                "ext_col",
                "int_col",
                "accident",
                "clean_title")
            .map(n -> levels(f, n))
            .toList());
    assertEquals("text", f.column("engine").kind());
    assertEquals("text", f.column("model").kind());
  }

  @Test
  void adult() {
    record Expected(String file, int rows, Map<String, Integer> missing, List<String> target) {}
    for (var e :
        List.of(
            new Expected(
                "train",
                32_561,
                Map.of("c2", 1836, "c7", 1843, "c14", 583),
                List.of("<=50K", ">50K")),
            new Expected(
                "test",
                16_281,
                Map.of("c2", 963, "c7", 966, "c14", 274),
                List.of("<=50K.", ">50K.")))) {
      var f =
          Csv.of(data().resolve("adult/adult-" + e.file() + ".csv.gz"))
              .header(false)
              .trim(true)
              .comment('|')
              .missing("?")
              .read();
      assertEquals(e.rows(), f.size());
      assertEquals(15, f.names().size());
      assertEquals(e.missing(), missing(f));
      assertEquals(e.target(), f.column("c15", Column.Nominal.class).levels().names());
      assertEquals("numeric", f.column("c1").kind());
    }
  }

  @Test
  void titanic() {
    var f = Csv.of(data().resolve("titanic/titanic.csv")).read();
    assertEquals(1309, f.size());
    assertEquals(Map.of("age", 263), missing(f));
    assertEquals(31255.666700006, sum(f, "age"), 1e-8);
    assertEquals("text", f.column("name").kind());
    assertEquals(List.of("no", "yes"), f.column("survived", Column.Nominal.class).levels().names());
    assertTrue(f.column("name").cell(0).startsWith("Allen, Miss."));
  }
}
