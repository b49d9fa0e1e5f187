/** The data model: an immutable {@link millrace.data.Frame} of named columns. */
@NullMarked
package millrace.data;

import org.jspecify.annotations.NullMarked;
