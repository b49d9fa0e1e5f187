package millrace.neural.compute;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The one vector width that all SIMD loops of this JVM use: what {@link SimdWidth} says. Static
 * finals, because the compiler must see a constant: a species in a field or a parameter makes every
 * vector an object, and the loop a hundred times slower. Only touched where {@link
 * SimdWidth#available} holds, so that the rest runs without the vector module.
 */
final class Lanes {
  static final VectorSpecies<Float> FLOATS =
      switch (SimdWidth.asked()) {
        case 512 -> FloatVector.SPECIES_512;
        case 256 -> FloatVector.SPECIES_256;
        case 128 -> FloatVector.SPECIES_128;
        default -> preferred();
      };

  static final VectorSpecies<Integer> INTS =
      switch (FLOATS.vectorBitSize()) {
        case 512 -> IntVector.SPECIES_512;
        case 256 -> IntVector.SPECIES_256;
        default -> IntVector.SPECIES_128;
      };

  /** How many floats a vector has: 16, 8 or 4. */
  static final int COUNT = FLOATS.length();

  private Lanes() {}

  /** The most bits that the processor's vectors have. */
  static int most() {
    return FloatVector.SPECIES_PREFERRED.vectorBitSize();
  }

  /** The processor's own width, within those that are tested. */
  private static VectorSpecies<Float> preferred() {
    int bits = most();
    return bits >= 512
        ? FloatVector.SPECIES_512
        : bits >= 256 ? FloatVector.SPECIES_256 : FloatVector.SPECIES_128;
  }

  // Exchanges neighbours that are 1, 2, 4 and 8 lanes apart.
  private static final VectorShuffle<Float> BY_1 = exchange(1);
  private static final VectorShuffle<Float> BY_2 = exchange(2);
  private static final VectorShuffle<Float> BY_4 = exchange(4);
  private static final VectorShuffle<Float> BY_8 = exchange(8);

  private static VectorShuffle<Float> exchange(int by) {
    return VectorShuffle.fromOp(FLOATS, i -> (i ^ by) % FLOATS.length());
  }

  /**
   * The sum of the lanes, in a fixed order: {@code reduceLanes(ADD)} adds in one order when
   * interpreted and in another when compiled, so that its last bit changes as a program runs.
   */
  static float sum(FloatVector v) {
    var s = v;
    if (COUNT > 8) s = s.add(s.rearrange(BY_8));
    if (COUNT > 4) s = s.add(s.rearrange(BY_4));
    s = s.add(s.rearrange(BY_2));
    return s.add(s.rearrange(BY_1)).lane(0);
  }
}
