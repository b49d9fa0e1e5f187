/**
 * The weights of pretrained transformers, as other programs write them: {@link
 * millrace.neural.weights.WeightFile} reads safetensors, llama2.c and ONNX, {@link
 * millrace.neural.weights.ModelConfig} the config.json beside them, and {@link
 * millrace.neural.weights.Export} writes both. Files from anywhere may be opened: whatever is wrong
 * becomes a {@link millrace.data.DataException}.
 */
@NullMarked
package millrace.neural.weights;

import org.jspecify.annotations.NullMarked;
