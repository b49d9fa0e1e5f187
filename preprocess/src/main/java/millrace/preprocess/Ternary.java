package millrace.preprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.run.Run;

/**
 * Words such as ON, OFF and NotAvailable as the numbers 1, -1 and 0. A Nominal or Text column is
 * taken when every value in training is a known word and at least one means on or off; it becomes
 * Numeric. Missing cells become 0, and so does, later, a word that nobody knows.
 *
 * <p>Words are compared without regard to case, spaces, hyphens and underscores. Known words: on,
 * yes, true, y, available, enabled; off, no, false, n, disabled; n/a, na, not available,
 * unavailable, unknown, none, missing, null, ?, -. Words given as parameters are known besides, and
 * count before the known ones; with {@code known(false)} they alone count:
 *
 * <pre>{@code
 * new Ternary()                                        // clean_title: Yes or missing
 *     .on(List.of("None reported"))                    // accident
 *     .off(List.of("At least 1 accident or damage reported"))
 * }</pre>
 *
 * O(cells).
 *
 * @see "Effect coding: Cohen, Cohen, West and Aiken, Applied Multiple Regression/Correlation
 *     Analysis for the Behavioral Sciences, 3rd edition, 2003, section 8.3"
 */
@About(
    value = "on, off and not-available words as 1, -1 and 0",
    cite = "effect coding: Cohen, Cohen, West & Aiken, Applied Multiple Regression, 2003, 8.3")
public record Ternary(
    @Param("words that become 1") List<String> on,
    @Param("words that become -1") List<String> off,
    @Param("words that become 0") List<String> absent,
    @Param("whether the usual words are known besides") boolean known)
    implements Step<Ternary.Fitted> {
  private static final List<String> ON = List.of("on", "yes", "true", "y", "available", "enabled");
  private static final List<String> OFF = List.of("off", "no", "false", "n", "disabled");
  private static final List<String> ABSENT =
      List.of(
          "n/a",
          "na",
          "notavailable",
          "unavailable",
          "unknown",
          "none",
          "missing",
          "null",
          "?",
          "");

  public Ternary {
    Spec.check(Ternary.class, on, off, absent, known);
    on = List.copyOf(on);
    off = List.copyOf(off);
    absent = List.copyOf(absent);
    var seen = new HashSet<String>();
    for (var list : List.of(on, off, absent)) {
      for (var word : Set.copyOf(list.stream().map(Ternary::fold).toList())) {
        if (!seen.add(word)) {
          throw new IllegalArgumentException(
              "Ternary: '%s' is given two meanings among on=%s off=%s absent=%s"
                  .formatted(word, on, off, absent));
        }
      }
    }
  }

  /** The usual words. */
  public Ternary() {
    this(List.of(), List.of(), List.of(), true);
  }

  public Ternary on(List<String> on) {
    return Spec.with(this, "on", on);
  }

  public Ternary off(List<String> off) {
    return Spec.with(this, "off", off);
  }

  public Ternary absent(List<String> absent) {
    return Spec.with(this, "absent", absent);
  }

  public Ternary known(boolean known) {
    return Spec.with(this, "known", known);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Nominal.class, Column.Text.class).missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var none = new Fitted(List.of(), words(on, ON), words(off, OFF), words(absent, ABSENT));
    var x = train.features();
    var columns = new ArrayList<String>();
    int done = 0;
    for (var name : x.names()) {
      run.step("column", done++, x.names().size());
      var column = x.column(name);
      if (needs().reads(column) && none.knowsAll(distinct(column))) columns.add(name);
    }
    run.step("column", done, done);
    return new Fitted(columns, none.on(), none.off(), none.absent());
  }

  private static List<String> distinct(Column column) {
    return switch (column) {
      case Column.Nominal c -> c.present().names();
      case Column.Text c -> c.values().stream().filter(v -> !v.isEmpty()).distinct().toList();
      case Column.Numeric _,
          Column.Tokens _,
          Column.Spans _,
          Column.Sparse _,
          Column.Dense _,
          Column.Time _ ->
          List.of();
    };
  }

  /** The given words and, unless given another meaning, the usual ones. */
  private Vocabulary words(List<String> given, List<String> usual) {
    var out = new ArrayList<>(given.stream().map(Ternary::fold).toList());
    var taken = new HashSet<String>();
    for (var list : List.of(on, off, absent)) for (var word : list) taken.add(fold(word));
    if (known) usual.stream().filter(w -> !taken.contains(w)).forEach(out::add);
    return Vocabulary.of(out);
  }

  /** Lower case, without spaces, hyphens and underscores. */
  private static String fold(String word) {
    return word.toLowerCase(Locale.ROOT).replaceAll("[\\s\\u00a0_\\-\\u2013\\u2014]", "");
  }

  /** The columns to code, and the words, folded. */
  public record Fitted(List<String> columns, Vocabulary on, Vocabulary off, Vocabulary absent)
      implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
    }

    private boolean knowsAll(List<String> values) {
      boolean some = false;
      for (var value : values) {
        if (code(value) != 0) some = true;
        else if (!absent.has(fold(value))) return false;
      }
      return some;
    }

    private double code(String value) {
      var word = fold(value);
      return on.has(word) ? 1 : off.has(word) ? -1 : 0;
    }

    @Override
    public Frame apply(Frame frame) {
      for (var name : columns) frame = frame.with(name, code(name, frame.column(name)));
      return frame;
    }

    private Column.Numeric code(String name, Column column) {
      var v = new double[column.size()];
      switch (column) {
        case Column.Nominal c -> {
          var ofLevel = c.levels().names().stream().mapToDouble(this::code).toArray();
          for (int i = 0; i < v.length; i++) if (c.codes()[i] >= 0) v[i] = ofLevel[c.codes()[i]];
        }
        case Column.Text c -> Arrays.setAll(v, i -> code(c.values().get(i)));
        case Column.Numeric _,
            Column.Tokens _,
            Column.Spans _,
            Column.Sparse _,
            Column.Dense _,
            Column.Time _ ->
            throw new DataException(
                "column '%s' is %s, but must be nominal or text".formatted(name, column.kind()));
      }
      return new Column.Numeric(v);
    }
  }
}
