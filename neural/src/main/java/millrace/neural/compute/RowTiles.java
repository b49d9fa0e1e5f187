package millrace.neural.compute;

import static millrace.neural.compute.Lanes.COUNT;
import static millrace.neural.compute.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/**
 * The same as {@link ColumnTiles}, for an A whose rows are contiguous: for small products, where
 * packing A would cost more than it saves.
 */
final class RowTiles {
  private RowTiles() {}

  /** A tile of 12, 8, 4, 2 or 1 rows. */
  static void tile(
      int rows,
      int kc,
      float[] a,
      int ao,
      int lda,
      float[] b,
      int bo,
      int step,
      float[] z,
      int zo,
      int ldz,
      float[] c,
      int co,
      int ldc) {
    switch (rows) {
      case 12 -> tile12(kc, a, ao, lda, b, bo, step, z, zo, ldz, c, co, ldc);
      case 8 -> tile8(kc, a, ao, lda, b, bo, step, z, zo, ldz, c, co, ldc);
      case 4 -> tile4(kc, a, ao, lda, b, bo, step, z, zo, ldz, c, co, ldc);
      case 2 -> tile2(kc, a, ao, lda, b, bo, step, z, zo, ldz, c, co, ldc);
      case 1 -> tile1(kc, a, ao, b, bo, step, z, zo, c, co);
      default -> throw new IllegalArgumentException("no tile has %d rows".formatted(rows));
    }
  }

  private static void tile12(
      int kc,
      float[] a,
      int ao,
      int lda,
      float[] b,
      int bo,
      int step,
      float[] z,
      int zo,
      int ldz,
      float[] c,
      int co,
      int ldc) {
    var p0 = FloatVector.fromArray(FLOATS, z, zo);
    var q0 = FloatVector.fromArray(FLOATS, z, zo + COUNT);
    var p1 = FloatVector.fromArray(FLOATS, z, zo + ldz);
    var q1 = FloatVector.fromArray(FLOATS, z, zo + ldz + COUNT);
    var p2 = FloatVector.fromArray(FLOATS, z, zo + 2 * ldz);
    var q2 = FloatVector.fromArray(FLOATS, z, zo + 2 * ldz + COUNT);
    var p3 = FloatVector.fromArray(FLOATS, z, zo + 3 * ldz);
    var q3 = FloatVector.fromArray(FLOATS, z, zo + 3 * ldz + COUNT);
    var p4 = FloatVector.fromArray(FLOATS, z, zo + 4 * ldz);
    var q4 = FloatVector.fromArray(FLOATS, z, zo + 4 * ldz + COUNT);
    var p5 = FloatVector.fromArray(FLOATS, z, zo + 5 * ldz);
    var q5 = FloatVector.fromArray(FLOATS, z, zo + 5 * ldz + COUNT);
    var p6 = FloatVector.fromArray(FLOATS, z, zo + 6 * ldz);
    var q6 = FloatVector.fromArray(FLOATS, z, zo + 6 * ldz + COUNT);
    var p7 = FloatVector.fromArray(FLOATS, z, zo + 7 * ldz);
    var q7 = FloatVector.fromArray(FLOATS, z, zo + 7 * ldz + COUNT);
    var p8 = FloatVector.fromArray(FLOATS, z, zo + 8 * ldz);
    var q8 = FloatVector.fromArray(FLOATS, z, zo + 8 * ldz + COUNT);
    var p9 = FloatVector.fromArray(FLOATS, z, zo + 9 * ldz);
    var q9 = FloatVector.fromArray(FLOATS, z, zo + 9 * ldz + COUNT);
    var p10 = FloatVector.fromArray(FLOATS, z, zo + 10 * ldz);
    var q10 = FloatVector.fromArray(FLOATS, z, zo + 10 * ldz + COUNT);
    var p11 = FloatVector.fromArray(FLOATS, z, zo + 11 * ldz);
    var q11 = FloatVector.fromArray(FLOATS, z, zo + 11 * ldz + COUNT);
    for (int k = 0; k < kc; k++) {
      var b0 = FloatVector.fromArray(FLOATS, b, bo + k * step);
      var b1 = FloatVector.fromArray(FLOATS, b, bo + k * step + COUNT);
      var a0 = FloatVector.broadcast(FLOATS, a[ao + k]);
      p0 = a0.fma(b0, p0);
      q0 = a0.fma(b1, q0);
      var a1 = FloatVector.broadcast(FLOATS, a[ao + lda + k]);
      p1 = a1.fma(b0, p1);
      q1 = a1.fma(b1, q1);
      var a2 = FloatVector.broadcast(FLOATS, a[ao + 2 * lda + k]);
      p2 = a2.fma(b0, p2);
      q2 = a2.fma(b1, q2);
      var a3 = FloatVector.broadcast(FLOATS, a[ao + 3 * lda + k]);
      p3 = a3.fma(b0, p3);
      q3 = a3.fma(b1, q3);
      var a4 = FloatVector.broadcast(FLOATS, a[ao + 4 * lda + k]);
      p4 = a4.fma(b0, p4);
      q4 = a4.fma(b1, q4);
      var a5 = FloatVector.broadcast(FLOATS, a[ao + 5 * lda + k]);
      p5 = a5.fma(b0, p5);
      q5 = a5.fma(b1, q5);
      var a6 = FloatVector.broadcast(FLOATS, a[ao + 6 * lda + k]);
      p6 = a6.fma(b0, p6);
      q6 = a6.fma(b1, q6);
      var a7 = FloatVector.broadcast(FLOATS, a[ao + 7 * lda + k]);
      p7 = a7.fma(b0, p7);
      q7 = a7.fma(b1, q7);
      var a8 = FloatVector.broadcast(FLOATS, a[ao + 8 * lda + k]);
      p8 = a8.fma(b0, p8);
      q8 = a8.fma(b1, q8);
      var a9 = FloatVector.broadcast(FLOATS, a[ao + 9 * lda + k]);
      p9 = a9.fma(b0, p9);
      q9 = a9.fma(b1, q9);
      var a10 = FloatVector.broadcast(FLOATS, a[ao + 10 * lda + k]);
      p10 = a10.fma(b0, p10);
      q10 = a10.fma(b1, q10);
      var a11 = FloatVector.broadcast(FLOATS, a[ao + 11 * lda + k]);
      p11 = a11.fma(b0, p11);
      q11 = a11.fma(b1, q11);
    }
    p0.intoArray(c, co);
    q0.intoArray(c, co + COUNT);
    p1.intoArray(c, co + ldc);
    q1.intoArray(c, co + ldc + COUNT);
    p2.intoArray(c, co + 2 * ldc);
    q2.intoArray(c, co + 2 * ldc + COUNT);
    p3.intoArray(c, co + 3 * ldc);
    q3.intoArray(c, co + 3 * ldc + COUNT);
    p4.intoArray(c, co + 4 * ldc);
    q4.intoArray(c, co + 4 * ldc + COUNT);
    p5.intoArray(c, co + 5 * ldc);
    q5.intoArray(c, co + 5 * ldc + COUNT);
    p6.intoArray(c, co + 6 * ldc);
    q6.intoArray(c, co + 6 * ldc + COUNT);
    p7.intoArray(c, co + 7 * ldc);
    q7.intoArray(c, co + 7 * ldc + COUNT);
    p8.intoArray(c, co + 8 * ldc);
    q8.intoArray(c, co + 8 * ldc + COUNT);
    p9.intoArray(c, co + 9 * ldc);
    q9.intoArray(c, co + 9 * ldc + COUNT);
    p10.intoArray(c, co + 10 * ldc);
    q10.intoArray(c, co + 10 * ldc + COUNT);
    p11.intoArray(c, co + 11 * ldc);
    q11.intoArray(c, co + 11 * ldc + COUNT);
  }

  private static void tile8(
      int kc,
      float[] a,
      int ao,
      int lda,
      float[] b,
      int bo,
      int step,
      float[] z,
      int zo,
      int ldz,
      float[] c,
      int co,
      int ldc) {
    var p0 = FloatVector.fromArray(FLOATS, z, zo);
    var q0 = FloatVector.fromArray(FLOATS, z, zo + COUNT);
    var p1 = FloatVector.fromArray(FLOATS, z, zo + ldz);
    var q1 = FloatVector.fromArray(FLOATS, z, zo + ldz + COUNT);
    var p2 = FloatVector.fromArray(FLOATS, z, zo + 2 * ldz);
    var q2 = FloatVector.fromArray(FLOATS, z, zo + 2 * ldz + COUNT);
    var p3 = FloatVector.fromArray(FLOATS, z, zo + 3 * ldz);
    var q3 = FloatVector.fromArray(FLOATS, z, zo + 3 * ldz + COUNT);
    var p4 = FloatVector.fromArray(FLOATS, z, zo + 4 * ldz);
    var q4 = FloatVector.fromArray(FLOATS, z, zo + 4 * ldz + COUNT);
    var p5 = FloatVector.fromArray(FLOATS, z, zo + 5 * ldz);
    var q5 = FloatVector.fromArray(FLOATS, z, zo + 5 * ldz + COUNT);
    var p6 = FloatVector.fromArray(FLOATS, z, zo + 6 * ldz);
    var q6 = FloatVector.fromArray(FLOATS, z, zo + 6 * ldz + COUNT);
    var p7 = FloatVector.fromArray(FLOATS, z, zo + 7 * ldz);
    var q7 = FloatVector.fromArray(FLOATS, z, zo + 7 * ldz + COUNT);
    for (int k = 0; k < kc; k++) {
      var b0 = FloatVector.fromArray(FLOATS, b, bo + k * step);
      var b1 = FloatVector.fromArray(FLOATS, b, bo + k * step + COUNT);
      var a0 = FloatVector.broadcast(FLOATS, a[ao + k]);
      p0 = a0.fma(b0, p0);
      q0 = a0.fma(b1, q0);
      var a1 = FloatVector.broadcast(FLOATS, a[ao + lda + k]);
      p1 = a1.fma(b0, p1);
      q1 = a1.fma(b1, q1);
      var a2 = FloatVector.broadcast(FLOATS, a[ao + 2 * lda + k]);
      p2 = a2.fma(b0, p2);
      q2 = a2.fma(b1, q2);
      var a3 = FloatVector.broadcast(FLOATS, a[ao + 3 * lda + k]);
      p3 = a3.fma(b0, p3);
      q3 = a3.fma(b1, q3);
      var a4 = FloatVector.broadcast(FLOATS, a[ao + 4 * lda + k]);
      p4 = a4.fma(b0, p4);
      q4 = a4.fma(b1, q4);
      var a5 = FloatVector.broadcast(FLOATS, a[ao + 5 * lda + k]);
      p5 = a5.fma(b0, p5);
      q5 = a5.fma(b1, q5);
      var a6 = FloatVector.broadcast(FLOATS, a[ao + 6 * lda + k]);
      p6 = a6.fma(b0, p6);
      q6 = a6.fma(b1, q6);
      var a7 = FloatVector.broadcast(FLOATS, a[ao + 7 * lda + k]);
      p7 = a7.fma(b0, p7);
      q7 = a7.fma(b1, q7);
    }
    p0.intoArray(c, co);
    q0.intoArray(c, co + COUNT);
    p1.intoArray(c, co + ldc);
    q1.intoArray(c, co + ldc + COUNT);
    p2.intoArray(c, co + 2 * ldc);
    q2.intoArray(c, co + 2 * ldc + COUNT);
    p3.intoArray(c, co + 3 * ldc);
    q3.intoArray(c, co + 3 * ldc + COUNT);
    p4.intoArray(c, co + 4 * ldc);
    q4.intoArray(c, co + 4 * ldc + COUNT);
    p5.intoArray(c, co + 5 * ldc);
    q5.intoArray(c, co + 5 * ldc + COUNT);
    p6.intoArray(c, co + 6 * ldc);
    q6.intoArray(c, co + 6 * ldc + COUNT);
    p7.intoArray(c, co + 7 * ldc);
    q7.intoArray(c, co + 7 * ldc + COUNT);
  }

  private static void tile4(
      int kc,
      float[] a,
      int ao,
      int lda,
      float[] b,
      int bo,
      int step,
      float[] z,
      int zo,
      int ldz,
      float[] c,
      int co,
      int ldc) {
    var p0 = FloatVector.fromArray(FLOATS, z, zo);
    var q0 = FloatVector.fromArray(FLOATS, z, zo + COUNT);
    var p1 = FloatVector.fromArray(FLOATS, z, zo + ldz);
    var q1 = FloatVector.fromArray(FLOATS, z, zo + ldz + COUNT);
    var p2 = FloatVector.fromArray(FLOATS, z, zo + 2 * ldz);
    var q2 = FloatVector.fromArray(FLOATS, z, zo + 2 * ldz + COUNT);
    var p3 = FloatVector.fromArray(FLOATS, z, zo + 3 * ldz);
    var q3 = FloatVector.fromArray(FLOATS, z, zo + 3 * ldz + COUNT);
    for (int k = 0; k < kc; k++) {
      var b0 = FloatVector.fromArray(FLOATS, b, bo + k * step);
      var b1 = FloatVector.fromArray(FLOATS, b, bo + k * step + COUNT);
      var a0 = FloatVector.broadcast(FLOATS, a[ao + k]);
      p0 = a0.fma(b0, p0);
      q0 = a0.fma(b1, q0);
      var a1 = FloatVector.broadcast(FLOATS, a[ao + lda + k]);
      p1 = a1.fma(b0, p1);
      q1 = a1.fma(b1, q1);
      var a2 = FloatVector.broadcast(FLOATS, a[ao + 2 * lda + k]);
      p2 = a2.fma(b0, p2);
      q2 = a2.fma(b1, q2);
      var a3 = FloatVector.broadcast(FLOATS, a[ao + 3 * lda + k]);
      p3 = a3.fma(b0, p3);
      q3 = a3.fma(b1, q3);
    }
    p0.intoArray(c, co);
    q0.intoArray(c, co + COUNT);
    p1.intoArray(c, co + ldc);
    q1.intoArray(c, co + ldc + COUNT);
    p2.intoArray(c, co + 2 * ldc);
    q2.intoArray(c, co + 2 * ldc + COUNT);
    p3.intoArray(c, co + 3 * ldc);
    q3.intoArray(c, co + 3 * ldc + COUNT);
  }

  private static void tile2(
      int kc,
      float[] a,
      int ao,
      int lda,
      float[] b,
      int bo,
      int step,
      float[] z,
      int zo,
      int ldz,
      float[] c,
      int co,
      int ldc) {
    var p0 = FloatVector.fromArray(FLOATS, z, zo);
    var q0 = FloatVector.fromArray(FLOATS, z, zo + COUNT);
    var p1 = FloatVector.fromArray(FLOATS, z, zo + ldz);
    var q1 = FloatVector.fromArray(FLOATS, z, zo + ldz + COUNT);
    for (int k = 0; k < kc; k++) {
      var b0 = FloatVector.fromArray(FLOATS, b, bo + k * step);
      var b1 = FloatVector.fromArray(FLOATS, b, bo + k * step + COUNT);
      var a0 = FloatVector.broadcast(FLOATS, a[ao + k]);
      p0 = a0.fma(b0, p0);
      q0 = a0.fma(b1, q0);
      var a1 = FloatVector.broadcast(FLOATS, a[ao + lda + k]);
      p1 = a1.fma(b0, p1);
      q1 = a1.fma(b1, q1);
    }
    p0.intoArray(c, co);
    q0.intoArray(c, co + COUNT);
    p1.intoArray(c, co + ldc);
    q1.intoArray(c, co + ldc + COUNT);
  }

  @SuppressWarnings("UnusedVariable") // one row has no next one, but all tiles are called alike
  private static void tile1(
      int kc,
      float[] a,
      int ao,
      float[] b,
      int bo,
      int step,
      float[] z,
      int zo,
      float[] c,
      int co) {
    var p0 = FloatVector.fromArray(FLOATS, z, zo);
    var q0 = FloatVector.fromArray(FLOATS, z, zo + COUNT);
    for (int k = 0; k < kc; k++) {
      var b0 = FloatVector.fromArray(FLOATS, b, bo + k * step);
      var b1 = FloatVector.fromArray(FLOATS, b, bo + k * step + COUNT);
      var a0 = FloatVector.broadcast(FLOATS, a[ao + k]);
      p0 = a0.fma(b0, p0);
      q0 = a0.fma(b1, q0);
    }
    p0.intoArray(c, co);
    q0.intoArray(c, co + COUNT);
  }
}
