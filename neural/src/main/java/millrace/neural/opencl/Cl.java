package millrace.neural.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The functions of OpenCL 1.2 that are used here. Touch it only where {@link ClLibrary#SYMBOLS} are
 * there. Pointers to the driver's own objects are handles, plain longs; memory is a segment.
 */
@SuppressWarnings("restricted") // calls of native code
final class Cl {
  private static final ValueLayout.OfLong HANDLE = JAVA_LONG;
  private static final ValueLayout.OfLong SIZE = JAVA_LONG;

  static final MethodHandle GET_PLATFORM_IDS =
      function("clGetPlatformIDs", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  static final MethodHandle GET_PLATFORM_INFO = info("clGetPlatformInfo");
  static final MethodHandle GET_DEVICE_IDS =
      function("clGetDeviceIDs", JAVA_INT, HANDLE, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
  static final MethodHandle GET_DEVICE_INFO = info("clGetDeviceInfo");
  static final MethodHandle CREATE_CONTEXT =
      function("clCreateContext", HANDLE, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  static final MethodHandle CREATE_QUEUE =
      function("clCreateCommandQueue", HANDLE, HANDLE, HANDLE, JAVA_LONG, ADDRESS);
  static final MethodHandle CREATE_PROGRAM_WITH_SOURCE =
      function("clCreateProgramWithSource", HANDLE, HANDLE, JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
  static final MethodHandle CREATE_PROGRAM_WITH_BINARY =
      function(
          "clCreateProgramWithBinary",
          HANDLE,
          HANDLE,
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS);
  static final MethodHandle BUILD_PROGRAM =
      function("clBuildProgram", JAVA_INT, HANDLE, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  static final MethodHandle GET_PROGRAM_INFO = info("clGetProgramInfo");
  static final MethodHandle GET_PROGRAM_BUILD_INFO =
      function("clGetProgramBuildInfo", JAVA_INT, HANDLE, HANDLE, JAVA_INT, SIZE, ADDRESS, ADDRESS);
  static final MethodHandle CREATE_KERNEL =
      function("clCreateKernel", HANDLE, HANDLE, ADDRESS, ADDRESS);
  static final MethodHandle SET_KERNEL_ARG =
      function("clSetKernelArg", JAVA_INT, HANDLE, JAVA_INT, SIZE, ADDRESS);
  static final MethodHandle CREATE_BUFFER =
      function("clCreateBuffer", HANDLE, HANDLE, JAVA_LONG, SIZE, ADDRESS, ADDRESS);
  static final MethodHandle ENQUEUE_KERNEL =
      function(
          "clEnqueueNDRangeKernel",
          JAVA_INT,
          HANDLE,
          HANDLE,
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          ADDRESS);
  static final MethodHandle ENQUEUE_READ = transfer("clEnqueueReadBuffer");
  static final MethodHandle ENQUEUE_WRITE = transfer("clEnqueueWriteBuffer");
  static final MethodHandle FINISH = function("clFinish", JAVA_INT, HANDLE);
  static final MethodHandle RELEASE_BUFFER = function("clReleaseMemObject", JAVA_INT, HANDLE);
  static final MethodHandle RELEASE_KERNEL = function("clReleaseKernel", JAVA_INT, HANDLE);
  static final MethodHandle RELEASE_PROGRAM = function("clReleaseProgram", JAVA_INT, HANDLE);
  static final MethodHandle RELEASE_QUEUE = function("clReleaseCommandQueue", JAVA_INT, HANDLE);

  private Cl() {}

  private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... in) {
    var symbols = ClLibrary.SYMBOLS;
    if (symbols == null) throw new IllegalStateException(ClLibrary.MISSING);
    var at =
        symbols
            .find(name)
            .orElseThrow(() -> new IllegalStateException("the OpenCL library has no " + name));
    return Linker.nativeLinker().downcallHandle(at, FunctionDescriptor.of(result, in));
  }

  private static MethodHandle info(String name) {
    return function(name, JAVA_INT, HANDLE, JAVA_INT, SIZE, ADDRESS, ADDRESS);
  }

  private static MethodHandle transfer(String name) {
    return function(
        name, JAVA_INT, HANDLE, HANDLE, JAVA_INT, SIZE, SIZE, ADDRESS, JAVA_INT, ADDRESS, ADDRESS);
  }

  /** Turns an error code into an exception. */
  static void check(int code, String what) {
    if (code != 0) throw failed(code, what);
  }

  /** The exception for an error code. */
  static IllegalStateException failed(int code, String what) {
    return new IllegalStateException("OpenCL: %s failed: %s".formatted(what, ClErrors.text(code)));
  }

  /** What a call through a method handle declares: it throws nothing of its own. */
  static RuntimeException unexpected(Throwable t) {
    if (t instanceof Error e) throw e;
    return t instanceof RuntimeException e ? e : new IllegalStateException(t);
  }
}
