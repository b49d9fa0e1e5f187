package millrace.nlp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordFeaturesTest {
  private static final Run RUN = Run.seeded(1);

  /** A row per list. */
  private static Column.Tokens tokens(List<List<String>> rows) {
    var words = Vocabulary.of(rows.stream().flatMap(List::stream).sorted().toList());
    var starts = new int[rows.size() + 1];
    for (int i = 0; i < rows.size(); i++) starts[i + 1] = starts[i] + rows.get(i).size();
    return new Column.Tokens(
        starts, rows.stream().flatMap(List::stream).mapToInt(words::id).toArray(), words);
  }

  private static List<String> words(Frame frame, String column) {
    var c = frame.column(column, Column.Tokens.class);
    var out = new ArrayList<String>();
    for (int id : c.ids()) out.add(c.words().name(id));
    return out;
  }

  @Test
  void columnsStandBesideTheWords() {
    var frame =
        Frame.of("w", tokens(List.of(List.of("The", "I", "İ"), List.of(), List.of("the", "😀b"))));
    var out = new WordFeatures().prefix(2).suffix(3).fit(frame, RUN).apply(frame);
    assertEquals(
        List.of(
            "w",
            "w_lower",
            "w_prefix1",
            "w_prefix2",
            "w_suffix1",
            "w_suffix2",
            "w_suffix3",
            "w_shape"),
        List.copyOf(out.names()));
    for (var n : out.names())
      assertArrayEquals(new int[] {0, 3, 3, 5}, out.column(n, Column.Tokens.class).starts(), n);
    assertEquals(List.of("the", "i", "i\u0307", "the", "😀b"), words(out, "w_lower"));
    assertEquals(List.of("T", "I", "İ", "t", "😀"), words(out, "w_prefix1"));
    assertEquals(List.of("Th", "", "", "th", "😀b"), words(out, "w_prefix2"));
    assertEquals(List.of("e", "I", "İ", "e", "b"), words(out, "w_suffix1"));
    assertEquals(List.of("The", "", "", "the", ""), words(out, "w_suffix3"));
    assertEquals(List.of("Xxx", "X", "X", "xx", "😀x"), words(out, "w_shape"));
    assertEquals(
        Vocabulary.of("the", "i", "i\u0307", "😀b"),
        out.column("w_lower", Column.Tokens.class).words());
  }

  @ParameterizedTest
  @CsvSource({
    "USA, XX",
    "A, X",
    "a, x",
    "McCain-2008, XxXxx-dd",
    "3.14, d.dd",
    "B-52s, X-ddx",
    "..., ..",
    "ǅ, X",
    "家族, xx",
    "'', ''",
    "\u0663\u0664, dd",
  })
  void shapes(String word, String shape) {
    var frame = Frame.of("w", tokens(List.of(List.of(word))));
    var step = new WordFeatures().lower(false).prefix(0).suffix(0);
    var out = step.fit(frame, RUN).apply(frame);
    assertEquals(List.of("w", "w_shape"), List.copyOf(out.names()));
    assertEquals(List.of(shape), words(out, "w_shape"));
  }

  @Test
  void rowsCutOutGetTheirOwnWords() {
    var all = tokens(List.of(List.of("a"), List.of("b", "c"), List.of("d")));
    var cut = new Column.Tokens(new int[] {1, 3}, all.ids(), all.words());
    var frame = Frame.of("w", cut);
    var step = new WordFeatures().prefix(0).suffix(0).shape(false);
    var lower = step.fit(frame, RUN).apply(frame).column("w_lower", Column.Tokens.class);
    assertArrayEquals(new int[] {0, 2}, lower.starts());
    assertEquals(Vocabulary.of("b", "c"), lower.words());
  }

  @Test
  void onlyChosenColumnsAndNeverTheTarget() {
    var c = tokens(List.of(List.of("a")));
    var columns = new LinkedHashMap<String, Column>();
    for (var n : Arrays.asList("v", "w", "y")) columns.put(n, c);
    var frame = Frame.of(columns).target("y");
    var step = new WordFeatures().prefix(0).suffix(0).shape(false);
    assertEquals(
        List.of("v", "w", "y", "v_lower", "w_lower"),
        List.copyOf(step.fit(frame, RUN).apply(frame).names()));
    assertEquals(
        List.of("v", "w", "y", "w_lower"),
        List.copyOf(step.columns("w").fit(frame, RUN).apply(frame).names()));
    var e = assertThrows(DataException.class, () -> step.columns("y").fit(frame, RUN));
    assertEquals("there is no column 'y'; there are [v, w]", e.getMessage());
    var twice = step.columns("w").fit(frame, RUN);
    e = assertThrows(DataException.class, () -> twice.apply(twice.apply(frame)));
    assertEquals("there already is a column 'w_lower'", e.getMessage());
  }
}
