/**
 * Layers: records of tensors and settings. A network is a record, too; its parameters and their
 * names are its components: {@link millrace.neural.layers.Layer}.
 */
@NullMarked
package millrace.neural.layers;

import org.jspecify.annotations.NullMarked;
