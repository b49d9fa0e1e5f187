/**
 * A Jupyter kernel: JShell ({@link millrace.notebook.kernel.Session}) behind Jupyter's protocol
 * ({@link millrace.notebook.kernel.Kernel}), and its place among Jupyter's kernels ({@link
 * millrace.notebook.kernel.KernelSpec}).
 */
@NullMarked
package millrace.notebook.kernel;

import org.jspecify.annotations.NullMarked;
