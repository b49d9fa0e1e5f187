package millrace.neural.compute;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Functions of vectors: polynomials fitted by {@code polynomials.py} (test resources, golden).
 * Infinities and NaN come out as in {@link Math}. The largest errors, in units in the last place
 * and over all floats: EXP 1.0, LOG 0.9, TANH 2.5, SIGMOID 2.1, SOFTPLUS 1.6, SILU 3.0, ELU 1.5,
 * SELU 2.1, GELU 1.9 (of |x|), GELU_TANH 0.9 (of |x|). Where e to a negative power is below 2⁻¹²⁶
 * it is 0, but in EXP itself.
 *
 * <p>The compiler must put these into the loop that calls them: a vector that is passed on becomes
 * an object, and the loop twenty times slower. It gives up after some thousands of nodes, which
 * about twenty vector operations make; only operations themselves are then still put in. So a loop
 * calls few of these methods, the costly one last, and methods here call no others (whence some
 * repetition). Bounds are kept by compare and blend, which is quicker than {@code min} and {@code
 * max} with their care for NaN and −0.
 */
final class SimdMath {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;

  private static final float LOG2_E = 1.442695f;
  private static final float LN_2 = 0.6931472f;

  /** What ln 2 has beyond a float. */
  private static final float LN_2_REST = -1.9046542e-9f;

  /** Added to a number below 2²², this leaves its nearest integer in the low bits. */
  private static final float ROUND = 0x1.8p23f;

  /** The same, and 127 more: ready to be shifted to where a float has its exponent. */
  private static final float ROUND_BIAS = 0x1.8p23f + 127;

  private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);

  /** eˣ is 0 below the first and infinite above the second. */
  private static final float LOWEST = -104;

  private static final float HIGHEST = 89;

  /** eˣ is below 2⁻¹²⁶ below this. */
  private static final float LOWEST_NORMAL = -87.33654f;

  /** eʳ − 1 = r + r²·(E2 + E3·r + ..), |r| ≤ ln 2 / 2. */
  private static final float E2 = 0.49999997f;

  private static final float E3 = 0.16666546f;
  private static final float E4 = 0.041667443f;
  private static final float E5 = 0.008366253f;
  private static final float E6 = 0.0013869948f;

  /** ln(1 + f) = f − f²/2 + f³·(L3 + L4·f + ..), √½ ≤ 1 + f ≤ √2. */
  private static final float L3 = 0.33333313f;

  private static final float L4 = -0.2500001f;
  private static final float L5 = 0.20002072f;
  private static final float L6 = -0.16667989f;
  private static final float L7 = 0.14220358f;
  private static final float L8 = -0.12406234f;
  private static final float L9 = 0.11883549f;
  private static final float L10 = -0.11670098f;
  private static final float L11 = 0.06749268f;
  private static final float ROOT_2_MINUS_1 = 0.41421357f;
  private static final int ROOT_HALF_BITS = Float.floatToRawIntBits(0.70710677f);

  private SimdMath() {}

  /** eˣ = 2ⁿ·eʳ. */
  static FloatVector exp(FloatVector x) {
    x = x.blend(LOWEST, x.compare(LT, LOWEST)).blend(HIGHEST, x.compare(GT, HIGHEST));
    var z = x.fma(LOG2_E, ROUND);
    var k = z.sub(ROUND);
    var r = k.fma(broadcast(S, -LN_2_REST), k.fma(broadcast(S, -LN_2), x));
    var p = r.fma(E6, E5).fma(r, broadcast(S, E4)).fma(r, broadcast(S, E3));
    p = p.fma(r, broadcast(S, E2)).fma(r.mul(r), r).add(1);
    var n = z.reinterpretAsInts().sub(ROUND_BITS);
    var half = n.lanewise(ASHR, 1); // 2ⁿ itself may be no float
    var first = half.add(127).lanewise(LSHL, 23).reinterpretAsFloats();
    var second = n.sub(half).add(127).lanewise(LSHL, 23).reinterpretAsFloats();
    return p.mul(first).mul(second);
  }

  /** eˣ for x ≤ 0, but 0 for what is below 2⁻¹²⁶. */
  static FloatVector expDown(FloatVector x) {
    var z = x.fma(LOG2_E, ROUND_BIAS);
    var k = z.sub(ROUND_BIAS);
    var r = k.fma(broadcast(S, -LN_2_REST), k.fma(broadcast(S, -LN_2), x));
    var p = r.fma(E6, E5).fma(r, broadcast(S, E4)).fma(r, broadcast(S, E3));
    p = p.fma(r, broadcast(S, E2)).fma(r.mul(r), r);
    var power = z.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats();
    return p.fma(power, power).blend(0, x.compare(LT, LOWEST_NORMAL));
  }

  /** eˣ − 1 for x ≤ 0. */
  static FloatVector expm1(FloatVector x) {
    x = x.blend(-18, x.compare(LT, -18)); // from there on, -1
    var z = x.fma(LOG2_E, ROUND_BIAS);
    var k = z.sub(ROUND_BIAS);
    var r = k.fma(broadcast(S, -LN_2_REST), k.fma(broadcast(S, -LN_2), x));
    var p = r.fma(E6, E5).fma(r, broadcast(S, E4)).fma(r, broadcast(S, E3));
    p = p.fma(r, broadcast(S, E2)).fma(r.mul(r), r);
    var power = z.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats();
    return p.fma(power, power.sub(1));
  }

  /** ln x = e·ln 2 + ln(1 + f), x = 2ᵉ·(1 + f), 1 + f between √½ and √2. */
  static FloatVector log(FloatVector x) {
    var tiny = x.compare(LT, Float.MIN_NORMAL);
    var bits = x.blend(x.mul(0x1p23f), tiny).reinterpretAsInts();
    var n = bits.sub(ROOT_HALF_BITS).lanewise(ASHR, 23);
    var f = bits.sub(n.lanewise(LSHL, 23)).reinterpretAsFloats().sub(1);
    var e = (FloatVector) n.convertShape(I2F, S, 0);
    e = e.blend(e.sub(23), tiny);
    var p = f.fma(L11, L10).fma(f, broadcast(S, L9)).fma(f, broadcast(S, L8));
    p = p.fma(f, broadcast(S, L7)).fma(f, broadcast(S, L6)).fma(f, broadcast(S, L5));
    p = p.fma(f, broadcast(S, L4)).fma(f, broadcast(S, L3)).fma(f, broadcast(S, -0.5f));
    p = e.fma(broadcast(S, LN_2_REST), p.fma(f.mul(f), f));
    var result = e.fma(broadcast(S, LN_2), p);
    result = result.blend(Float.NEGATIVE_INFINITY, x.compare(EQ, 0));
    result = result.blend(Float.NaN, x.compare(LT, 0));
    return x.blend(result, x.compare(LE, Float.MAX_VALUE)); // infinity and NaN stay
  }

  /** ln(1 + e) for e from 0 to 1; of an 1 + e above √2, half is looked at. */
  static FloatVector log1p(FloatVector e) {
    var big = e.compare(GT, ROOT_2_MINUS_1);
    var f = e.blend(e.sub(1).mul(0.5f), big);
    var p = f.fma(L11, L10).fma(f, broadcast(S, L9)).fma(f, broadcast(S, L8));
    p = p.fma(f, broadcast(S, L7)).fma(f, broadcast(S, L6)).fma(f, broadcast(S, L5));
    p = p.fma(f, broadcast(S, L4)).fma(f, broadcast(S, L3)).fma(f, broadcast(S, -0.5f));
    p = p.fma(f.mul(f), f);
    return p.blend(p.add(LN_2), big);
  }

  /**
   * Φ(−|x|)·e^x²/2, a polynomial of 1 / (1 + |x|/4): so the tails are exact to the last digits,
   * where 1 + erf would have lost them.
   */
  static FloatVector tail(FloatVector x) {
    var u = broadcast(S, 1).div(x.abs().fma(0.25f, 1));
    var p = u.fma(0.0333233f, -0.1928302f).fma(u, broadcast(S, 0.3872177f));
    p = p.fma(u, broadcast(S, -0.32319632f)).fma(u, broadcast(S, 0.29602116f));
    p = p.fma(u, broadcast(S, -0.015873715f)).fma(u, broadcast(S, 0.120016515f));
    p = p.fma(u, broadcast(S, 0.09515211f)).fma(u, broadcast(S, 0.10018897f));
    return p.fma(u, broadcast(S, -1.9526453e-5f));
  }
}
