/** Stanford CoreNLP behind the {@code Annotate} step. GPL-3.0-or-later: a module of its own. */
@NullMarked
package millrace.nlp.corenlp;

import org.jspecify.annotations.NullMarked;
