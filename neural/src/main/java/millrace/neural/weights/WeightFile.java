package millrace.neural.weights;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.stream.Collectors;
import millrace.data.DataException;
import millrace.store.Dtype;

/**
 * The named tensors of a file, or of a set of files, mapped into memory: opening reads only the
 * description, and what is asked for is converted to float while it is copied out.
 *
 * <pre>{@code
 * try (var file = WeightFile.safetensors(Path.of("model.safetensors"))) {
 *   float[] words = file.floats("embeddings.word_embeddings.weight", 30522, 384);
 * }
 * }</pre>
 *
 * <p>Tensors are row-major and have their Hugging Face names, whatever the format; the weight of a
 * linear layer is [out, in]. The description is checked against the length of the file before
 * anything is allocated: what can be asked for is there. Many threads may read; none may when one
 * closes. A mapped file must not be cut short by others while it is open.
 */
public final class WeightFile implements AutoCloseable {
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;
  private static final int SHOWN = 5;

  private final String source;
  private final Arena arena;
  private final SequencedMap<String, StoredTensor> tensors;

  WeightFile(String source, Arena arena, SequencedMap<String, StoredTensor> tensors) {
    this.source = source;
    this.arena = arena;
    this.tensors = Collections.unmodifiableSequencedMap(tensors);
  }

  /**
   * Opens a safetensors file; or a sharded model, by its {@code *.index.json}, whose shards lie
   * beside it; or the one of both that a folder has under the name {@code model.safetensors} or
   * {@code model.safetensors.index.json}. Of shards only the tensors are seen that the index names.
   *
   * @throws DataException if a file cannot be read, is damaged or cut short, or has elements of a
   *     type that is no {@link Dtype}; if a shard lies elsewhere or lacks a tensor
   * @see "https://github.com/huggingface/safetensors, README, section Format"
   */
  public static WeightFile safetensors(Path file) {
    return Opening.of(file.toString(), arena -> SafetensorsWeights.read(file, arena));
  }

  /**
   * Opens a safetensors file that is in memory, for one that lies in a jar. The array is not copied
   * and must not be changed.
   *
   * @param source what messages call it
   */
  public static WeightFile safetensors(byte[] file, String source) {
    return Opening.of(source, arena -> SafetensorsWeights.read(file, source));
  }

  /**
   * Opens a file of llama2.c, version 0, under the names of Hugging Face's Llama. The rows of
   * {@code q_proj} and {@code k_proj} stay in their order, which is another than there: see {@link
   * LlamaConfig#llama2c} and {@link Rope}. Its tables of sines and cosines are passed over, as they
   * follow from the configuration.
   *
   * @throws DataException if the file cannot be read or has not the length that its header says
   * @see "Karpathy 2023, github.com/karpathy/llama2.c, export.py, legacy_export"
   */
  public static WeightFile llama2c(Path file) {
    return Opening.of(
        file.toString(), arena -> Llama2c.read(Opening.map(file, arena), file.toString()));
  }

  /**
   * Opens the initialisers of an ONNX model. Exporters store the weight of a linear layer as an
   * unnamed matrix [in, out]: it gets the name of the bias that is added to the product, with
   * {@code weight} for {@code bias}, and is given as [out, in]. What no rule names keeps its name:
   * matrices without a bias, and those of fused operations. Quantised weights are the bare
   * integers. Values of Constant nodes are not seen.
   *
   * @throws DataException if the file cannot be read or is damaged, keeps weights in other files,
   *     or adds one bias to the products of two weights
   * @see "https://github.com/onnx/onnx, onnx/onnx.proto"
   */
  public static WeightFile onnx(Path file) {
    return Opening.of(
        file.toString(), arena -> Onnx.read(Opening.map(file, arena), file.toString()));
  }

  /**
   * Opens an ONNX model that is in memory, for one that lies in a jar. The array is not copied and
   * must not be changed.
   *
   * @param source what messages call it
   */
  public static WeightFile onnx(byte[] model, String source) {
    return Opening.of(source, arena -> Onnx.read(MemorySegment.ofArray(model), source));
  }

  /** The names of all tensors, in the order of the file. */
  public SequencedSet<String> names() {
    return tensors.sequencedKeySet();
  }

  public boolean has(String name) {
    return tensors.containsKey(name);
  }

  /**
   * What stands before this in a name: programs differ in whether they write {@code wte.weight} or
   * {@code transformer.wte.weight}, {@code embeddings.…} or {@code bert.embeddings.…}.
   *
   * @param name without a prefix, of a tensor that there is once
   * @return empty or ending in a dot
   * @throws DataException if no tensor's name ends so, or several do
   */
  public String prefix(String name) {
    if (has(name)) return "";
    String found = null;
    for (var n : tensors.keySet()) {
      if (!n.endsWith("." + name)) continue;
      if (found != null) throw bad("'%s' and '%s' both end in '%s'".formatted(found, n, name));
      found = n;
    }
    if (found == null) throw missing(name);
    return found.substring(0, found.length() - name.length());
  }

  /** The sizes of the dimensions, none for a scalar. */
  public int[] shape(String name) {
    return find(name).shape().clone();
  }

  /** The number of elements: the product of the shape. */
  public long size(String name) {
    return find(name).size();
  }

  /** The type of the elements in the file. */
  public Dtype type(String name) {
    return find(name).type();
  }

  /** The number of elements of all tensors of the types F64, F32, F16 and BF16. */
  public long parameters() {
    long sum = 0;
    for (var t : tensors.values())
      switch (t.type()) {
        case F64, F32, F16, BF16 -> sum += t.size();
        case I64, I32, I16, I8, U8, BOOL -> {}
      }
    return sum;
  }

  /**
   * A tensor of any shape, row-major, as floats: integers and F64 are rounded to the nearest.
   *
   * @throws DataException if there is no such tensor (the nearest names are told), or it is larger
   *     than an array or than the memory that Java may use
   */
  public float[] floats(String name) {
    var t = find(name);
    if (t.size() > LONGEST_ARRAY)
      throw bad(
          "tensor '%s' has %d elements, more than an array holds: read it in parts"
              .formatted(name, t.size()));
    long most = Runtime.getRuntime().maxMemory();
    if (t.size() * Float.BYTES > most)
      throw bad(
          "tensor '%s' has %d MB as floats, but Java may use only %d MB: start it with a larger -Xmx, or read it in parts"
              .formatted(name, (t.size() * Float.BYTES) >> 20, most >> 20));
    var out = new float[(int) t.size()];
    t.read(0, out, 0, out.length);
    return out;
  }

  /**
   * As {@link #floats(String)}, of this shape.
   *
   * @throws DataException also if it has another shape; says both
   */
  public float[] floats(String name, int... shape) {
    expect(name, shape);
    return floats(name);
  }

  /**
   * Reads a tensor of this shape into a part of an array, from {@code at} on: several tensors can
   * become one without a copy between.
   *
   * @throws DataException if there is no such tensor or it has another shape
   * @throws IndexOutOfBoundsException if the array is too short
   */
  public void read(String name, float[] into, int at, int... shape) {
    expect(name, shape);
    var t = find(name);
    part(name, 0, into, at, (int) Math.min(t.size(), Integer.MAX_VALUE));
  }

  /**
   * Reads {@code n} elements, from the element {@code from} in row-major order on, into a part of
   * an array. Costs as much as it reads; of a transposed matrix, as much as the rows that it
   * touches.
   *
   * @throws DataException if there is no such tensor
   * @throws IndexOutOfBoundsException if the tensor or the array is too short
   */
  public void part(String name, long from, float[] into, int at, int n) {
    var t = find(name);
    Objects.checkFromIndexSize(at, n, into.length);
    Objects.checkFromIndexSize(from, n, t.size());
    t.read(from, into, at, n);
  }

  /**
   * Checks that there is a tensor of this shape, without reading it.
   *
   * @throws DataException if there is none or it has another shape
   */
  public void expect(String name, int... shape) {
    var t = find(name);
    if (!Arrays.equals(t.shape(), shape))
      throw bad(
          "tensor '%s' has the shape %s, where %s was expected: do the configuration and the weights belong together?"
              .formatted(name, Arrays.toString(t.shape()), Arrays.toString(shape)));
  }

  /** Ends the mapping; nothing can be read any more. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) arena.close();
  }

  private StoredTensor find(String name) {
    var t = tensors.get(name);
    if (t == null) throw missing(name);
    return t;
  }

  private DataException missing(String name) {
    return bad(
        "there is no tensor '%s' among %d; the nearest are %s"
            .formatted(name, tensors.size(), nearest(name)));
  }

  /**
   * Names differ by a prefix, a suffix or a number: those that have most of both ends in common.
   */
  private String nearest(String name) {
    return tensors.keySet().stream()
        .sorted(Comparator.comparingInt((String n) -> -common(n, name)))
        .limit(SHOWN)
        .map(n -> "'" + n + "'")
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static int common(String a, String b) {
    int most = Math.min(a.length(), b.length());
    int head = 0;
    while (head < most && a.charAt(head) == b.charAt(head)) head++;
    int tail = 0;
    while (head + tail < most && a.charAt(a.length() - 1 - tail) == b.charAt(b.length() - 1 - tail))
      tail++;
    return head + tail;
  }

  private DataException bad(String what) {
    return new DataException(source + ": " + what);
  }

  @Override
  public String toString() {
    return "%s, %d tensors".formatted(source, tensors.size());
  }
}
