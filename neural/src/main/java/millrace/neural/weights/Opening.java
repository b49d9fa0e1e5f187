package millrace.neural.weights;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SequencedMap;
import millrace.data.DataException;
import millrace.store.StoreException;

/** Opens weight files so that nothing stays mapped if something is wrong with them. */
final class Opening {
  /** Finds the tensors of a file that it maps in this arena. */
  interface Reader {
    SequencedMap<String, StoredTensor> tensors(Arena arena) throws IOException;
  }

  private Opening() {}

  static WeightFile of(String source, Reader reader) {
    var arena = Arena.ofShared(); // any thread may read and close
    boolean opened = false;
    try {
      var file = new WeightFile(source, arena, reader.tensors(arena));
      opened = true;
      return file;
    } catch (StoreException e) { // names the file itself
      throw new DataException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new DataException("%s cannot be read: %s".formatted(source, e), e);
    } finally {
      if (!opened) arena.close();
    }
  }

  /** The whole file. */
  static MemorySegment map(Path file, Arena arena) throws IOException {
    try (var channel = channel(file)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    }
  }

  static FileChannel channel(Path file) throws IOException {
    if (!Files.exists(file)) throw new DataException(file + ": there is no such file");
    if (!Files.isRegularFile(file)) throw new DataException(file + ": it is not a file");
    return FileChannel.open(file, StandardOpenOption.READ);
  }
}
