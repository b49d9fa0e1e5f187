package millrace.neural.compute;

/**
 * What a convolution or a pooling looks at: height and width of its window, the steps between
 * windows, the zeros around the image (for pooling: places that do not count), and the distance
 * between the window's own places.
 */
public record Window(
    int height,
    int width,
    int strideHeight,
    int strideWidth,
    int padHeight,
    int padWidth,
    int dilationHeight,
    int dilationWidth) {
  public Window {
    boolean fits =
        height > 0
            && width > 0
            && strideHeight > 0
            && strideWidth > 0
            && padHeight >= 0
            && padWidth >= 0
            && dilationHeight > 0
            && dilationWidth > 0;
    if (!fits)
      throw new IllegalArgumentException(
          "a window needs positive extents, strides and dilations, and padding of at least 0: %d x %d, strides %d x %d, padding %d x %d, dilations %d x %d"
              .formatted(
                  height,
                  width,
                  strideHeight,
                  strideWidth,
                  padHeight,
                  padWidth,
                  dilationHeight,
                  dilationWidth));
  }

  /** Stride 1, no padding, no dilation. */
  public static Window of(int height, int width) {
    return new Window(height, width, 1, 1, 0, 0, 1, 1);
  }

  public Window stride(int height, int width) {
    return new Window(
        this.height, this.width, height, width, padHeight, padWidth, dilationHeight, dilationWidth);
  }

  public Window pad(int height, int width) {
    return new Window(
        this.height,
        this.width,
        strideHeight,
        strideWidth,
        height,
        width,
        dilationHeight,
        dilationWidth);
  }

  public Window dilation(int height, int width) {
    return new Window(
        this.height, this.width, strideHeight, strideWidth, padHeight, padWidth, height, width);
  }

  /** How many windows fit into an image of this height; 0 or less if none does. */
  public int rows(int imageHeight) {
    return places(imageHeight + 2 * padHeight - dilationHeight * (height - 1) - 1, strideHeight);
  }

  /** How many windows fit into an image of this width; 0 or less if none does. */
  public int columns(int imageWidth) {
    return places(imageWidth + 2 * padWidth - dilationWidth * (width - 1) - 1, strideWidth);
  }

  /** {@code window 3 x 3, stride 1 x 1, padding 0 x 0, dilation 1 x 1}. */
  @Override
  public String toString() {
    return "window %d x %d, stride %d x %d, padding %d x %d, dilation %d x %d"
        .formatted(
            height,
            width,
            strideHeight,
            strideWidth,
            padHeight,
            padWidth,
            dilationHeight,
            dilationWidth);
  }

  private static int places(int free, int stride) {
    return Math.floorDiv(free, stride) + 1;
  }
}
