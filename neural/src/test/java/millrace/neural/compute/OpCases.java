package millrace.neural.compute;

import java.util.Arrays;
import java.util.List;

/** The cases that every backend is checked by: every op, on awkward sizes and numbers. */
public final class OpCases {
  private static final List<OpCase> ALL = make();

  private OpCases() {}

  /** All cases, always the same. */
  public static List<OpCase> all() {
    return ALL;
  }

  private static List<OpCase> make() {
    var cases = new Cases();
    cases.family(1);
    ElementwiseCases.addTo(cases);
    cases.family(2);
    ProductCases.addTo(cases);
    cases.family(3);
    ShapingCases.addTo(cases);
    cases.family(4);
    ReductionCases.addTo(cases);
    cases.family(5);
    NormalizationCases.addTo(cases);
    cases.family(6);
    ConvolutionCases.addTo(cases);
    cases.family(7);
    RecurrenceCases.addTo(cases);
    cases.family(8);
    LossCases.addTo(cases);
    cases.family(9);
    UpdateCases.addTo(cases);
    cases.family(10);
    AttendingCases.addTo(cases);
    return List.copyOf(cases.all);
  }

  /** The op in a failure's name; long arrays are cut. */
  static String text(Op op) {
    var text = new StringBuilder(op.getClass().getSimpleName()).append('[');
    for (var c : op.getClass().getRecordComponents()) {
      try {
        var accessor = c.getAccessor();
        accessor.setAccessible(true);
        var value =
            switch (accessor.invoke(op)) {
              case int[] a when a.length > 8 -> a.length + " numbers";
              case int[] a -> Arrays.toString(a);
              case double[] a -> Arrays.toString(a);
              case int[][] a -> Arrays.deepToString(a);
              case Op inner -> text(inner);
              case Object o -> o.toString();
            };
        text.append(text.charAt(text.length() - 1) == '[' ? "" : ", ").append(value);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("a record without its accessor: " + op.getClass(), e);
      }
    }
    return text.append(']').toString();
  }
}
