package millrace.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What people get wrong: each kind has its clear message and exit code, no stack trace, and loses
 * nothing.
 */
class BadInputTest {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  @TempDir static Path dir;

  /** A command line in which {@code @} stands for the test's folder, and what it must answer. */
  record Case(String what, int code, List<String> says, String... args) {
    @Override
    public String toString() {
      return what;
    }
  }

  private static Case failed(String what, String says, String args) {
    return new Case(what, FAILED, List.of(says.split("\\|")), args.split(" "));
  }

  private static Case usage(String what, String says, String args) {
    return new Case(
        what, USAGE, List.of(says.split("\\|")), args.isEmpty() ? new String[0] : args.split(" "));
  }

  private static final String COMPARE =
      "compare --models mean,ridge --folds 3 --out @/r --target y --data ";

  private static final String TUNE =
      "tune --model ridge --folds 3 --n 2 --report @/r --target y --data @/ok.csv ";

  static Stream<Case> cases() {
    return Stream.of(
        usage("no command", "which command?", ""),
        usage("an unknown command", "compair", "compair"),
        usage("an unknown option", "--fold", "compare --fold 3"),
        usage("a word for a number", "--folds|abc", "compare --folds abc"),
        usage("two ways to divide", "--folds|--holdout", "compare --folds 3 --holdout 0.2"),
        usage(
            "strata and groups", "--stratify|--group", COMPARE + "@/ok.csv --stratify c --group c"),
        usage("a target without data", "--target needs --data", "compare --target y"),
        usage("data without a target", "--target", "compare --data @/ok.csv"),
        usage("an unknown task", "--task|ranking", "compare --task ranking"),
        usage("a seed that is no number", "--seed|today", "compare --seed today"),
        usage("a budget of nothing", "--budget|above 0", "compare --budget 0"),
        usage("all and more", "--models all stands alone", "compare --models all,ridge"),
        usage("tune without a model", "--model", "tune --data @/ok.csv --target y"),
        usage("tune without data", "--data", "tune --model ridge --target y"),
        usage("an unknown search", "--search|clever", TUNE + "--search clever"),
        usage("a search of nothing", "--n must be at least 1", TUNE.replace("--n 2", "--n 0")),
        usage("a grid of nothing", "--points must be at least 1", TUNE + "--points 0"),
        usage("no such metric", "'speed'|rmse", TUNE + "--metric speed"),
        usage("a varied nothing", "--vary 'alpha'", TUNE + "--vary alpha"),
        failed("a varied unknown", "no parameter 'beta'|alpha", TUNE + "--vary beta=1,2"),
        failed("a varied word", "alpha|'red'", TUNE + "--vary alpha=1,red"),
        failed("a value twice", "'alpha' has a value twice", TUNE + "--vary alpha=1,1"),
        failed("a journal that is none", "ok.csv is no journal", TUNE + "--journal @/ok.csv"),
        failed("a journal in no folder", "nowhere", TUNE + "--journal @/nowhere/j.jsonl"),
        usage(
            "a model without ranges",
            "declares no range|--vary",
            "tune --report @/r --data @/ok.csv --target y --model mean"),
        usage("train without a model", "--model", "train --data @/ok.csv --target y --out @/m"),
        usage("predict without data", "--data", "predict --model @/model --out @/kept.csv"),
        usage("an unknown kind", "--kind|colour", COMPARE + "@/ok.csv --kind c=colour"),
        failed("no such file", "nowhere.csv", COMPARE + "@/nowhere.csv"),
        failed("a folder for a file", "folder|folder", COMPARE + "@/folder"),
        failed("an empty file", "empty.csv", COMPARE + "@/empty.csv"),
        failed("a header and no rows", "header.csv", COMPARE + "@/header.csv"),
        failed("a row too short", "short.csv:3|2|3", COMPARE + "@/short.csv"),
        failed("a row too long", "long.csv:4|4|3", COMPARE + "@/long.csv"),
        failed("two columns of one name", "twice.csv|'a'", COMPARE + "@/twice.csv"),
        failed("a quote left open", "quote.csv:3", COMPARE + "@/quote.csv"),
        failed("bytes that are not UTF-8", "latin.csv|UTF-8", COMPARE + "@/latin.csv"),
        failed("a binary file", "binary.csv", COMPARE + "@/binary.csv"),
        failed("a gzip file cut short", "cut.csv.gz", COMPARE + "@/cut.csv.gz"),
        failed("a pattern that matches nothing", "x*.csv", COMPARE + "@/x*.csv"),
        failed("files of different columns", "other.csv|'d'", COMPARE + "@/ok.csv @/other.csv"),
        failed("files of different kinds", "different kinds", COMPARE + "@/ok.csv @/bad.arff"),
        failed(
            "a cell that does not fit its kind",
            "ok.csv:2:c|'red'",
            COMPARE + "@/ok.csv --kind c=number"),
        failed("an ARFF cell that is no number", "bad.arff:5|x", COMPARE + "@/bad.arff"),
        failed("a broken JSON line", "bad.jsonl:2", COMPARE + "@/bad.jsonl"),
        failed("LIBSVM indices that fall", "bad.svm:2", COMPARE + "@/bad.svm"),
        failed(
            "no such target",
            "'price'|[a, c, y]",
            "compare --out @/r --target price --data @/ok.csv"),
        failed(
            "a target without any value",
            "no row has a value of the target 'b'",
            "compare --out @/r --target b --data @/hollow.csv"),
        failed(
            "a target of one value",
            "'b'|only one value",
            "compare --out @/r --target b --data @/same.csv --task classification"),
        failed(
            "regression on names",
            "'c'|nominal|numeric",
            "compare --out @/r --target c --data @/ok.csv --task regression"),
        failed(
            "more folds than rows",
            "50|12",
            "compare --models mean --out @/r --target y --data @/ok.csv --folds 50"),
        failed(
            "one fold",
            "at least 2|1",
            "compare --models mean --out @/r --target y --data @/ok.csv --folds 1"),
        failed(
            "a share above 1",
            "1.5",
            "compare --models mean --out @/r --target y --data @/ok.csv --holdout 1.5"),
        failed(
            "every 0th row",
            "0",
            "compare --models mean --out @/r --target y --data @/ok.csv --holdout-every 0"),
        failed("no such column to stratify by", "'make'", COMPARE + "@/ok.csv --stratify make"),
        failed("no such column to group by", "'make'", COMPARE + "@/ok.csv --group make"),
        failed("no threads", "threads|0", COMPARE + "@/ok.csv --threads 0"),
        failed(
            "an unknown model",
            "'regression-tree'|ridge",
            "compare --models regression-tree --out @/r --target y --data @/ok.csv"),
        failed(
            "a misspelt model",
            "Did you mean 'ridge'?",
            COMPARE.replace("ridge", "rigde") + "@/ok.csv"),
        failed(
            "a misspelt parameter",
            "Did you mean 'nEstimators'?",
            "train --model forest --param estimator=9 --out @/kept --target y --data @/ok.csv"),
        failed(
            "a model of another task",
            "logistic|regression",
            "compare --models logistic --out @/r --target y --data @/ok.csv"),
        failed(
            "a model named twice",
            "twice",
            "compare --models ridge,ridge --out @/r --target y --data @/ok.csv"),
        failed(
            "an unknown parameter",
            "'lambda'|alpha",
            "train --model ridge --param lambda=1 --out @/kept --target y --data @/ok.csv"),
        failed(
            "a parameter out of range",
            "alpha|-1",
            "train --model ridge --param alpha=-1 --out @/kept --target y --data @/ok.csv"),
        failed(
            "a parameter that is no number",
            "alpha|a number|'much'",
            "train --model ridge --param alpha=much --out @/kept --target y --data @/ok.csv"),
        failed(
            "a parameter without a value",
            "'alpha'|parameter=value",
            "train --model ridge --param alpha --out @/kept --target y --data @/ok.csv"),
        failed("no such recipe", "none.json", COMPARE + "@/ok.csv --recipe @/none.json"),
        failed(
            "a recipe that is not JSON",
            "broken.json",
            COMPARE + "@/ok.csv --recipe @/broken.json"),
        failed(
            "a recipe with an unknown step",
            "unknown.json|'Imputate'",
            COMPARE + "@/ok.csv --recipe @/unknown.json"),
        failed(
            "a recipe with an unknown key",
            "key.json|\"stepps\"",
            COMPARE + "@/ok.csv --recipe @/key.json"),
        failed(
            "a report folder that is a file",
            "kept.csv",
            "compare --models mean --folds 3 --target y --data @/ok.csv --out @/kept.csv"),
        failed(
            "no such model file",
            "gone",
            "predict --model @/gone --data @/ok.csv --out @/kept.csv"),
        failed(
            "a model file that is none",
            "ok.csv",
            "predict --model @/ok.csv --data @/ok.csv --out @/kept.csv"),
        failed(
            "a model file cut short",
            "cutmodel",
            "predict --model @/cutmodel --data @/ok.csv --out @/kept.csv"),
        failed(
            "a column that the model wants is not there",
            "'a'",
            "predict --model @/model --data @/nocolumn.csv --out @/kept.csv"),
        failed(
            "a cell that the model cannot take",
            "words.csv:2:a|'many'",
            "predict --model @/model --data @/words.csv --out @/kept.csv"),
        failed(
            "a folder that is not there for the predictions",
            "nofolder",
            "predict --model @/model --data @/ok.csv --out @/nofolder/p.csv"));
  }

  @BeforeAll
  static void files() throws IOException {
    var ok = new StringBuilder("a,c,y\n");
    for (int i = 0; i < 12; i++)
      ok.append(i * i % 7)
          .append(',')
          .append(i % 2 == 0 ? "red" : "blue")
          .append(',')
          .append(i + 0.5)
          .append('\n');
    write("ok.csv", ok.toString());
    Files.createDirectory(dir.resolve("folder"));
    write("empty.csv", "");
    write("header.csv", "a,b,y\n");
    write("short.csv", "a,b,y\n1,2,3\n1,2\n1,2,3\n");
    write("long.csv", "a,b,y\n1,2,3\n1,2,3\n1,2,3,4\n");
    write("twice.csv", "a,a,y\n1,2,3\n");
    write("quote.csv", "a,b,y\n1,2,3\n1,\"open,3\n1,2,3\n");
    Files.write(
        dir.resolve("latin.csv"), "a,b,y\n1,Citroën,3\n".getBytes(StandardCharsets.ISO_8859_1));
    Files.write(
        dir.resolve("binary.csv"), new byte[] {'a', ',', 'y', '\n', 0, 1, 2, 0, 0, '\n', 5, 0});
    var packed = new ByteArrayOutputStream();
    try (var gz = new GZIPOutputStream(packed)) {
      gz.write(ok.toString().repeat(50).getBytes(StandardCharsets.UTF_8));
    }
    Files.write(dir.resolve("cut.csv.gz"), Arrays.copyOf(packed.toByteArray(), packed.size() / 2));
    write("other.csv", "a,d,y\n1,red,3\n");
    write("bad.arff", "@relation r\n@attribute a numeric\n@attribute y numeric\n@data\nx,1\n");
    write("bad.jsonl", "{\"a\":1,\"y\":2}\n{\"a\":1,\"y\":\n");
    write("bad.svm", "1 1:2 3:4\n1 3:1 2:1\n");
    write("hollow.csv", "a,b\n1,\n2,\n3,\n");
    write("same.csv", "a,b\n1,x\n2,x\n3,x\n4,x\n");
    write("nocolumn.csv", "c,y\nred,1\n");
    write("words.csv", "a,c,y\nmany,red,1\n");
    write("broken.json", "{\"steps\":[");
    write("unknown.json", "{\"steps\":[{\"step\":\"Imputate\"}]}");
    write("key.json", "{\"stepps\":[]}");
    write("kept.csv", "precious\n");
    write("kept", "precious\n");
    var trained =
        Cli.run(
            "train",
            "--model",
            "ridge",
            "--data",
            dir.resolve("ok.csv").toString(),
            "--target",
            "y",
            "--out",
            dir.resolve("model").toString());
    assertEquals(0, trained.code(), trained.err());
    var model = Files.readAllBytes(dir.resolve("model"));
    Files.write(dir.resolve("cutmodel"), Arrays.copyOf(model, model.length - 9));
  }

  private static void write(String name, String text) throws IOException {
    Files.writeString(dir.resolve(name), text);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void isAnsweredClearly(Case c) throws IOException {
    var kept = Files.readAllBytes(dir.resolve("kept.csv"));
    var args =
        Arrays.stream(c.args()).map(a -> a.replace("@", dir.toString())).toArray(String[]::new);
    var result = Cli.run(args);
    assertEquals(c.code(), result.code(), result.err());
    for (var say : c.says())
      assertTrue(result.err().contains(say), "'" + say + "' is not in: " + result.err());
    assertFalse(
        result.err().contains("\tat ") || result.err().contains("Exception"),
        "a stack trace or class name: " + result.err());
    assertEquals("", result.out(), "something on standard output");
    assertArrayEquals(
        kept, Files.readAllBytes(dir.resolve("kept.csv")), "an existing file was touched");
    assertEquals("precious\n", Files.readString(dir.resolve("kept")));
    try (var left = Files.list(dir)) {
      assertFalse(
          left.anyMatch(f -> f.getFileName().toString().matches(".*\\.(part|tmp)")),
          "a temporary file was left");
    }
    if (c.code() == FAILED)
      assertEquals(
          1, result.err().lines().filter(l -> l.startsWith("millrace:")).count(), result.err());
  }

  @Test
  void thereAreFortyKinds() {
    assertTrue(cases().count() >= 40, "only " + cases().count());
  }
}
