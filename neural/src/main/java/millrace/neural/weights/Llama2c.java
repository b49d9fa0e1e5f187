package millrace.neural.weights;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import millrace.data.DataException;
import millrace.store.Dtype;

/**
 * A file of llama2.c, version 0: seven int32 and arrays of float32, little-endian, the layers of
 * each kind of weight one after the other.
 */
final class Llama2c {
  private static final int HEADER = 7 * Integer.BYTES;

  /** Bounds the memory that descriptions of tiny layers take; real models have about a hundred. */
  private static final int MOST_LAYERS = 10_000;

  private final String source;
  private final MemorySegment data;
  private final SequencedMap<String, StoredTensor> tensors = new LinkedHashMap<>();
  private long at = HEADER;

  private Llama2c(String source, MemorySegment data) {
    this.source = source;
    this.data = data;
  }

  static SequencedMap<String, StoredTensor> read(MemorySegment data, String source) {
    return new Llama2c(source, data).tensors(config(data, source));
  }

  /** What the header says; a negative vocabulary means that the classifier is not shared. */
  static LlamaConfig config(MemorySegment data, String source) {
    if (data.byteSize() < HEADER)
      throw new DataException(
          "%s: it ends at byte %d, where a header of %d bytes was expected"
              .formatted(source, data.byteSize(), HEADER));
    var h = new int[7];
    for (int i = 0; i < h.length; i++) h[i] = data.get(Decode.INT, (long) i * Integer.BYTES);
    try {
      return new LlamaConfig(
          h[0], h[1], h[2], h[3], h[4], h[6], Math.abs(h[5]), h[5] > 0, Rope.ADJACENT);
    } catch (IllegalArgumentException e) {
      throw new DataException(
          "%s: bytes 0 to 27 are width, inner width, layers, heads, key heads, vocabulary and positions %s, but %s: it is no file of llama2.c, version 0"
              .formatted(source, Arrays.toString(h), e.getMessage()),
          e);
    }
  }

  private SequencedMap<String, StoredTensor> tensors(LlamaConfig c) {
    if (c.layers() > MOST_LAYERS)
      throw new DataException(
          "%s: bytes 8 to 11 say %d layers; at most %d are read: it is no file of llama2.c, version 0"
              .formatted(source, c.layers(), MOST_LAYERS));
    int queries = c.heads() * c.headWidth();
    int keys = c.keyHeads() * c.headWidth();
    one("model.embed_tokens.weight", c.vocabulary(), c.width());
    layers(c, "input_layernorm", c.width());
    layers(c, "self_attn.q_proj", queries, c.width());
    layers(c, "self_attn.k_proj", keys, c.width());
    layers(c, "self_attn.v_proj", keys, c.width());
    layers(c, "self_attn.o_proj", c.width(), queries);
    layers(c, "post_attention_layernorm", c.width());
    layers(c, "mlp.gate_proj", c.inner(), c.width());
    layers(c, "mlp.down_proj", c.width(), c.inner());
    layers(c, "mlp.up_proj", c.inner(), c.width());
    one("model.norm.weight", c.width());
    claim("the table of cosines", 1, c.positions(), c.headWidth() / 2);
    claim("the table of sines", 1, c.positions(), c.headWidth() / 2);
    if (!c.tied()) one("lm_head.weight", c.vocabulary(), c.width());
    if (at != data.byteSize())
      throw new DataException(
          "%s: its weights end at byte %d, but it has %d bytes: it is no file of llama2.c, version 0"
              .formatted(source, at, data.byteSize()));
    return tensors;
  }

  private void one(String name, int... shape) {
    tensors.put(name, StoredTensor.of(Dtype.F32, shape, claim(name, 1, shape)));
  }

  private void layers(LlamaConfig c, String name, int... shape) {
    var all = claim("model.layers.*." + name, c.layers(), shape);
    long bytes = all.byteSize() / c.layers();
    for (int i = 0; i < c.layers(); i++) {
      var layer = all.asSlice(i * bytes, bytes);
      var full = "model.layers.%d.%s.weight".formatted(i, name);
      tensors.put(full, StoredTensor.of(Dtype.F32, shape, layer));
    }
  }

  /** The next bytes, which must be there. */
  private MemorySegment claim(String what, int layers, int... shape) {
    long left = (data.byteSize() - at) / Float.BYTES;
    long floats = layers;
    boolean fits = floats <= left;
    for (int n : shape) {
      fits = fits && floats <= left / n;
      floats = fits ? floats * n : 0;
    }
    if (!fits)
      throw new DataException(
          "%s: byte %d begins %s of %d layers and the shape %s, but only %d bytes follow: it is cut short, or no file of llama2.c, version 0"
              .formatted(source, at, what, layers, Arrays.toString(shape), data.byteSize() - at));
    var out = data.asSlice(at, floats * Float.BYTES);
    at += out.byteSize();
    return out;
  }
}
