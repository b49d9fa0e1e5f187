package millrace.neural.compute;

/** Plain loops: what the other kernels must compute, written to be read. */
final class Scalar implements Kernels {
  private final Elements elements = new ScalarElements();
  private final Sums sums = new ScalarSums();
  private final Rows rows = new ScalarRows();
  private final Pairs pairs = new ScalarPairs();
  private final Cells cells = new ScalarCells();

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public Elements elements() {
    return elements;
  }

  @Override
  public Sums sums() {
    return sums;
  }

  @Override
  public Rows rows() {
    return rows;
  }

  @Override
  public Pairs pairs() {
    return pairs;
  }

  @Override
  public Cells cells() {
    return cells;
  }

  @Override
  public String toString() {
    return name();
  }
}
