package millrace.neural.compute;

/** Chooses {@link Kernels#best}, once. */
final class Best {
  static final Kernels KERNELS = choose(SimdWidth.asked(), SimdWidth.available());

  private Best() {}

  /**
   * @param asked the bits asked for; 0: scalar; -1: whatever is best
   * @param available whether the vector module is there
   * @throws IllegalStateException if a width was asked for that there is not
   */
  static Kernels choose(int asked, boolean available) {
    if (asked == 0 || (asked < 0 && !available)) return Kernels.SCALAR;
    if (!available)
      throw new IllegalStateException(
          "%s=%d asks for SIMD, which needs the JVM started with --add-modules jdk.incubator.vector"
              .formatted(SimdWidth.PROPERTY, asked));
    return Vectors.kernels(asked);
  }

  /** A class of its own, so that nothing else needs the vector module. */
  private static final class Vectors {
    static Kernels kernels(int asked) {
      int bits = Lanes.most();
      if (asked > bits)
        throw new IllegalStateException(
            "%s=%d asks for vectors of %d bits, but this processor (or JVM) has %d at most"
                .formatted(SimdWidth.PROPERTY, asked, asked, bits));
      return new Simd();
    }
  }
}
