package millrace.neural.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import millrace.neural.compute.Function;
import org.jspecify.annotations.Nullable;

/**
 * What all {@link OpenCl} of a device share for as long as the process lives: the driver's context
 * and the compiled programs, so that a second one starts at once. Compiled code is kept on disk,
 * too ({@link ClCache}).
 */
final class ClContext {
  private static final int BUILD_LOG = 0x1183;
  private static final int BINARY_SIZES = 0x1165;
  private static final int BINARIES = 0x1166;
  private static final String OPTIONS = "-cl-std=CL1.2";
  private static final String PROCESSOR = OPTIONS + " -DPROCESSOR";
  private static final Map<Long, ClContext> CONTEXTS = new HashMap<>();

  final ClDevice device;
  final long handle;
  private final ClCache cache;
  private final Map<String, Long> programs = new HashMap<>();
  private int compiled;

  private ClContext(ClDevice device, ClCache cache) {
    this.device = device;
    this.cache = cache;
    try (var arena = Arena.ofConfined()) {
      var code = arena.allocate(JAVA_INT);
      var none = MemorySegment.NULL;
      handle =
          (long)
              Cl.CREATE_CONTEXT.invokeExact(
                  none, 1, arena.allocateFrom(JAVA_LONG, device.id()), none, none, code);
      Cl.check(code.get(JAVA_INT, 0), "clCreateContext for " + device);
    } catch (Throwable t) {
      throw Cl.unexpected(t);
    }
  }

  /** The context of a device. */
  static ClContext of(ClDevice device) {
    synchronized (CONTEXTS) {
      var known = CONTEXTS.get(device.id());
      if (known == null) {
        known = new ClContext(device, ClCache.ofUser());
        CONTEXTS.put(device.id(), known);
      }
      return known;
    }
  }

  /** A context of its own, for tests of the cache. */
  static ClContext with(ClDevice device, ClCache cache) {
    return new ClContext(device, cache);
  }

  /**
   * The program of a {@code .cl} file of this package.
   *
   * @param processor whether it is compiled for a processor
   */
  long program(String file, boolean processor) {
    return program(file, resource("common") + resource(file), processor ? PROCESSOR : OPTIONS);
  }

  /** The program of a source, with the numbers of the {@link Function}s defined. */
  long program(String name, String source) {
    return program(name, source, OPTIONS);
  }

  private synchronized long program(String name, String source, String options) {
    var text = numbers() + source;
    var key = ClCache.key(device, options, text);
    var known = programs.get(key);
    if (known != null) return known;
    var program = load(key, options);
    if (program == 0) {
      program = compile(name, text, options);
      cache.write(key, binary(program));
    }
    programs.put(key, program);
    return program;
  }

  /** How many programs were compiled from source, the others having come from the cache. */
  synchronized int compiled() {
    return compiled;
  }

  @SuppressWarnings("EnumOrdinal") // kernels compiled from this very source know them by number
  private static String numbers() {
    var text = new StringBuilder();
    for (var f : Function.values())
      text.append("#define ").append(f).append(' ').append(f.ordinal()).append('\n');
    return text.toString();
  }

  private static String resource(String file) {
    try (var in = ClContext.class.getResourceAsStream(file + ".cl")) {
      if (in == null) throw new IllegalStateException("no kernels called %s.cl".formatted(file));
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long compile(String name, String source, String options) {
    compiled++;
    try (var arena = Arena.ofConfined()) {
      var code = arena.allocate(JAVA_INT);
      var text = arena.allocateFrom(ADDRESS, arena.allocateFrom(source));
      long program =
          (long)
              Cl.CREATE_PROGRAM_WITH_SOURCE.invokeExact(handle, 1, text, MemorySegment.NULL, code);
      Cl.check(code.get(JAVA_INT, 0), "clCreateProgramWithSource");
      int built = build(program, options, arena);
      if (built != 0)
        throw new IllegalStateException(
            "OpenCL: %s.cl does not compile for %s: %s%n%s"
                .formatted(name, device, ClErrors.text(built), log(program, arena)));
      return program;
    } catch (Throwable t) {
      throw Cl.unexpected(t);
    }
  }

  private int build(long program, String options, Arena arena) throws Throwable {
    var devices = arena.allocateFrom(JAVA_LONG, device.id());
    var none = MemorySegment.NULL;
    return (int)
        Cl.BUILD_PROGRAM.invokeExact(program, 1, devices, arena.allocateFrom(options), none, none);
  }

  private String log(long program, Arena arena) throws Throwable {
    var room = arena.allocate(1 << 16);
    int ignored =
        (int)
            Cl.GET_PROGRAM_BUILD_INFO.invokeExact(
                program, device.id(), BUILD_LOG, room.byteSize(), room, MemorySegment.NULL);
    return room.getString(0);
  }

  /** The program from the cache; 0 if it is not there or the driver does not want it. */
  private long load(String key, String options) {
    byte @Nullable [] bytes = cache.read(key);
    if (bytes == null) return 0;
    try (var arena = Arena.ofConfined()) {
      var code = arena.allocate(JAVA_INT);
      long program =
          (long)
              Cl.CREATE_PROGRAM_WITH_BINARY.invokeExact(
                  handle,
                  1,
                  arena.allocateFrom(JAVA_LONG, device.id()),
                  arena.allocateFrom(JAVA_LONG, bytes.length),
                  arena.allocateFrom(ADDRESS, arena.allocateFrom(JAVA_BYTE, bytes)),
                  MemorySegment.NULL,
                  code);
      if (code.get(JAVA_INT, 0) != 0) return 0;
      if (build(program, options, arena) == 0) return program;
      int ignored = (int) Cl.RELEASE_PROGRAM.invokeExact(program);
      return 0;
    } catch (Throwable t) {
      throw Cl.unexpected(t);
    }
  }

  private byte[] binary(long program) {
    try (var arena = Arena.ofConfined()) {
      var size = arena.allocate(JAVA_LONG);
      var none = MemorySegment.NULL;
      Cl.check(
          (int) Cl.GET_PROGRAM_INFO.invokeExact(program, BINARY_SIZES, 8L, size, none),
          "clGetProgramInfo");
      if (size.get(JAVA_LONG, 0) == 0) return new byte[0]; // the driver does not give it away
      var room = arena.allocate(size.get(JAVA_LONG, 0));
      var list = arena.allocateFrom(ADDRESS, room);
      Cl.check(
          (int) Cl.GET_PROGRAM_INFO.invokeExact(program, BINARIES, 8L, list, none),
          "clGetProgramInfo");
      return room.toArray(JAVA_BYTE);
    } catch (Throwable t) {
      throw Cl.unexpected(t);
    }
  }
}
