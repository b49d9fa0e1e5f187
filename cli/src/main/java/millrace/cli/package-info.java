/** The {@code millrace} command. */
@NullMarked
package millrace.cli;

import org.jspecify.annotations.NullMarked;
