/**
 * Readers: records that say where data are and how they are written, and read them into a {@link
 * millrace.data.Frame}.
 */
@NullMarked
package millrace.readers;

import org.jspecify.annotations.NullMarked;
