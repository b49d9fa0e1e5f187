package millrace.neural.compute;

/**
 * The second factor of many products, packed once by {@link Gemm#pack}: weights that serve at every
 * step of a sequence.
 *
 * @param plain the matrix, k rows by n
 * @param panels its blocks along k, one behind the other; empty where plain loops compute
 */
record Packed(int n, int k, Matrix plain, float[] panels) {}
