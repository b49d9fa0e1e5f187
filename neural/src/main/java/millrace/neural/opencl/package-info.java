/**
 * Tensors and their operations on OpenCL devices, by a binding of its own: {@link
 * millrace.neural.opencl.OpenCl}.
 *
 * <p>From below: {@code ClLibrary} finds and loads the driver, {@code Cl} holds its functions,
 * {@link millrace.neural.opencl.ClDevice} lists what it drives, {@code ClContext} compiles programs
 * and caches them, {@code ClQueue} moves numbers and starts kernels, {@code ClPool} holds memory,
 * {@code ClWork} puts these together for the classes named {@code On…}, of which each does one
 * family of ops with the kernels of the {@code .cl} file of the same name.
 */
@NullMarked
package millrace.neural.opencl;

import org.jspecify.annotations.NullMarked;
