package millrace.trainers;

/**
 * Rows of a kernel matrix as floats, as many as fit into memory; the one not asked for the longest
 * time gives way.
 *
 * <p>A solver that sets rows aside reorders its arrays ({@link #order}). A kept row follows only
 * when it is asked for again.
 */
final class KernelCache {
  private final KernelPoints points;
  private final int n;
  private final int most;

  /** A kept row, in a ring from the one used last to the one used first. */
  private static final class Row {
    final int of;
    float[] values;

    /** Where each point stands in the values: the solver's array at the time. */
    int[] position;

    Row before = this;
    Row after = this;

    Row(int of, float[] values, int[] position) {
      this.of = of;
      this.values = values;
      this.position = position;
    }
  }

  private final Row[] kept;
  private final Row ring;
  private int count;
  private final double[] work;
  private float[] spare;

  /** The point at each place, and the place of each point; null where nothing was reordered yet. */
  private int[] order;

  private int[] position;
  private final int[] natural;

  KernelCache(KernelPoints points, long bytes) {
    this.points = points;
    n = points.n;
    most = (int) Math.max(2, Math.min(n, bytes / (4L * Math.max(1, n))));
    kept = new Row[n];
    natural = new int[n];
    for (int i = 0; i < n; i++) natural[i] = i;
    order = natural;
    position = natural;
    spare = new float[n];
    work = new double[n];
    ring = new Row(-1, spare, natural);
  }

  /** From now on rows are to be given in this order. */
  void order(int[] order) {
    var p = new int[n];
    for (int k = 0; k < n; k++) p[order[k]] = k;
    this.order = order.clone();
    position = p;
  }

  /**
   * The kernel of a point with all, in the order set. The array is good until two other rows were
   * asked for.
   *
   * @param point its number in the points, whatever the order
   */
  float[] row(int point) {
    var row = kept[point];
    if (row == null) {
      row = made(point);
    } else {
      row.before.after = row.after;
      row.after.before = row.before;
    }
    row.after = ring.after;
    row.before = ring;
    ring.after.before = row;
    ring.after = row;
    if (row.position != position) reorder(row);
    return row.values;
  }

  private Row made(int point) {
    float[] values;
    if (count < most) {
      values = new float[n];
      count++;
    } else {
      var last = ring.before;
      last.before.after = ring;
      ring.before = last.before;
      kept[last.of] = null;
      values = last.values;
    }
    points.values(point, work, values);
    var row = new Row(point, values, natural);
    kept[point] = row;
    return row;
  }

  private void reorder(Row row) {
    var from = row.values;
    var to = spare;
    var at = row.position;
    for (int k = 0; k < n; k++) to[k] = from[at[order[k]]];
    row.values = to;
    row.position = position;
    spare = from;
  }
}
