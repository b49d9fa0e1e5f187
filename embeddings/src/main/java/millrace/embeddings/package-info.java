/**
 * Word and document vectors: trainers make them, {@link millrace.embeddings.WordVectors} holds,
 * searches and compares them.
 */
@NullMarked
package millrace.embeddings;

import org.jspecify.annotations.NullMarked;
