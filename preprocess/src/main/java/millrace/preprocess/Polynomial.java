package millrace.preprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
 * Adds powers and products of Numeric columns, up to a total degree: {@code year^2}, {@code year
 * mileage}, {@code mileage^2}. The columns themselves stay as they are; the new ones come after all
 * others, by degree and then in the order of the columns, as scikit-learn has them (without its
 * bias column). A missing factor makes a missing product.
 *
 * <p>Large numbers such as years lose little here, since everything is computed in double, but a
 * linear model wants {@link Standardize} after this step (and often before it, too: powers of a
 * centred year are far less collinear).
 *
 * @param columns whose powers are wanted; empty: all Numeric columns
 * @param degree the greatest total degree of a product
 * @param interactionsOnly only products of different columns
 * @param powersOnly only powers of single columns
 * @see "scikit-learn 1.2, sklearn.preprocessing.PolynomialFeatures(include_bias=False)"
 */
@About(
    value = "powers and products of numeric columns",
    cite = "scikit-learn PolynomialFeatures(include_bias=False)")
public record Polynomial(
    @Param("whose powers; empty: all numeric columns") List<String> columns,
    @Param(
            value = "greatest total degree",
            min = 1,
            max = 10,
            tune = {1, 4})
        int degree,
    @Param("only products of different columns") boolean interactionsOnly,
    @Param("only powers of single columns") boolean powersOnly)
    implements Step<Polynomial.Fitted> {
  /** More new columns than this are surely a mistake. */
  private static final int MOST = 100_000;

  public Polynomial {
    Spec.check(Polynomial.class, columns, degree, interactionsOnly, powersOnly);
    columns = List.copyOf(columns);
    if (interactionsOnly && powersOnly) {
      throw new IllegalArgumentException(
          "Polynomial interactionsOnly and powersOnly leave nothing: choose one");
    }
  }

  /** All products of two Numeric columns, and their squares. */
  public Polynomial() {
    this(List.of(), 2, false, false);
  }

  public Polynomial columns(List<String> columns) {
    return Spec.with(this, "columns", columns);
  }

  public Polynomial columns(String... columns) {
    return columns(List.of(columns));
  }

  public Polynomial degree(int degree) {
    return Spec.with(this, "degree", degree);
  }

  public Polynomial interactionsOnly(boolean interactionsOnly) {
    return Spec.with(this, "interactionsOnly", interactionsOnly);
  }

  public Polynomial powersOnly(boolean powersOnly) {
    return Spec.with(this, "powersOnly", powersOnly);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Numeric.class).missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var names = Columnwise.numeric(train, columns);
    var terms = new ArrayList<Term>();
    for (int d = 2; d <= degree; d++) {
      run.step("degree", d - 1, degree);
      terms(names, new int[d], 0, terms);
    }
    for (var t : terms) {
      if (train.has(t.name)) {
        throw new DataException(
            "Polynomial would make a second column '%s': rename or drop the one there is"
                .formatted(t.name));
      }
    }
    run.step("degree", degree, degree);
    return new Fitted(names, terms);
  }

  /** All non-falling sequences of column numbers, in lexicographic order: scikit-learn's. */
  private void terms(List<String> names, int[] factors, int at, List<Term> out) {
    if (at == factors.length) {
      if (out.size() == MOST) {
        throw new DataException(
            "Polynomial of degree %d over %d columns makes more than %d columns: choose fewer columns, or powersOnly(true)"
                .formatted(degree, names.size(), MOST));
      }
      out.add(new Term(name(names, factors), factors.clone()));
      return;
    }
    int first = at == 0 ? 0 : factors[at - 1] + (interactionsOnly ? 1 : 0);
    int end = powersOnly && at > 0 ? first + 1 : names.size();
    for (int c = first; c < end; c++) {
      factors[at] = c;
      terms(names, factors, at + 1, out);
    }
  }

  private static String name(List<String> names, int[] factors) {
    var out = new StringBuilder();
    for (int i = 0; i < factors.length; ) {
      int power = 1;
      while (i + power < factors.length && factors[i + power] == factors[i]) power++;
      out.append(i == 0 ? "" : " ").append(names.get(factors[i]));
      if (power > 1) out.append('^').append(power);
      i += power;
    }
    return out.toString();
  }

  /**
   * One new column.
   *
   * @param factors which columns are multiplied, a power as often as it says
   */
  public record Term(String name, int[] factors) {}

  /** The columns that are read, and the terms made of them. */
  public record Fitted(List<String> columns, List<Term> terms) implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
      terms = List.copyOf(terms);
    }

    @Override
    public Frame apply(Frame frame) {
      var values = new double[columns.size()][];
      for (int j = 0; j < values.length; j++)
        values[j] = frame.column(columns.get(j), Column.Numeric.class).values();
      var made = terms.stream().map(t -> new Column.Numeric(product(values, t.factors))).toList();
      return Columnwise.append(frame, terms.stream().map(Term::name).toList(), made);
    }

    private static double[] product(double[][] values, int[] factors) {
      var a = values[factors[0]];
      var out = Arrays.copyOf(a, a.length);
      for (int f = 1; f < factors.length; f++) {
        var b = values[factors[f]];
        for (int i = 0; i < out.length; i++) out[i] *= b[i];
      }
      return out;
    }
  }
}
