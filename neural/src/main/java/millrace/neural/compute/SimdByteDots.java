package millrace.neural.compute;

import static millrace.neural.compute.Lanes.COUNT;
import static millrace.neural.compute.Lanes.FLOATS;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * A vector times many rows of bytes, by vectors: what comes from memory is a quarter as much as
 * with floats. Four rows at a time share the loads of x; each row's sum has the same order in
 * whichever company it is taken.
 */
final class SimdByteDots {
  /** As many bytes as there are floats in a vector, or eight: no vector of bytes has fewer. */
  private static final VectorSpecies<Byte> BYTES =
      COUNT == 16 ? ByteVector.SPECIES_128 : ByteVector.SPECIES_64;

  private static final int STEP = BYTES.length();

  private SimdByteDots() {}

  /** zᵢ = Σ x·yᵢ. */
  static void run(float[] x, int xo, byte[] y, int yo, int rows, int n, float[] z, int zo) {
    int i = 0;
    for (; i <= rows - 4; i += 4) four(x, xo, y, yo + i * n, n, z, zo + i);
    for (; i < rows; i++) z[zo + i] = one(x, xo, y, yo + i * n, n);
  }

  private static void four(float[] x, int xo, byte[] y, int y0, int n, float[] z, int zo) {
    int y1 = y0 + n;
    int y2 = y1 + n;
    int y3 = y2 + n;
    var s0 = FloatVector.zero(FLOATS);
    var s1 = s0;
    var s2 = s0;
    var s3 = s0;
    int whole = n / STEP * STEP;
    for (int p = 0; p < whole; p += STEP) {
      var v = FloatVector.fromArray(FLOATS, x, xo + p);
      var b0 = ByteVector.fromArray(BYTES, y, y0 + p);
      var b1 = ByteVector.fromArray(BYTES, y, y1 + p);
      var b2 = ByteVector.fromArray(BYTES, y, y2 + p);
      var b3 = ByteVector.fromArray(BYTES, y, y3 + p);
      s0 = v.fma(floats(b0, 0), s0);
      s1 = v.fma(floats(b1, 0), s1);
      s2 = v.fma(floats(b2, 0), s2);
      s3 = v.fma(floats(b3, 0), s3);
      if (STEP > COUNT) {
        v = FloatVector.fromArray(FLOATS, x, xo + p + COUNT);
        s0 = v.fma(floats(b0, 1), s0);
        s1 = v.fma(floats(b1, 1), s1);
        s2 = v.fma(floats(b2, 1), s2);
        s3 = v.fma(floats(b3, 1), s3);
      }
    }
    z[zo] = rest(x, xo, y, y0, whole, n, Lanes.sum(s0));
    z[zo + 1] = rest(x, xo, y, y1, whole, n, Lanes.sum(s1));
    z[zo + 2] = rest(x, xo, y, y2, whole, n, Lanes.sum(s2));
    z[zo + 3] = rest(x, xo, y, y3, whole, n, Lanes.sum(s3));
  }

  private static float one(float[] x, int xo, byte[] y, int yo, int n) {
    var s = FloatVector.zero(FLOATS);
    int whole = n / STEP * STEP;
    for (int p = 0; p < whole; p += STEP) {
      var b = ByteVector.fromArray(BYTES, y, yo + p);
      s = FloatVector.fromArray(FLOATS, x, xo + p).fma(floats(b, 0), s);
      if (STEP > COUNT) s = FloatVector.fromArray(FLOATS, x, xo + p + COUNT).fma(floats(b, 1), s);
    }
    return rest(x, xo, y, yo, whole, n, Lanes.sum(s));
  }

  private static FloatVector floats(ByteVector b, int part) {
    return (FloatVector) b.convertShape(VectorOperators.B2F, FLOATS, part);
  }

  /** What is left over of a row; a mask would have to be one of bytes and one of floats. */
  private static float rest(float[] x, int xo, byte[] y, int yo, int from, int n, float sum) {
    float s = sum;
    for (int p = from; p < n; p++) s = Math.fma(x[xo + p], y[yo + p], s);
    return s;
  }
}
