/**
 * Transformers: blocks of attention and feed-forward layers, the networks made of them ({@link
 * millrace.neural.transformer.Decoder}, {@link millrace.neural.transformer.Encoder}, {@link
 * millrace.neural.transformer.Transformer}), and what goes with them: caches of keys, generation,
 * low-rank adaptation, sizes.
 */
@NullMarked
package millrace.neural.transformer;

import org.jspecify.annotations.NullMarked;
