package millrace.neural.compute;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposes squares of 16 by 16 in the registers of AVX-512: in four stages, each of which
 * exchanges blocks of 8, 4, 2 and 1 elements between rows so far apart. Half as many instructions
 * an element as squares of 4 by 4 take.
 */
final class Squares {
  /** The side of a square. */
  static final int SIDE = 16;

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;

  private static final int[] LOW_8 = exchange(8, false);
  private static final int[] HIGH_8 = exchange(8, true);
  private static final int[] LOW_4 = exchange(4, false);
  private static final int[] HIGH_4 = exchange(4, true);
  private static final int[] LOW_2 = exchange(2, false);
  private static final int[] HIGH_2 = exchange(2, true);
  private static final int[] LOW_1 = exchange(1, false);
  private static final int[] HIGH_1 = exchange(1, true);

  private Squares() {}

  /** What the upper or lower one of two rows gets from both: blocks of {@code by} elements. */
  private static int[] exchange(int by, boolean high) {
    var from = new int[SIDE];
    for (int i = 0; i < SIDE; i++) {
      boolean second = (i & by) != 0; // a block of the lower row
      if (second) from[i] = SIDE + (high ? i : i - by);
      else from[i] = high ? i + by : i;
    }
    return from;
  }

  /**
   * Sixteen rows, as many of their columns as are whole squares: element k of row r goes to {@code
   * o + k · ldd + r}. Where ldd is less, a column overwrites the end of the one before, and the
   * last one what follows.
   *
   * @return how many columns were done
   */
  static int transpose(float[] s, int q, int stride, int columns, float[] d, int o, int ldd) {
    var low8 = IntVector.fromArray(INTS, LOW_8, 0);
    var high8 = IntVector.fromArray(INTS, HIGH_8, 0);
    var low4 = IntVector.fromArray(INTS, LOW_4, 0);
    var high4 = IntVector.fromArray(INTS, HIGH_4, 0);
    var low2 = IntVector.fromArray(INTS, LOW_2, 0);
    var high2 = IntVector.fromArray(INTS, HIGH_2, 0);
    var low1 = IntVector.fromArray(INTS, LOW_1, 0);
    var high1 = IntVector.fromArray(INTS, HIGH_1, 0);
    int k = 0;
    for (; k <= columns - SIDE; k += SIDE) {
      int from = q + k;
      int to = o + k * ldd;
      var r0 = FloatVector.fromArray(FLOATS, s, from).reinterpretAsInts();
      var r1 = FloatVector.fromArray(FLOATS, s, from + stride).reinterpretAsInts();
      var r2 = FloatVector.fromArray(FLOATS, s, from + 2 * stride).reinterpretAsInts();
      var r3 = FloatVector.fromArray(FLOATS, s, from + 3 * stride).reinterpretAsInts();
      var r4 = FloatVector.fromArray(FLOATS, s, from + 4 * stride).reinterpretAsInts();
      var r5 = FloatVector.fromArray(FLOATS, s, from + 5 * stride).reinterpretAsInts();
      var r6 = FloatVector.fromArray(FLOATS, s, from + 6 * stride).reinterpretAsInts();
      var r7 = FloatVector.fromArray(FLOATS, s, from + 7 * stride).reinterpretAsInts();
      var r8 = FloatVector.fromArray(FLOATS, s, from + 8 * stride).reinterpretAsInts();
      var r9 = FloatVector.fromArray(FLOATS, s, from + 9 * stride).reinterpretAsInts();
      var r10 = FloatVector.fromArray(FLOATS, s, from + 10 * stride).reinterpretAsInts();
      var r11 = FloatVector.fromArray(FLOATS, s, from + 11 * stride).reinterpretAsInts();
      var r12 = FloatVector.fromArray(FLOATS, s, from + 12 * stride).reinterpretAsInts();
      var r13 = FloatVector.fromArray(FLOATS, s, from + 13 * stride).reinterpretAsInts();
      var r14 = FloatVector.fromArray(FLOATS, s, from + 14 * stride).reinterpretAsInts();
      var r15 = FloatVector.fromArray(FLOATS, s, from + 15 * stride).reinterpretAsInts();
      var a0 = low8.selectFrom(r0, r8);
      var a8 = high8.selectFrom(r0, r8);
      var a1 = low8.selectFrom(r1, r9);
      var a9 = high8.selectFrom(r1, r9);
      var a2 = low8.selectFrom(r2, r10);
      var a10 = high8.selectFrom(r2, r10);
      var a3 = low8.selectFrom(r3, r11);
      var a11 = high8.selectFrom(r3, r11);
      var a4 = low8.selectFrom(r4, r12);
      var a12 = high8.selectFrom(r4, r12);
      var a5 = low8.selectFrom(r5, r13);
      var a13 = high8.selectFrom(r5, r13);
      var a6 = low8.selectFrom(r6, r14);
      var a14 = high8.selectFrom(r6, r14);
      var a7 = low8.selectFrom(r7, r15);
      var a15 = high8.selectFrom(r7, r15);
      var b0 = low4.selectFrom(a0, a4);
      var b4 = high4.selectFrom(a0, a4);
      var b1 = low4.selectFrom(a1, a5);
      var b5 = high4.selectFrom(a1, a5);
      var b2 = low4.selectFrom(a2, a6);
      var b6 = high4.selectFrom(a2, a6);
      var b3 = low4.selectFrom(a3, a7);
      var b7 = high4.selectFrom(a3, a7);
      var b8 = low4.selectFrom(a8, a12);
      var b12 = high4.selectFrom(a8, a12);
      var b9 = low4.selectFrom(a9, a13);
      var b13 = high4.selectFrom(a9, a13);
      var b10 = low4.selectFrom(a10, a14);
      var b14 = high4.selectFrom(a10, a14);
      var b11 = low4.selectFrom(a11, a15);
      var b15 = high4.selectFrom(a11, a15);
      var c0 = low2.selectFrom(b0, b2);
      var c2 = high2.selectFrom(b0, b2);
      var c1 = low2.selectFrom(b1, b3);
      var c3 = high2.selectFrom(b1, b3);
      var c4 = low2.selectFrom(b4, b6);
      var c6 = high2.selectFrom(b4, b6);
      var c5 = low2.selectFrom(b5, b7);
      var c7 = high2.selectFrom(b5, b7);
      var c8 = low2.selectFrom(b8, b10);
      var c10 = high2.selectFrom(b8, b10);
      var c9 = low2.selectFrom(b9, b11);
      var c11 = high2.selectFrom(b9, b11);
      var c12 = low2.selectFrom(b12, b14);
      var c14 = high2.selectFrom(b12, b14);
      var c13 = low2.selectFrom(b13, b15);
      var c15 = high2.selectFrom(b13, b15);
      var d0 = low1.selectFrom(c0, c1);
      var d1 = high1.selectFrom(c0, c1);
      var d2 = low1.selectFrom(c2, c3);
      var d3 = high1.selectFrom(c2, c3);
      var d4 = low1.selectFrom(c4, c5);
      var d5 = high1.selectFrom(c4, c5);
      var d6 = low1.selectFrom(c6, c7);
      var d7 = high1.selectFrom(c6, c7);
      var d8 = low1.selectFrom(c8, c9);
      var d9 = high1.selectFrom(c8, c9);
      var d10 = low1.selectFrom(c10, c11);
      var d11 = high1.selectFrom(c10, c11);
      var d12 = low1.selectFrom(c12, c13);
      var d13 = high1.selectFrom(c12, c13);
      var d14 = low1.selectFrom(c14, c15);
      var d15 = high1.selectFrom(c14, c15);
      d0.reinterpretAsFloats().intoArray(d, to);
      d1.reinterpretAsFloats().intoArray(d, to + ldd);
      d2.reinterpretAsFloats().intoArray(d, to + 2 * ldd);
      d3.reinterpretAsFloats().intoArray(d, to + 3 * ldd);
      d4.reinterpretAsFloats().intoArray(d, to + 4 * ldd);
      d5.reinterpretAsFloats().intoArray(d, to + 5 * ldd);
      d6.reinterpretAsFloats().intoArray(d, to + 6 * ldd);
      d7.reinterpretAsFloats().intoArray(d, to + 7 * ldd);
      d8.reinterpretAsFloats().intoArray(d, to + 8 * ldd);
      d9.reinterpretAsFloats().intoArray(d, to + 9 * ldd);
      d10.reinterpretAsFloats().intoArray(d, to + 10 * ldd);
      d11.reinterpretAsFloats().intoArray(d, to + 11 * ldd);
      d12.reinterpretAsFloats().intoArray(d, to + 12 * ldd);
      d13.reinterpretAsFloats().intoArray(d, to + 13 * ldd);
      d14.reinterpretAsFloats().intoArray(d, to + 14 * ldd);
      d15.reinterpretAsFloats().intoArray(d, to + 15 * ldd);
    }
    return k;
  }
}
