package millrace.neural.weights;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import millrace.data.DataException;
import millrace.store.SafetensorsHeader;
import org.jspecify.annotations.Nullable;

/** Tensors of one safetensors file, or of the shards that an index names. */
final class SafetensorsWeights {
  private static final String FILE = "model.safetensors";
  private static final String INDEX = ".index.json";

  private SafetensorsWeights() {}

  static SequencedMap<String, StoredTensor> read(Path path, Arena arena) throws IOException {
    var file = Files.isDirectory(path) ? within(path) : path;
    return file.toString().endsWith(INDEX) ? sharded(file, arena) : one(file, arena);
  }

  private static Path within(Path folder) {
    for (var name : List.of(FILE, FILE + INDEX))
      if (Files.exists(folder.resolve(name))) return folder.resolve(name);
    throw new DataException(
        "%s: the folder has neither %s nor %s".formatted(folder, FILE, FILE + INDEX));
  }

  private static SequencedMap<String, StoredTensor> one(Path file, Arena arena) throws IOException {
    try (var channel = Opening.channel(file)) {
      var header = SafetensorsHeader.read(channel, file.toString());
      long end = header.dataStart();
      for (var e : header.tensors().values()) end = Math.max(end, header.dataStart() + e.end());
      var mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, end, arena);
      return tensors(header, mapped, file.toString());
    }
  }

  /** A file that is in memory. */
  static SequencedMap<String, StoredTensor> read(byte[] file, String source) throws IOException {
    return tensors(
        SafetensorsHeader.read(file, source), MemorySegment.ofArray(file).asReadOnly(), source);
  }

  private static SequencedMap<String, StoredTensor> tensors(
      SafetensorsHeader header, MemorySegment all, String source) {
    var out = new LinkedHashMap<String, StoredTensor>();
    for (var e : header.tensors().values()) {
      var dims = new long[e.shape().size()];
      for (int i = 0; i < dims.length; i++) dims[i] = e.shape().get(i);
      var where = "%s: tensor '%s'".formatted(source, e.name());
      var shape = StoredTensor.shape(dims, e.dtype(), where);
      var data = all.asSlice(header.dataStart() + e.begin(), e.end() - e.begin());
      out.put(e.name(), StoredTensor.of(e.dtype(), shape, data));
    }
    return out;
  }

  private static SequencedMap<String, StoredTensor> sharded(Path index, Arena arena)
      throws IOException {
    var shards = new LinkedHashMap<String, Map<String, StoredTensor>>();
    var out = new LinkedHashMap<String, StoredTensor>();
    for (var e : weightMap(index).entrySet()) {
      if (!(e.getValue() instanceof String shard))
        throw new DataException(
            "%s: tensor '%s' is in %s, where the name of a file was expected"
                .formatted(index, e.getKey(), e.getValue()));
      var tensors = shards.get(shard);
      if (tensors == null) {
        tensors = one(beside(index, e.getKey(), shard), arena);
        shards.put(shard, tensors);
      }
      var tensor = tensors.get(e.getKey());
      if (tensor == null)
        throw new DataException(
            "%s: tensor '%s' should be in %s, which lacks it: do index and shards belong together?"
                .formatted(index, e.getKey(), shard));
      out.put(e.getKey(), tensor);
    }
    return out;
  }

  private static Map<String, @Nullable Object> weightMap(Path index) throws IOException {
    var map = JsonFile.read(index).get("weight_map");
    if (!(map instanceof Map<?, ?> files))
      throw new DataException(
          "%s: 'weight_map' is %s, where an object of tensors and files was expected"
              .formatted(index, JsonFile.shown(map)));
    @SuppressWarnings("unchecked") // JSON has only strings as keys
    var typed = (Map<String, @Nullable Object>) files;
    return typed;
  }

  /** An index must not reach into other folders. */
  private static Path beside(Path index, String tensor, String shard) {
    boolean plain = !shard.matches("(?s).*[/\\\\:\\x00].*") && !shard.startsWith(".");
    if (!plain || shard.isEmpty())
      throw new DataException(
          "%s: tensor '%s' is in '%s', where the plain name of a file beside the index was expected"
              .formatted(index, tensor, shard));
    return index.resolveSibling(shard);
  }
}
