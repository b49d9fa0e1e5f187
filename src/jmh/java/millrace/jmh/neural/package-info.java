/**
 * What {@code ./millrace bench neural} measures: the same work done by Millrace, by PyTorch
 * (through DJL) and by OpenBLAS, each in a process of its own that answers line by line.
 */
@NullMarked
package millrace.jmh.neural;

import org.jspecify.annotations.NullMarked;
