package millrace.neural.compute;

/**
 * The vector width that the system property {@value #PROPERTY} asks for: {@code 512}, {@code 256},
 * {@code 128} or {@code scalar}; if it is not set, the processor's own. Read once, at the start.
 */
final class SimdWidth {
  static final String PROPERTY = "millrace.simd";

  private static final int ASKED = parse(System.getProperty(PROPERTY, ""));

  private SimdWidth() {}

  /** The bits asked for; 0: none, scalar loops; -1: the processor's own. */
  static int asked() {
    return ASKED;
  }

  /** Whether this JVM was started with the vector module, {@code --add-modules …}. */
  static boolean available() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }

  private static int parse(String text) {
    return switch (text) {
      case "512", "256", "128" -> Integer.parseInt(text);
      case "scalar" -> 0;
      case "" -> -1;
      default ->
          throw new IllegalArgumentException(
              "the system property %s must be 512, 256, 128 or scalar, but is %s"
                  .formatted(PROPERTY, text));
    };
  }
}
