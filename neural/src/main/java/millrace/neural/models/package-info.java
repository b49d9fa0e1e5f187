/**
 * Networks as trainers of the catalogue: for tables, texts, sequences, series and small images, and
 * language models. A fitted record holds what was learned of the columns and the weights as arrays,
 * from which the network is built again to predict, by one thread a block of rows.
 */
@NullMarked
package millrace.neural.models;

import org.jspecify.annotations.NullMarked;
