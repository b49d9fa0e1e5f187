package millrace.preprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.run.Run;

/**
 * A number out of words: {@code 300} of "300.0HP 3.7L V6 Cylinder Engine". For each Nominal or Text
 * column, adds a Numeric column named {@code column name} (a space between) with what the pattern's
 * one group finds first in each cell; where it finds nothing, the cell is missing, so {@link
 * Impute} follows. The column itself stays.
 *
 * <pre>{@code
 * new Extract().columns("engine").pattern("([0-9.]+) ?HP").name("horsepower") // engine horsepower
 * }</pre>
 *
 * <p>Patterns are Java's ({@link Pattern}); {@code (?i)} at the beginning disregards case. Commas
 * within a number ("51,000") are left out before it is read. Learns nothing but which columns there
 * are. O(characters) for patterns without nested repetition, once per level of a Nominal column.
 *
 * @param columns which columns; empty: all Nominal and Text ones
 * @param pattern a regular expression with exactly one capturing group
 * @param name what the new column's name ends in
 * @see "pandas 1.5, Series.str.extract followed by to_numeric"
 */
@About(
    value = "a number out of words, found by a pattern",
    cite = "pandas Series.str.extract, to_numeric")
public record Extract(
    @Param("which columns; empty: all nominal and text ones") List<String> columns,
    @Param("a regular expression with one group, which holds the number") String pattern,
    @Param("what the new column's name ends in") String name)
    implements Step<Extract.Fitted> {

  public Extract {
    Spec.check(Extract.class, columns, pattern, name);
    columns = List.copyOf(columns);
    if (name.isBlank()) {
      throw new IllegalArgumentException("Extract name must not be blank: a column is named by it");
    }
    try {
      int groups = Pattern.compile(pattern).matcher("").groupCount();
      if (groups != 1) {
        throw new IllegalArgumentException(
            "Extract pattern must have exactly one group, round brackets around the number, but '%s' has %d; (?:…) groups without counting"
                .formatted(pattern, groups));
      }
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "Extract pattern '%s' is no regular expression: %s at index %d"
              .formatted(pattern, e.getDescription(), e.getIndex()),
          e);
    }
  }

  /** The first number in each Nominal or Text cell. */
  public Extract() {
    this(List.of(), "(-?[0-9]+(?:,[0-9]{3})*(?:\\.[0-9]+)?)", "number");
  }

  public Extract columns(List<String> columns) {
    return Spec.with(this, "columns", columns);
  }

  public Extract columns(String... columns) {
    return columns(List.of(columns));
  }

  public Extract pattern(String pattern) {
    return Spec.with(this, "pattern", pattern);
  }

  public Extract name(String name) {
    return Spec.with(this, "name", name);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Nominal.class, Column.Text.class).missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var names = columns;
    if (names.isEmpty()) names = Columnwise.names(train, Column.Nominal.class, Column.Text.class);
    var fitted = new Fitted(names, pattern, name);
    fitted.apply(train.features()); // so that a cell that is no number is refused here, not later
    run.step("column", names.size(), names.size());
    return fitted;
  }

  /** Where to look, and for what. */
  public record Fitted(List<String> columns, String pattern, String name) implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
    }

    @Override
    public Frame apply(Frame frame) {
      var compiled = Pattern.compile(pattern);
      var names = new ArrayList<String>();
      var made = new ArrayList<Column>();
      for (var column : columns) {
        names.add(column + " " + name);
        made.add(new Column.Numeric(numbers(compiled, column, frame.column(column))));
      }
      return Columnwise.append(frame, names, made);
    }

    private double[] numbers(Pattern compiled, String column, Column cells) {
      var v = new double[cells.size()];
      switch (cells) {
        case Column.Text c -> Arrays.setAll(v, i -> number(compiled, column, c.values().get(i)));
        case Column.Nominal c -> {
          // only levels that occur: one that does not must not be the reason of a refusal
          var ofLevel = new double[c.levels().size()];
          for (var level : c.present().names())
            ofLevel[c.levels().id(level)] = number(compiled, column, level);
          for (int i = 0; i < v.length; i++)
            v[i] = c.codes()[i] < 0 ? Double.NaN : ofLevel[c.codes()[i]];
        }
        case Column.Numeric _,
            Column.Tokens _,
            Column.Spans _,
            Column.Sparse _,
            Column.Dense _,
            Column.Time _ ->
            throw new DataException(
                "Extract: column '%s' is %s, but must be nominal or text"
                    .formatted(column, cells.kind()));
      }
      return v;
    }

    private double number(Pattern compiled, String column, String cell) {
      var found = compiled.matcher(cell);
      if (!found.find() || found.group(1) == null) return Double.NaN;
      try {
        double v = Double.parseDouble(found.group(1).replace(",", ""));
        if (Double.isFinite(v)) return v;
      } catch (NumberFormatException _) {
        // said below, with the cell
      }
      throw new DataException(
          "Extract: in column '%s', the pattern '%s' finds '%s' in '%s', which is no number: let the group hold digits only"
              .formatted(column, pattern, found.group(1), cell));
    }
  }
}
