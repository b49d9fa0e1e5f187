package millrace.neural.opencl;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A device that a driver offers.
 *
 * @param platform the name of the driver's platform
 * @param name the name of the device
 * @param vendor who made it
 * @param version the OpenCL version it speaks
 * @param driver the version of its driver
 * @param type what it is
 * @param units how many compute units it has: cores of a processor
 * @param memory its memory as it reports it, in bytes: not a promise
 * @param id by which the driver knows it
 */
public record ClDevice(
    String platform,
    String name,
    String vendor,
    String version,
    String driver,
    Type type,
    int units,
    long memory,
    long id) {
  private static final int PLATFORM_NAME = 0x0902;
  private static final int DEVICE_TYPE = 0x1000;
  private static final int DEVICE_UNITS = 0x1002;
  private static final int DEVICE_MEMORY = 0x101F;
  private static final int DEVICE_NAME = 0x102B;
  private static final int DEVICE_VENDOR = 0x102C;
  private static final int DRIVER_VERSION = 0x102D;
  private static final int DEVICE_VERSION = 0x102F;
  private static final long ALL_TYPES = 0xFFFFFFFFL;

  /** What a device is. */
  public enum Type {
    CPU,
    GPU,
    ACCELERATOR,
    OTHER
  }

  /** All devices of all platforms, in the order of the drivers; none if there is no driver. */
  static List<ClDevice> all() {
    if (ClLibrary.SYMBOLS == null) return List.of();
    try (var arena = Arena.ofConfined()) {
      var count = arena.allocate(JAVA_INT);
      int code = (int) Cl.GET_PLATFORM_IDS.invokeExact(0, MemorySegment.NULL, count);
      if (code == ClErrors.PLATFORM_NOT_FOUND) return List.of();
      Cl.check(code, "clGetPlatformIDs");
      int n = count.get(JAVA_INT, 0);
      if (n == 0) return List.of();
      var platforms = arena.allocate(JAVA_LONG, n);
      Cl.check((int) Cl.GET_PLATFORM_IDS.invokeExact(n, platforms, count), "clGetPlatformIDs");
      var devices = new ArrayList<ClDevice>();
      for (int p = 0; p < n; p++) devicesOf(platforms.getAtIndex(JAVA_LONG, p), devices, arena);
      return List.copyOf(devices);
    } catch (Throwable t) {
      throw Cl.unexpected(t);
    }
  }

  private static void devicesOf(long platform, List<ClDevice> to, Arena arena) throws Throwable {
    var count = arena.allocate(JAVA_INT);
    int code =
        (int) Cl.GET_DEVICE_IDS.invokeExact(platform, ALL_TYPES, 0, MemorySegment.NULL, count);
    int n = count.get(JAVA_INT, 0);
    if (code == ClErrors.DEVICE_NOT_FOUND || n == 0) return;
    Cl.check(code, "clGetDeviceIDs");
    var ids = arena.allocate(JAVA_LONG, n);
    Cl.check(
        (int) Cl.GET_DEVICE_IDS.invokeExact(platform, ALL_TYPES, n, ids, count), "clGetDeviceIDs");
    var room = arena.allocate(4096);
    int ok =
        (int)
            Cl.GET_PLATFORM_INFO.invokeExact(
                platform, PLATFORM_NAME, room.byteSize(), room, MemorySegment.NULL);
    Cl.check(ok, "clGetPlatformInfo");
    var name = room.getString(0).strip();
    for (int d = 0; d < n; d++) to.add(of(name, ids.getAtIndex(JAVA_LONG, d), arena));
  }

  private static ClDevice of(String platform, long id, Arena arena) throws Throwable {
    long bits = number(id, DEVICE_TYPE, arena);
    return new ClDevice(
        platform,
        text(id, DEVICE_NAME, arena),
        text(id, DEVICE_VENDOR, arena),
        text(id, DEVICE_VERSION, arena),
        text(id, DRIVER_VERSION, arena),
        (bits & 4) != 0
            ? Type.GPU
            : (bits & 2) != 0 ? Type.CPU : (bits & 8) != 0 ? Type.ACCELERATOR : Type.OTHER,
        (int) number(id, DEVICE_UNITS, arena),
        number(id, DEVICE_MEMORY, arena),
        id);
  }

  private static MemorySegment info(long id, int what, Arena arena) throws Throwable {
    var room = arena.allocate(4096, 8);
    int code =
        (int) Cl.GET_DEVICE_INFO.invokeExact(id, what, room.byteSize(), room, MemorySegment.NULL);
    Cl.check(code, "clGetDeviceInfo");
    return room;
  }

  private static String text(long id, int what, Arena arena) throws Throwable {
    return info(id, what, arena).getString(0).strip();
  }

  /**
   * Numbers of 4 bytes, too: the rest of the room is zero, and all these machines little-endian.
   */
  private static long number(long id, int what, Arena arena) throws Throwable {
    return info(id, what, arena).get(JAVA_LONG, 0);
  }

  /** {@code Portable Computing Language: pthread-… (CPU, 2 units, 15.6 GiB)}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %s (%s, %d units, %.1f GiB)",
        platform,
        name,
        type,
        units,
        memory / (double) (1 << 30));
  }
}
