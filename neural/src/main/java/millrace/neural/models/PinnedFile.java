package millrace.neural.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import millrace.data.DataException;
import millrace.neural.weights.WeightFile;
import org.jspecify.annotations.Nullable;

/**
 * A file that a model needs and does not hold, as it would make the model's own file large: where
 * it lies, and its digest, so that another file in its place is noticed.
 *
 * <p>{@code classpath:/name} is a resource, such as an entry of a jar. Where there is no file at
 * the path, the one of that name is taken from the folder that the system property {@value #FOLDER}
 * names, if it is set: so a model can move to another machine.
 *
 * @param path of a file, or {@code classpath:/} and the name of a resource
 * @param sha256 in hexadecimal digits
 */
public record PinnedFile(String path, String sha256) {
  /** The system property that names a folder for files that are not where they were. */
  public static final String FOLDER = "millrace.weights";

  static final String RESOURCE = "classpath:";
  private static final int BUFFER = 1 << 16;

  /**
   * A file as it is now. Reads all of it.
   *
   * @throws DataException if it is not there or cannot be read
   */
  static PinnedFile of(String path) {
    try (var in = open(path)) {
      return new PinnedFile(path, digest(in));
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** Whether there is such a file or resource. */
  static boolean there(String path) {
    if (!path.startsWith(RESOURCE)) return Files.isRegularFile(Path.of(path));
    try (var in = resource(path)) {
      return in != null;
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /**
   * All of it.
   *
   * @throws DataException if it is not there, cannot be read or is another file than it was
   */
  byte[] bytes() {
    try (var in = open(path)) {
      var bytes = in.readAllBytes();
      check(HexFormat.of().formatHex(newDigest().digest(bytes)));
      return bytes;
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /**
   * The tensors of it, an ONNX model if its name ends so, else safetensors. A file is mapped, a
   * resource is read into memory.
   *
   * @throws DataException as {@link #bytes}
   */
  WeightFile weights() {
    boolean onnx = path.endsWith(".onnx");
    if (path.startsWith(RESOURCE)) {
      var bytes = bytes();
      return onnx ? WeightFile.onnx(bytes, path) : WeightFile.safetensors(bytes, path);
    }
    check(of(path).sha256);
    return onnx ? WeightFile.onnx(file(path)) : WeightFile.safetensors(file(path));
  }

  private void check(String found) {
    if (!found.equals(sha256))
      throw new DataException(
          "%s is not the file that the model was fitted with: its SHA-256 is %s, where %s was expected; bring that file back, or fit again"
              .formatted(path, found, sha256));
  }

  private static InputStream open(String path) throws IOException {
    if (!path.startsWith(RESOURCE)) return Files.newInputStream(file(path));
    var in = resource(path);
    if (in == null)
      throw new DataException(
          "%s: there is no such resource on the class path: add the jar that has it"
              .formatted(path));
    return in;
  }

  /** The file, where it was or in the folder for those that are not. */
  private static Path file(String path) {
    var file = Path.of(path);
    if (Files.isRegularFile(file)) return file;
    var folder = System.getProperty(FOLDER, "");
    var name = file.getFileName();
    if (!folder.isEmpty() && name != null && Files.isRegularFile(Path.of(folder).resolve(name)))
      return Path.of(folder).resolve(name);
    throw new DataException(
        "%s: there is no such file%s; put it there, or set -D%s=FOLDER to where it lies"
            .formatted(
                path, folder.isEmpty() ? "" : ", nor one of that name in " + folder, FOLDER));
  }

  private static @Nullable InputStream resource(String path) {
    var name = path.substring(RESOURCE.length()).replaceFirst("^/+", "");
    var loader = Thread.currentThread().getContextClassLoader();
    var in = loader == null ? null : loader.getResourceAsStream(name);
    return in != null ? in : PinnedFile.class.getResourceAsStream("/" + name);
  }

  private static String digest(InputStream in) throws IOException {
    var digest = newDigest();
    var buffer = new byte[BUFFER];
    for (int n; (n = in.read(buffer)) >= 0; ) digest.update(buffer, 0, n);
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new LinkageError("every Java has SHA-256", e);
    }
  }

  private static DataException unreadable(String path, IOException e) {
    return new DataException("%s cannot be read: %s".formatted(path, e), e);
  }
}
