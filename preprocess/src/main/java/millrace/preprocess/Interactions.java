package millrace.preprocess;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
 * Adds products of chosen pairs of columns, written {@code "year*mileage"}. Two Numeric columns
 * give a Numeric one, {@code "year mileage"}, in double. A Numeric and a Sparse one, such as {@link
 * OneHot} makes, give a Sparse one, {@code "year make"}, with a feature {@code "year make=audi"}
 * per feature (a slope per level), in single precision: standardize large numbers before. Without
 * pairs, all pairs of Numeric columns are taken. The columns themselves stay, the new ones come
 * last. A missing factor makes a missing product of numbers; beside a Sparse column it is an error.
 *
 * @param pairs as {@code "a*b"}; empty: all pairs of Numeric columns
 * @see "scikit-learn 1.2, sklearn.preprocessing.PolynomialFeatures(interaction_only=True)"
 */
@About(
    value = "products of chosen pairs of columns",
    cite = "scikit-learn PolynomialFeatures(interaction_only=True)")
public record Interactions(
    @Param("pairs as a*b; empty: all pairs of numeric columns") List<String> pairs)
    implements Step<Interactions.Fitted> {
  public Interactions {
    Spec.check(Interactions.class, pairs);
    pairs = List.copyOf(pairs);
    for (var p : pairs) {
      int star = p.indexOf('*');
      if (star < 1 || star == p.length() - 1) {
        throw new IllegalArgumentException(
            "Interactions pairs must be written \"a*b\", but there is \"%s\"".formatted(p));
      }
    }
  }

  /** All pairs of Numeric columns. */
  public Interactions() {
    this(List.of());
  }

  /** These pairs, as {@code "a*b"}. */
  public static Interactions of(String... pairs) {
    return new Interactions(List.of(pairs));
  }

  public Interactions pairs(List<String> pairs) {
    return Spec.with(this, "pairs", pairs);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Numeric.class, Column.Sparse.class).missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var x = train.features();
    var products = pairs.isEmpty() ? all(x) : pairs.stream().map(p -> product(x, p)).toList();
    var seen = new HashSet<>(train.names());
    for (var p : products) {
      if (!seen.add(p.name)) {
        throw new DataException(
            "Interactions would make a second column '%s': rename or drop the one there is"
                .formatted(p.name));
      }
    }
    run.step("pair", products.size(), products.size());
    return new Fitted(products);
  }

  private static List<Product> all(Frame x) {
    var names = Columnwise.names(x, Column.Numeric.class);
    var out = new ArrayList<Product>();
    for (int i = 0; i < names.size(); i++) {
      for (int j = i + 1; j < names.size(); j++) {
        out.add(product(x, names.get(i), names.get(j)));
      }
    }
    return out;
  }

  /** The first '*' that has a column's name on both sides, since names may hold one, too. */
  private static Product product(Frame x, String pair) {
    for (int star = pair.indexOf('*'); star >= 0; star = pair.indexOf('*', star + 1)) {
      var a = pair.substring(0, star).strip();
      var b = pair.substring(star + 1).strip();
      if (x.has(a) && x.has(b)) return product(x, a, b);
    }
    throw new DataException(
        "Interactions \"%s\" must name two columns of %s".formatted(pair, x.names()));
  }

  private static Product product(Frame x, String a, String b) {
    // the Numeric one is read first, whichever was named first
    if (x.column(a) instanceof Column.Sparse && x.column(b) instanceof Column.Numeric)
      return new Product(a + " " + b, b, a, names(a, x.column(a, Column.Sparse.class), b, false));
    x.column(a, Column.Numeric.class);
    return switch (x.column(b)) {
      case Column.Numeric _ -> new Product(a + " " + b, a, b, Vocabulary.empty());
      case Column.Sparse c -> new Product(a + " " + b, a, b, names(b, c, a, true));
      default ->
          throw new DataException(
              "column '%s' is %s, but a product needs numeric and sparse columns: put new OneHot() before"
                  .formatted(b, x.column(b).kind()));
    };
  }

  private static Vocabulary names(String sparse, Column.Sparse c, String number, boolean first) {
    if (c.features().size() == 0)
      throw new DataException("column '%s' has no features".formatted(sparse));
    return Vocabulary.of(
        c.features().names().stream()
            .map(f -> first ? number + " " + f : f + " " + number)
            .toList());
  }

  /**
   * One new column.
   *
   * @param a a Numeric column
   * @param b another one, or a Sparse one
   * @param features of the new column, when {@code b} is Sparse; else empty
   */
  public record Product(String name, String a, String b, Vocabulary features) {}

  /** The products. */
  public record Fitted(List<Product> products) implements Transform {
    public Fitted {
      products = List.copyOf(products);
    }

    @Override
    public Frame apply(Frame frame) {
      var made = new ArrayList<Column>();
      for (var p : products) {
        var a = frame.column(p.a, Column.Numeric.class);
        made.add(
            p.features.size() == 0
                ? numbers(a.values(), frame.column(p.b, Column.Numeric.class).values())
                : slopes(p, a, frame.column(p.b, Column.Sparse.class)));
      }
      return Columnwise.append(frame, products.stream().map(Product::name).toList(), made);
    }

    private static Column numbers(double[] a, double[] b) {
      var out = new double[a.length];
      for (int i = 0; i < out.length; i++) out[i] = a[i] * b[i];
      return new Column.Numeric(out);
    }

    private static Column slopes(Product p, Column.Numeric a, Column.Sparse b) {
      Columnwise.complete("Interactions", p.a, a);
      if (b.features().size() != p.features.size()) {
        throw new DataException(
            "column '%s' has %d features, but had %d when the step was fitted"
                .formatted(p.b, b.features().size(), p.features.size()));
      }
      var out = new double[b.value().length];
      for (int i = 0; i < b.size(); i++) {
        double x = a.values()[i];
        for (int k = b.starts()[i]; k < b.starts()[i + 1]; k++) out[k] = x * b.value()[k];
      }
      return new Column.Sparse(b.starts(), b.index(), out, p.features);
    }
  }
}
