package millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.evaluation.Comparison.Task;
import millrace.readers.Arff;
import millrace.readers.Csv;
import millrace.readers.LibSvm;

/**
 * The public tables that learners are measured on; where they come from and under which licence
 * stands beside each in the folder of shared data.
 */
final class BenchSets {
  /**
   * @param read from the folder of shared data; the target is marked
   */
  record Source(String name, Task task, Function<Path, Frame> read) {}

  private BenchSets() {}

  static SequencedMap<String, Source> all() {
    var out = new LinkedHashMap<String, Source>();
    for (var s :
        List.of(
            classes("breast-cancer", BenchSets::breastCancer),
            classes(
                "titanic", d -> Csv.of(d.resolve("titanic/titanic.csv")).read().target("survived")),
            classes("digits", d -> unnamed(d.resolve("sklearn-toy/digits.csv.gz"), 64)),
            classes(
                "churn",
                d -> Csv.of(d.resolve("r-modeldata/mlc_churn.csv.gz")).read().target("churn")),
            classes("mnist-5k", d -> unnamed(d.resolve("mnist-5k/mnist_5k.csv.gz"), 784)),
            classes("pendigits", BenchSets::pendigits),
            classes(
                "letter", d -> Csv.of(d.resolve("letter/letter.csv.gz")).read().target("lettr")),
            classes("a9a", d -> LibSvm.of(d.resolve("libsvm/a9a.gz")).nominal(true).read()),
            classes("adult", BenchSets::adult),
            numbers(
                "concrete",
                d ->
                    Csv.of(d.resolve("r-modeldata/concrete.csv"))
                        .read()
                        .target("compressive_strength")),
            numbers(
                "ames",
                d -> Csv.of(d.resolve("r-modeldata/ames.csv.gz")).read().target("Sale_Price")),
            numbers("abalone", BenchSets::abalone),
            numbers("kin8nm", BenchSets::kin8nm),
            numbers(
                "california",
                d ->
                    Arff.of(d.resolve("california-housing/cal_housing.arff.gz"))
                        .read()
                        .target("medianHouseValue")),
            numbers(
                "diamonds",
                d -> Csv.of(d.resolve("diamonds/diamonds.csv.gz")).read().target("price")),
            numbers("cars-uk", BenchSets::cars))) out.put(s.name, s);
    return out;
  }

  private static Source classes(String name, Function<Path, Frame> read) {
    return new Source(
        name,
        Task.CLASSIFICATION,
        d -> {
          var f = read.apply(d);
          return f.with(f.targetName().orElseThrow(), DataOptions.nominal(f.targetColumn()));
        });
  }

  private static Source numbers(String name, Function<Path, Frame> read) {
    return new Source(name, Task.REGRESSION, read);
  }

  /** A table without a header whose last column is the class. */
  private static Frame unnamed(Path file, int features) {
    var names = new ArrayList<>(IntStream.range(0, features).mapToObj(i -> "x" + i).toList());
    names.add("class");
    return Csv.of(file).names(names).read().target("class");
  }

  private static Frame pendigits(Path data) {
    var names = new ArrayList<>(IntStream.range(0, 16).mapToObj(i -> "x" + i).toList());
    names.add("class");
    return Csv.of(data.resolve("uci-small/pendigits.txt"))
        .delimiter('\t')
        .names(names)
        .read()
        .target("class");
  }

  /** Its first line counts rows and names the classes. */
  private static Frame breastCancer(Path data) {
    var names = new ArrayList<>(IntStream.range(0, 30).mapToObj(i -> "x" + i).toList());
    names.add("class");
    return Csv.of(data.resolve("sklearn-toy/breast_cancer.csv"))
        .skipRows(1)
        .names(names)
        .read()
        .target("class");
  }

  private static Frame adult(Path data) {
    var csv =
        Csv.of(data.resolve("adult/adult-train.csv.gz"))
            .names(
                "age",
                "workclass",
                "fnlwgt",
                "education",
                "education-num",
                "marital-status",
                "occupation",
                "relationship",
                "race",
                "sex",
                "capital-gain",
                "capital-loss",
                "hours-per-week",
                "native-country",
                "income")
            .trim(true)
            .comment('|');
    var missing = new ArrayList<>(csv.missing());
    missing.add("?");
    return csv.missing(missing).read().target("income");
  }

  private static Frame abalone(Path data) {
    return Csv.of(data.resolve("uci-small/abalone.csv"))
        .names(
            "sex", "length", "diameter", "height", "whole", "shucked", "viscera", "shell", "rings")
        .read()
        .target("rings");
  }

  private static Frame kin8nm(Path data) {
    var frame = Arff.of(data.resolve("arff/kin8nm.arff.gz")).read();
    return frame.target(List.copyOf(frame.names()).getLast());
  }

  private static Frame cars(Path data) {
    try (var files = Files.list(data.resolve("cars-uk-100k"))) {
      var clean =
          files
              .filter(
                  f ->
                      f.getFileName()
                          .toString()
                          .matches("(audi|bmw|ford|hyundi|merc|skoda|toyota|vauxhall|vw)\\.csv.*"))
              .sorted()
              .toArray(Path[]::new);
      return Csv.of(clean).read().target("price");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The levels of a target as numbers in the order of the levels, for peers. */
  static double[] numbers(Column target) {
    return switch (target) {
      case Column.Numeric c -> c.values();
      case Column.Nominal c -> {
        var codes = c.codes(c.levels());
        yield IntStream.of(codes).asDoubleStream().toArray();
      }
      case Column other -> throw new IllegalArgumentException("a target is not " + other.kind());
    };
  }
}
