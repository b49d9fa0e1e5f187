package millrace.neural.models;

/**
 * The numbers of one tensor of a network, row-major.
 *
 * @param name its path in the network: {@code hidden.0.weight}
 */
public record Weight(String name, float[] values) {}
