package millrace.neural.compute;

/**
 * {@link Kernels} on the vector API, all of one width ({@link Lanes}). Loaded only where the vector
 * module is there.
 */
final class Simd implements Kernels {
  private final Elements elements = new SimdElements();
  private final Sums sums = new SimdSums();
  private final Rows rows = new SimdRows();
  private final Pairs pairs = new SimdPairs();
  private final Cells cells = new SimdCells(elements);

  @Override
  public String name() {
    return "simd " + Lanes.FLOATS.vectorBitSize();
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
