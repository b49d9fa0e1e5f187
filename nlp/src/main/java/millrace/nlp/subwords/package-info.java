/** Tokenizers of pretrained transformers: text to the ids of pieces of words, and back. */
@NullMarked
package millrace.nlp.subwords;

import org.jspecify.annotations.NullMarked;
