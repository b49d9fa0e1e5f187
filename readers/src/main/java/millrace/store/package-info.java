/** Model files: one safetensors file per model, with its record tree and provenance as JSON. */
@NullMarked
package millrace.store;

import org.jspecify.annotations.NullMarked;
