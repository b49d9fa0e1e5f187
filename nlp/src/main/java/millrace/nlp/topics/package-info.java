/** Topic models: what documents are about, found without labels. */
@NullMarked
package millrace.nlp.topics;

import org.jspecify.annotations.NullMarked;
