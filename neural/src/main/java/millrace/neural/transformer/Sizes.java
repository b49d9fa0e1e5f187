package millrace.neural.transformer;

/** Checks that sizes have in common. */
final class Sizes {
  private Sizes() {}

  static void positive(String name, int n) {
    if (n < 1)
      throw new IllegalArgumentException("%s must be 1 or more but is %d".formatted(name, n));
  }

  static void heads(int width, int heads, int groups) {
    positive("width", width);
    positive("heads", heads);
    positive("groups", groups);
    if (width % heads != 0 || heads % groups != 0)
      throw new IllegalArgumentException(
          "heads must divide the width and groups the heads, not width %d, heads %d, groups %d"
              .formatted(width, heads, groups));
  }
}
