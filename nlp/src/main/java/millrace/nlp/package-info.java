/** Text in pipelines: tokenizers, token steps, vectorisers and annotators. */
@NullMarked
package millrace.nlp;

import org.jspecify.annotations.NullMarked;
