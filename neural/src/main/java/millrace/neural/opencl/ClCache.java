package millrace.neural.opencl;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Compiled programs on disk, a file each, in front of it the hash of the rest: a file that was cut
 * short or changed counts as absent. Another process may write at the same time, so that a file
 * only appears whole. A cache that cannot be written is none; nothing depends on it.
 *
 * @param folder where; null: nowhere
 */
record ClCache(@Nullable Path folder) {
  private static final int HASH = 32;

  /**
   * In the system property {@code millrace.opencl.cache} ("none": no cache), or else in the folder
   * that the system has for such things.
   */
  static ClCache ofUser() {
    var own = System.getProperty("millrace.opencl.cache");
    if (own != null) return new ClCache(own.equals("none") ? null : Path.of(own));
    var home = System.getProperty("user.home", "");
    var system = System.getProperty("os.name", "");
    var xdg = System.getenv("XDG_CACHE_HOME");
    var local = System.getenv("LOCALAPPDATA");
    Path folder = null;
    if (system.startsWith("Windows") && local != null) folder = Path.of(local);
    else if (system.startsWith("Mac")) folder = Path.of(home, "Library", "Caches");
    else if (xdg != null && !xdg.isEmpty()) folder = Path.of(xdg);
    else if (!home.isEmpty()) folder = Path.of(home, ".cache");
    return new ClCache(folder == null ? null : folder.resolve("millrace").resolve("opencl"));
  }

  /** Names a program by all that its compiled form depends on. */
  static String key(ClDevice device, String options, String source) {
    var text =
        String.join(
            "\n",
            device.platform(),
            device.name(),
            device.version(),
            device.driver(),
            options,
            source);
    return HexFormat.of().formatHex(hash(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** What was written under this key; null if there is nothing, or nothing whole. */
  byte @Nullable [] read(String key) {
    if (folder == null) return null;
    try {
      var bytes = Files.readAllBytes(folder.resolve(key));
      if (bytes.length <= HASH) return null;
      var body = Arrays.copyOfRange(bytes, HASH, bytes.length);
      return Arrays.equals(Arrays.copyOf(bytes, HASH), hash(body)) ? body : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** Keeps a program, if it can be. */
  void write(String key, byte[] body) {
    if (folder == null || body.length == 0) return;
    try {
      Files.createDirectories(folder);
      var part = Files.createTempFile(folder, key, ".part");
      try {
        Files.write(
            part, ByteBuffer.allocate(HASH + body.length).put(hash(body)).put(body).array());
        Files.move(
            part,
            folder.resolve(key),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      // A full disk or a folder that is not ours: the program is compiled again next time.
    }
  }

  private static byte[] hash(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
