/**
 * What a cell of a notebook or a line of JShell may say ({@link millrace.notebook.Notebook}), what
 * it shows ({@link millrace.notebook.View}), and texts and tables that every machine has ({@link
 * millrace.notebook.Samples}).
 */
@NullMarked
package millrace.notebook;

import org.jspecify.annotations.NullMarked;
