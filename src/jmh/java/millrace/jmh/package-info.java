/** Benchmarks: JMH ones, and main classes that run Millrace and its peers side by side. */
@NullMarked
package millrace.jmh;

import org.jspecify.annotations.NullMarked;
