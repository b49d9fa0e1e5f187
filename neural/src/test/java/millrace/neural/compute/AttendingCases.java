package millrace.neural.compute;

import millrace.neural.compute.Attending.Attend;
import millrace.neural.compute.Attending.AttendGrad;
import millrace.neural.compute.Attending.Rotate;

/** Cases of {@link Attending}. */
final class AttendingCases {
  private static final int ALL = -1;

  private AttendingCases() {}

  static void addTo(Cases c) {
    attend(c, false, op(1, 1, ALL), 1, 1, 1, 1, 1);
    attend(c, false, op(1, 1, ALL), 2, 3, 5, 4, 3);
    attend(c, false, op(3, 3, ALL), 2, 4, 5, 7, 2);
    attend(c, false, op(4, 2, ALL), 1, 3, 4, 2, 3); // two heads share keys and values
    attend(c, false, op(4, 1, 0), 2, 5, 5, 3, 3); // all do; causal
    attend(c, false, op(2, 2, 0), 1, 17, 17, 16, 17);
    attend(c, false, op(2, 1, 3), 1, 2, 5, 4, 4); // the last two of five
    attend(c, false, op(2, 2, 6), 2, 1, 9, 4, 4); // one query; two keys are not there yet
    attend(c, false, op(2, 2, ALL), 0, 3, 4, 2, 2);
    attend(c, false, op(2, 2, ALL), 2, 0, 4, 2, 2);
    attend(c, false, op(2, 2, ALL, 4, 1), 2, 3, 4, 3, 2); // padding
    attend(c, false, op(2, 1, 0, 3, 5), 2, 5, 5, 3, 2);
    attend(c, false, dropping(op(2, 1, ALL, 3, 4)), 2, 3, 4, 3, 2);
    attend(c, false, dropping(op(1, 1, 0)), 1, 9, 9, 4, 4);
    attend(c, true, op(3, 3, 0), 2, 131, 131, 32, 32);
    attend(c, true, op(4, 2, ALL, 70, 3, 101), 3, 67, 101, 33, 17);
    attend(c, true, dropping(op(2, 2, 0)), 1, 97, 97, 64, 64);
    nothing(c);
    for (boolean adjacent : new boolean[] {false, true})
      for (boolean back : new boolean[] {false, true}) {
        c.add(new Rotate(1, 10_000, adjacent, 0, back), c.normal(1, 1, 2));
        c.add(new Rotate(2, 10_000, adjacent, 5, back), c.normal(2, 3, 12));
        c.add(new Rotate(3, 500_000, adjacent, 0, back), c.normal(1, 7, 3 * 34));
        c.add(new Rotate(1, 100, adjacent, 3, back), c.normal(0, 3, 4));
        c.large(new Rotate(4, 10_000, adjacent, 100, back), c.normal(3, 101, 4 * 64));
      }
  }

  private static Attend op(int heads, int groups, int from, int... lengths) {
    return new Attend(heads, groups, from, 0.6, lengths, 0, 0);
  }

  private static Attend dropping(Attend a) {
    return new Attend(
        a.heads(), a.groups(), a.from(), a.scale(), a.lengths(), 0.3, 0x123456789abcdefL);
  }

  private static void attend(
      Cases c, boolean large, Attend op, int batch, int queries, int keys, int d, int e) {
    var q = c.normal(batch, queries, op.heads() * d);
    var k = c.normal(batch, keys, op.groups() * d);
    var v = c.normal(batch, keys, op.groups() * e);
    var g = c.normal(batch, queries, op.heads() * e);
    var made = c.results(op, q, k, v);
    if (large) {
      c.large(op, q, k, v);
      c.large(new AttendGrad(op), q, k, v, made[1], made[0], g);
    } else {
      c.add(op, q, k, v);
      c.add(new AttendGrad(op), q, k, v, made[1], made[0], g);
    }
  }

  /** A row of the batch without keys, and scores whose exponentials overflow. */
  private static void nothing(Cases c) {
    c.special(op(2, 2, ALL, 0, 2), c.normal(2, 3, 4), c.normal(2, 3, 4), c.normal(2, 3, 6));
    c.special(op(1, 1, ALL), c.spread(40, 1, 4, 3), c.spread(40, 1, 5, 3), c.normal(1, 5, 2));
  }
}
