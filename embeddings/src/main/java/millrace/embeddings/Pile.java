package millrace.embeddings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Pairs and their weights, added one after the other and read from the beginning as often as one
 * likes: in memory as long as they are few, then in a file of the folder, 12 bytes each.
 */
final class Pile implements AutoCloseable {
  private static final int BYTES = 12;

  private final Path file;
  private final int most;
  private long[] pairs = new long[16];
  private float[] sums = new float[16];
  private int held;
  private long written;
  private FileChannel channel;

  /**
   * @param file made when it is needed, and deleted by {@link #close}
   * @param most how many are held in memory
   */
  Pile(Path file, int most) {
    this.file = file;
    this.most = most;
  }

  long size() {
    return written + held;
  }

  void add(long pair, float sum) {
    if (held == most) write();
    if (held == pairs.length) {
      int length = Math.min(most, 2 * held);
      pairs = Arrays.copyOf(pairs, length);
      sums = Arrays.copyOf(sums, length);
    }
    pairs[held] = pair;
    sums[held++] = sum;
  }

  private void write() {
    try {
      if (channel == null)
        channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
      var bytes = ByteBuffer.allocate(held * BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < held; i++) bytes.putLong(pairs[i]).putFloat(sums[i]);
      bytes.flip();
      for (long at = written * BYTES; bytes.hasRemaining(); ) at += channel.write(bytes, at);
      written += held;
      held = 0;
    } catch (IOException e) {
      throw new UncheckedIOException(
          file + ": pairs of words cannot be kept there; is the disk full?", e);
    }
  }

  /** Gives the pairs from .. from + n − 1, n being what was asked for or what is left. */
  int read(long from, long[] pair, float[] sum) {
    int n = (int) Math.min(pair.length, size() - from);
    int inFile = Math.clamp(written - from, 0, n);
    if (inFile > 0) readFile(from, inFile, pair, sum);
    int at = (int) Math.max(0, from - written);
    System.arraycopy(pairs, at, pair, inFile, n - inFile);
    System.arraycopy(sums, at, sum, inFile, n - inFile);
    return n;
  }

  private void readFile(long from, int n, long[] pair, float[] sum) {
    try {
      var bytes = ByteBuffer.allocate(n * BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (long at = from * BYTES; bytes.hasRemaining(); ) {
        int read = channel.read(bytes, at);
        if (read < 0) throw new IOException("it has become shorter");
        at += read;
      }
      bytes.flip();
      for (int i = 0; i < n; i++) {
        pair[i] = bytes.getLong();
        sum[i] = bytes.getFloat();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": pairs of words cannot be read back", e);
    }
  }

  @Override
  public void close() {
    pairs = new long[0];
    sums = new float[0];
    try {
      if (channel != null) channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be closed", e);
    }
  }
}
