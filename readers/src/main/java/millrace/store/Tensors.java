package millrace.store;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * A safetensors file as other programs know it: named arrays of any shape and free texts, no model.
 *
 * <pre>{@code
 * Tensors.of(Map.of("format", "pt")).with("weight", new float[6], 2, 3).write(Path.of("w.safetensors"));
 * float[] weight = Tensors.read(Path.of("w.safetensors")).floats("weight", 2);
 * }</pre>
 *
 * <p>Files from anywhere may be opened, as {@link Store} says. What is read has the types F64, F32,
 * I64, I32, U8 and BOOL.
 *
 * @param metadata free texts
 * @param tensors by name
 * @see "https://github.com/huggingface/safetensors, README, section Format"
 */
public record Tensors(SequencedMap<String, String> metadata, SequencedMap<String, Tensor> tensors) {
  /**
   * An array and its shape.
   *
   * @param array double[], float[], long[], int[], byte[] or boolean[], row-major
   */
  public record Tensor(Object array, List<Long> shape) {
    public Tensor {
      shape = List.copyOf(shape);
      long size = 1;
      for (long n : shape) size *= n;
      if (size != Dtype.length(array))
        throw new IllegalArgumentException(
            "a tensor of shape %s has %d elements, not %d"
                .formatted(shape, size, Dtype.length(array)));
    }
  }

  /** No tensors yet. */
  public static Tensors of(SequencedMap<String, String> metadata) {
    return new Tensors(new LinkedHashMap<>(metadata), new LinkedHashMap<>());
  }

  /** The same with one more. */
  public Tensors with(String name, Object array, long... shape) {
    var all = new LinkedHashMap<>(tensors);
    all.put(name, new Tensor(array, Arrays.stream(shape).boxed().toList()));
    return new Tensors(metadata, all);
  }

  /**
   * Reads all of a file.
   *
   * @throws StoreException if it cannot be read or is damaged
   */
  public static Tensors read(Path file) {
    return Store.open(
        file,
        f -> {
          var all = new LinkedHashMap<String, Tensor>();
          for (var name : f.names()) all.put(name, new Tensor(f.takeFlat(name), f.shape(name)));
          return new Tensors(new LinkedHashMap<>(f.metadata()), all);
        });
  }

  /**
   * Writes a file, which appears whole or not at all.
   *
   * @throws StoreException if it cannot be written
   */
  public void write(Path file) {
    write(file, Dtype.F32);
  }

  /**
   * Writes a file whose floats have this type, for other programs: {@link #read} knows only F32.
   * Halves are rounded to the nearest, of two as near to the even one.
   *
   * @param floats F32, F16 or BF16
   * @throws StoreException if it cannot be written, or a float is too large for the type
   */
  public void write(Path file, Dtype floats) {
    if (floats != Dtype.F32 && floats != Dtype.F16 && floats != Dtype.BF16)
      throw new IllegalArgumentException("floats become F32, F16 or BF16, not " + floats);
    var out = new SafetensorsWriter();
    tensors.forEach(
        (name, t) -> {
          var type = t.array() instanceof float[] ? floats : Dtype.of(t.array().getClass());
          out.add(name, t.array(), t.shape(), type);
        });
    Store.write(out.header(metadata), out, file);
  }
}
