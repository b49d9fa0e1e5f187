package millrace.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.evaluation.Classification;
import millrace.evaluation.Majority;
import millrace.evaluation.Mean;
import millrace.evaluation.Regression;
import millrace.evaluation.TextMatch;
import millrace.learn.Catalog;
import millrace.learn.Model;
import millrace.learn.Prediction;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.learn.Transform;
import millrace.run.Run;
import millrace.store.Store;

/** The contract that every trainer and step of the catalogue keeps. */
final class Checks {
  private static final int ROWS = Samples.ROWS;

  private Checks() {}

  static final List<Check> ALL =
      List.of(
          Check.of("is a record with defaults and value equality", Checks::valueRecord),
          Check.of("every parameter is declared and has a wither", Checks::withers),
          Check.of("refuses what lies outside a range, naming parameter and value", Checks::ranges),
          Check.of("refuses null, naming the parameter", Checks::nulls),
          Check.of("tuning ranges lie in the legal ranges", Checks::tuning),
          Check.of("says what it is, whose it is and where it comes from", Checks::about),
          Check.of("its Javadoc cites its source", Checks::javadoc),
          Check.of("fit leaves the frame as it was", Checks::frameUntouched),
          Check.of("same seed, same bytes, on 1, 2 and 3 threads", Checks::deterministic),
          Check.of("save, load: same output and same bytes", Checks::storable),
          Check.of("row by row gives what all at once gives", Checks::rowwise),
          Check.of("the target is not read when predicting", Checks::targetNotRead),
          Check.of("the order of columns does not matter", Checks::columnOrder),
          Check.of("a further column does not matter", Checks::furtherColumn),
          Check.of("a missing column is named", Checks::missingColumn),
          Check.of("no rows: says so", Checks::noRows),
          Check.of("a new frame of no rows gives no rows", Checks::predictNothing),
          Check.when(
              t ->
                  t.needs().target().isPresent()
                      && t.needs().target().get() != Column.Tokens.class, // it has no empty cells
              "a missing target cell is refused",
              Checks::missingTarget),
          Check.when(
              t -> t.needs().target().isPresent(),
              "an unmarked target is refused",
              Checks::noTarget),
          Check.of(
              "missing cells and unseen levels: a clear error or a result for every row",
              Checks::strangeRows),
          Check.of("progress rises to its total", Checks::progress),
          Check.of("cancelling stops it", Checks::cancel),
          Check.of("four threads predict alike", Checks::fourThreads),
          Check.when(
              t -> Samples.predicts(t) && t.needs().weights(),
              "weights of 1 change nothing",
              Checks::weightsOfOne),
          Check.when(
              t -> Samples.predicts(t) && !t.needs().weights(),
              "refuses weights that it would not use",
              Checks::weightsRefused),
          Check.when(Samples::predicts, "is no worse than its baseline", Checks::baseline));

  private static void valueRecord(Trainer<?> t) throws Exception {
    assertTrue(t instanceof Record, "not a record");
    var type = t.getClass();
    assertEquals(
        type.getDeclaredConstructor().newInstance(), type.getDeclaredConstructor().newInstance());
    assertEquals(t, copy(t));
    assertEquals(t.hashCode(), copy(t).hashCode());
  }

  private static Trainer<?> copy(Trainer<?> t) {
    var components = t.getClass().getRecordComponents();
    if (components.length == 0) return t;
    return (Trainer<?>) Spec.with((Record) t, components[0].getName(), Spec.get(components[0], t));
  }

  private static void withers(Trainer<?> t) throws Exception {
    for (var p : Spec.of(record(t))) {
      assertTrue(p.param() != null && !p.param().value().isBlank(), p.name() + " has no @Param");
      var wither = t.getClass().getMethod(p.name(), p.type());
      assertEquals(
          t,
          wither.invoke(t, Spec.get(component(t, p.name()), t)),
          p.name() + "(own value) changes something");
    }
  }

  private static void ranges(Trainer<?> t) {
    for (var p : Spec.of(record(t))) {
      if (p.param() == null) continue;
      for (double bad : new double[] {below(p.param().min()), above(p.param().max())}) {
        Object value = number(p.type(), bad);
        if (value == null) continue;
        var e =
            assertThrows(
                IllegalArgumentException.class,
                () -> Spec.with((Record) t, p.name(), value),
                p.name() + " = " + value + " was accepted");
        assertTrue(
            e.getMessage().contains(p.name()) && e.getMessage().contains(value.toString()),
            e.getMessage());
      }
      if (p.type() == double.class) {
        assertThrows(
            IllegalArgumentException.class,
            () -> Spec.with((Record) t, p.name(), Double.NaN),
            p.name() + " = NaN was accepted");
      }
    }
  }

  private static double below(double min) {
    return Double.isFinite(min) ? min - Math.max(1, Math.abs(min) * 1e-3) : Double.NaN;
  }

  private static double above(double max) {
    return Double.isFinite(max) ? max + Math.max(1, Math.abs(max) * 1e-3) : Double.NaN;
  }

  /** The bad value in the parameter's type, or null if that type cannot hold it. */
  private static Object number(Class<?> type, double v) {
    if (Double.isNaN(v)) return null;
    if (type == double.class) return v;
    if (type == int.class) return Math.abs(v) > Integer.MAX_VALUE ? null : (Object) (int) v;
    if (type == long.class) return Math.abs(v) > 1e18 ? null : (Object) (long) v;
    return null;
  }

  private static void nulls(Trainer<?> t) {
    for (var p : Spec.of(record(t))) {
      if (p.type().isPrimitive()) continue;
      var e =
          assertThrows(
              IllegalArgumentException.class,
              () -> Spec.with((Record) t, p.name(), null),
              p.name() + " = null was accepted");
      assertTrue(e.getMessage().contains(p.name()), e.getMessage());
    }
  }

  private static void tuning(Trainer<?> t) {
    for (var p : Spec.of(record(t))) {
      if (p.param() == null || p.param().tune().length == 0) continue;
      var tune = p.param().tune();
      assertEquals(2, tune.length, p.name());
      assertTrue(
          tune[0] < tune[1] && tune[0] >= p.param().min() && tune[1] <= p.param().max(), p.name());
      assertTrue(
          !p.param().log() || tune[0] > 0, p.name() + " is searched by logarithm from 0 or below");
    }
  }

  private static void about(Trainer<?> t) {
    var about = Catalog.about(t.getClass());
    for (var text : List.of(about.value(), about.cite(), about.engine(), about.licence()))
      assertFalse(text.isBlank());
    boolean gpl =
        t.getClass()
            .getPackageName()
            .matches("millrace\\.trainers\\.smile|millrace\\.nlp\\.corenlp");
    assertEquals(gpl, about.licence().startsWith("GPL"), "licence of " + t.getClass());
  }

  private static void javadoc(Trainer<?> t) throws IOException {
    if (t.getClass().getPackageName().startsWith("millrace.contract")) return;
    var source = Files.readString(Project.source(t.getClass()));
    int record = source.indexOf("public record " + t.getClass().getSimpleName());
    int at = source.lastIndexOf("/**", record);
    assertTrue(
        at >= 0 && source.substring(at, record).contains("@see \""),
        "no @see \"source\" in its Javadoc");
  }

  private static void frameUntouched(Trainer<?> t) {
    var d = Samples.data(t, ROWS, 1);
    var before = d.fingerprint();
    var m = t.fit(d, Samples.run());
    assertEquals(before, d.fingerprint(), "fit changed the frame");
    Samples.output(m, d);
    assertEquals(before, d.fingerprint(), "using the model changed the frame");
  }

  private static void deterministic(Trainer<?> t) {
    var one = Store.bytes(t.fit(Samples.data(t, ROWS, 1), Samples.run().threads(1)));
    var three = Store.bytes(t.fit(Samples.data(t, ROWS, 1), Samples.run().threads(3)));
    assertArrayEquals(one, three);
    assertArrayEquals(one, Store.bytes(t.fit(Samples.data(t, ROWS, 1), Samples.run().threads(2))));
    assertArrayEquals(
        three, Store.bytes(t.fit(Samples.data(t, ROWS, 1), Samples.run().threads(3))));
  }

  private static void storable(Trainer<?> t) throws IOException {
    var d = Samples.data(t, ROWS, 1);
    var m = t.fit(d, Samples.run());
    var file = Files.createTempFile("contract", ".safetensors");
    try {
      Store.save(m, file);
      var back = Store.load(file, Model.class);
      assertSame(m.getClass(), back.getClass());
      assertArrayEquals(Store.bytes(m), Store.bytes(back));
      assertEquals(Samples.output(m, d), Samples.output(back, d));
    } finally {
      Files.delete(file);
    }
  }

  private static void rowwise(Trainer<?> t) {
    var m = t.fit(Samples.data(t, ROWS, 1), Samples.run());
    var other = Samples.data(t, 20, 2);
    var all = Samples.output(m, other);
    assertEquals(20, all.size(), "rows were lost");
    for (int i = 0; i < 20; i++)
      assertEquals(
          all.get(i),
          Samples.output(m, other.rows(i)).getFirst(),
          "row " + i + " depends on its neighbours");
  }

  private static void targetNotRead(Trainer<?> t) {
    var d = Samples.data(t, ROWS, 1);
    var m = t.fit(d, Samples.run());
    var expected = Samples.output(m, d);
    if (d.targetName().isEmpty()) return;
    var reversed = IntStream.range(0, ROWS).map(i -> ROWS - 1 - i).toArray();
    var y = d.targetName().get();
    assertEquals(
        expected,
        Samples.output(m, d.with(y, d.targetColumn().rows(reversed))),
        "predictions follow the target");
    assertEquals(expected, Samples.output(m, d.features()), "predictions differ without a target");
  }

  private static void columnOrder(Trainer<?> t) {
    var d = Samples.data(t, ROWS, 1);
    var m = t.fit(d, Samples.run());
    var x = d.features();
    var names = new ArrayList<>(x.names());
    Collections.reverse(names);
    var reordered = x.select(names);
    if (Samples.predicts(t)) assertEquals(Samples.output(m, x), Samples.output(m, reordered));
    else assertEquals(sorted(((Transform) m).apply(x)), sorted(((Transform) m).apply(reordered)));
  }

  private static List<String> sorted(Frame f) {
    var names = f.names().stream().sorted().toList();
    return IntStream.range(0, f.size())
        .mapToObj(i -> names + " " + f.select(names).cells(i))
        .toList();
  }

  private static void furtherColumn(Trainer<?> t) {
    var d = Samples.data(t, ROWS, 1);
    var m = t.fit(d, Samples.run());
    var more = d.features().with("zz further", new Column.Numeric(new double[ROWS]));
    if (Samples.predicts(t)) {
      assertEquals(Samples.output(m, d.features()), Samples.output(m, more));
    } else {
      assertEquals(ROWS, ((Transform) m).apply(more).size());
    }
  }

  private static void missingColumn(Trainer<?> t) {
    var d = Samples.data(t, ROWS, 1);
    var m = t.fit(d, Samples.run());
    for (var name : d.features().names()) {
      var fewer = d.features().without(name);
      if (fewer.names().isEmpty()) continue;
      try {
        assertEquals(
            ROWS, Samples.output(m, fewer).size()); // a step that does not touch the column
      } catch (DataException e) {
        assertTrue(
            e.getMessage().contains(name),
            "the message does not name '" + name + "': " + e.getMessage());
      }
    }
  }

  private static void noRows(Trainer<?> t) {
    var e =
        assertThrows(
            DataException.class, () -> t.fit(Samples.data(t, ROWS, 1).rows(), Samples.run()));
    assertTrue(e.getMessage().contains("no rows"), e.getMessage());
  }

  private static void predictNothing(Trainer<?> t) {
    var m = t.fit(Samples.data(t, ROWS, 1), Samples.run());
    assertEquals(List.of(), Samples.output(m, Samples.data(t, 5, 2).rows()));
  }

  private static void missingTarget(Trainer<?> t) {
    var d = Samples.data(t, ROWS, 1);
    var holed =
        switch (d.targetColumn()) {
          case Column.Nominal n -> {
            var codes = n.codes().clone();
            codes[3] = -1;
            yield new Column.Nominal(codes, n.levels());
          }
          case Column.Numeric n -> {
            var values = n.values().clone();
            values[3] = Double.NaN;
            yield new Column.Numeric(values);
          }
          case Column.Text n -> {
            var values = new ArrayList<>(n.values());
            values.set(3, "");
            yield new Column.Text(values);
          }
          default -> throw new AssertionError(d.targetColumn().kind());
        };
    var e = assertThrows(DataException.class, () -> t.fit(d.with("y", holed), Samples.run()));
    assertTrue(
        e.getMessage().contains("'y'") && e.getMessage().contains("missing"), e.getMessage());
  }

  private static void noTarget(Trainer<?> t) {
    assertThrows(
        DataException.class, () -> t.fit(Samples.data(t, ROWS, 1).features(), Samples.run()));
  }

  private static void strangeRows(Trainer<?> t) {
    var d = Samples.data(t, ROWS, 1);
    var m = t.fit(d, Samples.run());
    var strange = new LinkedHashMap<String, Column>();
    for (var name : d.features().names()) {
      strange.put(
          name,
          switch (d.column(name)) {
            case Column.Numeric _ -> Column.Numeric.of(Double.NaN, 1e9, -1e9);
            case Column.Nominal _ ->
                new Column.Nominal(new int[] {-1, 0, 1}, Vocabulary.of("never seen", "nor this"));
            case Column.Text _ -> Column.Text.of("", "ünïcode ☃", "x");
            case Column.Time _ -> new Column.Time(new long[] {Column.Time.MISSING, 0, -1});
            case Column.Tokens c -> c.rows(0, 1, 2);
            case Column.Spans c -> c.rows(0, 1, 2);
            case Column.Sparse c -> c.rows(0, 1, 2);
            case Column.Dense c -> c.rows(0, 1, 2);
          });
    }
    try {
      assertEquals(3, Samples.output(m, Frame.of(strange)).size());
    } catch (DataException e) {
      assertTrue(
          d.names().stream().anyMatch(n -> e.getMessage().contains(n)),
          "the message names no column: " + e.getMessage());
    }
  }

  private static void progress(Trainer<?> t) {
    var seen = Collections.synchronizedList(new ArrayList<Run.Progress>());
    t.fit(Samples.data(t, ROWS, 1), Samples.run().listen(seen::add));
    assertFalse(seen.isEmpty(), "fit never reports");
    for (int i = 1; i < seen.size(); i++) {
      var now = seen.get(i);
      var before = seen.get(i - 1);
      if (now.phase().equals(before.phase()))
        assertTrue(now.done() >= before.done(), "fell back: " + before + " to " + now);
    }
    assertEquals(seen.getLast().total(), seen.getLast().done(), "the last was " + seen.getLast());
  }

  private static void cancel(Trainer<?> t) {
    var self = new AtomicReference<Run>();
    var run = Samples.run().listen(_ -> self.get().cancel());
    self.set(run);
    assertThrows(Run.CancelledException.class, () -> t.fit(Samples.data(t, ROWS, 1), run));
  }

  private static void fourThreads(Trainer<?> t) {
    var d = Samples.data(t, ROWS, 1);
    var m = t.fit(d, Samples.run());
    var expected = Samples.output(m, d);
    var wrong = new AtomicInteger();
    Run.seeded(1)
        .threads(4)
        .map(8, _ -> Samples.output(m, d).equals(expected) ? 0 : wrong.incrementAndGet());
    assertEquals(0, wrong.get(), "outputs differ between threads");
    var many = Samples.data(t, 4 * Predictor.MIN_BLOCK, 2);
    var three = Samples.run().threads(3);
    if (m instanceof Predictor<?> p) {
      assertEquals(Samples.said(p.predict(many)), Samples.said(p.predict(many, three)));
    } else if (m instanceof Transform transform) {
      assertEquals(transform.apply(many).fingerprint(), transform.apply(many, three).fingerprint());
    }
  }

  private static void weightsOfOne(Trainer<?> t) {
    var d = Samples.data(t, ROWS, 1);
    var ones = new double[ROWS];
    Arrays.fill(ones, 1);
    var weighted = d.with("how much", new Column.Numeric(ones)).weights("how much");
    assertEquals(
        Samples.output(t.fit(d, Samples.run()), d),
        Samples.output(t.fit(weighted, Samples.run()), d));
  }

  private static void weightsRefused(Trainer<?> t) {
    var d = Samples.data(t, ROWS, 1);
    var weighted = d.with("how much", new Column.Numeric(new double[ROWS])).weights("how much");
    var e = assertThrows(DataException.class, () -> t.fit(weighted, Samples.run()));
    assertTrue(e.getMessage().contains("how much"), e.getMessage());
  }

  private static void baseline(Trainer<?> t) {
    var train = Samples.data(t, 300, 1);
    var test = Samples.data(t, 200, 2);
    if (train.targetName().isEmpty()) {
      planted(t, train, test);
      return;
    }
    var model = (Predictor<?>) t.fit(train, Samples.run());
    switch (model.predict(test)) {
      case Prediction.Numbers n ->
          assertTrue(
              Regression.RMSE.score(test.targetColumn(), n)
                  <= Regression.RMSE.score(
                      test.targetColumn(), new Mean().fit(train).predict(test)));
      case Prediction.Labels l ->
          assertTrue(
              Classification.ACCURACY.score(test.targetColumn(), l)
                  >= Classification.ACCURACY.score(
                      test.targetColumn(), new Majority().fit(train).predict(test)));
      case Prediction.Sequences s -> {
        var truth = (Column.Tokens) test.targetColumn();
        var expected = Arrays.stream(truth.ids()).mapToObj(truth.words()::name).toList();
        var said = Arrays.stream(s.labels().ids()).mapToObj(s.labels().words()::name).toList();
        assertEquals(expected.size(), said.size());
        int right = 0;
        for (int i = 0; i < said.size(); i++) if (said.get(i).equals(expected.get(i))) right++;
        assertTrue(right > 0.9 * said.size(), right + " of " + said.size());
      }
      case Prediction.Texts said -> {
        var all = ((Column.Text) train.targetColumn()).values();
        var usual =
            all.stream()
                .max(Comparator.comparingInt(a -> Collections.frequency(all, a)))
                .orElseThrow();
        var always = new Prediction.Texts(new Column.Text(Collections.nCopies(200, usual)));
        assertTrue(
            TextMatch.EXACT_MATCH.score(test.targetColumn(), said)
                > TextMatch.EXACT_MATCH.score(test.targetColumn(), always));
      }
      case Prediction.Clusters _, Prediction.Scores _ ->
          throw new AssertionError("these need no target");
    }
  }

  /**
   * Without a target: far from the rest, rows are in no cluster with it, or are stranger than it.
   */
  private static void planted(Trainer<?> t, Frame near, Frame test) {
    var far = test.features();
    for (var name : far.names()) {
      if (far.column(name) instanceof Column.Numeric c)
        far =
            far.with(
                name, new Column.Numeric(Arrays.stream(c.values()).map(v -> v + 500).toArray()));
    }
    switch (Catalog.predicts(t) ? ((Predictor<?>) t.fit(near, Samples.run())).predict(far) : null) {
      case Prediction.Scores strange -> {
        var usual = (Prediction.Scores) ((Predictor<?>) t.fit(near, Samples.run())).predict(test);
        assertTrue(
            Arrays.stream(strange.values()).average().orElseThrow()
                < Arrays.stream(usual.values()).average().orElseThrow());
      }
      case Prediction.Clusters _ -> {
        var both = Frame.concat(List.of(near, far));
        var c = (Prediction.Clusters) ((Predictor<?>) t.fit(both, Samples.run())).predict(both);
        var ofNear = new HashSet<Integer>();
        for (int i = 0; i < near.size(); i++) ofNear.add(c.cluster()[i]);
        for (int i = near.size(); i < both.size(); i++) {
          assertTrue(
              c.cluster()[i] == Prediction.Clusters.NOISE || !ofNear.contains(c.cluster()[i]),
              "row " + i + " is in one cluster with rows far away");
        }
      }
      case null, default -> throw new AssertionError("what predicts this without a target?");
    }
  }

  private static Class<? extends Record> record(Trainer<?> t) {
    return t.getClass().asSubclass(Record.class);
  }

  private static RecordComponent component(Trainer<?> t, String name) {
    for (var c : t.getClass().getRecordComponents()) if (c.getName().equals(name)) return c;
    throw new AssertionError(name);
  }
}
