package millrace.neural.opencl;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import millrace.neural.compute.Attending;
import millrace.neural.compute.Convolution;
import millrace.neural.compute.Elementwise;
import millrace.neural.compute.Loss;
import millrace.neural.compute.Normalization;
import millrace.neural.compute.Op;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Product;
import millrace.neural.compute.Recurrence;
import millrace.neural.compute.Reduction;
import millrace.neural.compute.Scope;
import millrace.neural.compute.Shaping;
import millrace.neural.compute.Tensor;
import millrace.neural.compute.Update;

/**
 * Computes on a device by OpenCL, in single precision. Ask {@link #available} first: a machine
 * without a driver is no error, and {@code Cpu} does the same everywhere.
 *
 * <pre>{@code
 * try (Ops f = OpenCl.available() ? new OpenCl() : new Cpu()) {
 *   …
 * }
 * }</pre>
 *
 * <p>Work is queued: only {@link #floats} and {@link #doubles} wait for it, and tensors stay on the
 * device until then. Their memory comes from a pool and goes back to it when their {@link Scope} is
 * closed; what was made outside of any scope lives until {@link #close}. Results are the same bits
 * each time on the same device, since no order of additions is left to chance; they differ from
 * those of other backends by rounding.
 *
 * <p>Compiled kernels are cached in the user's cache folder (system property {@code
 * millrace.opencl.cache}: another folder, or {@code none}); the property {@code
 * millrace.opencl.pool} bounds how many bytes of unused memory the pool keeps, and {@code
 * millrace.opencl.library} names the library to load.
 */
public final class OpenCl implements Ops {
  private final ClWork work;
  private final OnElementwise elementwise;
  private final OnProduct product;
  private final OnShaping shaping;
  private final OnReduction reduction;
  private final OnNormalization normalization;
  private final OnConvolution convolution;
  private final OnRecurrence recurrence;
  private final OnAttending attending;
  private final OnLoss loss;
  private final OnUpdate update;

  /** What was found when it was first looked for. */
  private static final class Found {
    static final List<ClDevice> DEVICES;
    static final String WHY;

    static {
      List<ClDevice> devices = List.of();
      String why;
      try {
        devices = ClDevice.all();
        if (!devices.isEmpty()) why = "chosen: " + best(devices);
        else if (ClLibrary.SYMBOLS == null) why = ClLibrary.MISSING;
        else
          why =
              "there is an OpenCL library, but no driver that offers a device; on Debian the"
                  + " package pocl-opencl-icd brings one that computes on the processor";
      } catch (RuntimeException | LinkageError e) {
        why = "the OpenCL library does not work: " + e.getMessage();
      }
      DEVICES = devices;
      WHY = why;
    }

    private static ClDevice best(List<ClDevice> devices) {
      var order = List.of(ClDevice.Type.GPU, ClDevice.Type.ACCELERATOR, ClDevice.Type.CPU);
      return devices.stream()
          .min(Comparator.comparing(d -> Math.floorMod(order.indexOf(d.type()), 9)))
          .orElseThrow();
    }
  }

  /** Whether there is a device. */
  public static boolean available() {
    return !Found.DEVICES.isEmpty();
  }

  /** Which device is chosen, or why there is none. */
  public static String why() {
    return Found.WHY;
  }

  /** All devices; empty if there is no driver. */
  public static List<ClDevice> devices() {
    return Found.DEVICES;
  }

  /**
   * On the best device: a GPU if there is one, then an accelerator, then the processor.
   *
   * @throws IllegalStateException if there is none, saying why
   */
  public OpenCl() {
    this(chosen());
  }

  /** On this one of the {@link #devices}. */
  public OpenCl(ClDevice device) {
    this(device, device.type() == ClDevice.Type.CPU);
  }

  /**
   * @param processor whether kernels are written for processors: whole rows in vector registers; or
   *     else for devices whose work-items share rows and, of products, tiles of local memory
   */
  OpenCl(ClDevice device, boolean processor) {
    work = new ClWork(ClContext.of(device), processor, poolBound(device));
    reduction = new OnReduction(work);
    elementwise = new OnElementwise(work, reduction);
    product = new OnProduct(work);
    shaping = new OnShaping(work, elementwise);
    normalization = new OnNormalization(work, reduction);
    convolution = new OnConvolution(work, product);
    recurrence = new OnRecurrence(work, product, reduction);
    attending = new OnAttending(work);
    loss = new OnLoss(work, reduction);
    update = new OnUpdate(work);
  }

  private static ClDevice chosen() {
    if (!available()) throw new IllegalStateException("OpenCL: " + why());
    return Found.best(Found.DEVICES);
  }

  private static long poolBound(ClDevice device) {
    return Long.getLong("millrace.opencl.pool", Math.min(1L << 30, device.memory() / 4));
  }

  /** The device. */
  public ClDevice device() {
    return work.context.device;
  }

  /** How many tensors hold memory of the device, parameters included. */
  public int liveBuffers() {
    return work.pool.live();
  }

  /** How many times numbers of tensors were copied to the device: by tensor, zeros and set. */
  public long uploads() {
    return work.uploads();
  }

  /** How many times numbers were copied from the device: by floats and doubles, and by no op. */
  public long downloads() {
    return work.downloads();
  }

  @Override
  public Tensor[] run(Op op, Tensor... in) {
    var shapes = new int[in.length][];
    for (int i = 0; i < in.length; i++) {
      work.buffer(in[i]); // refuses what is not this device's before anything is done
      shapes[i] = in[i].shape();
    }
    var out = op.shapes(shapes);
    try {
      return run(op, in, out);
    } catch (RuntimeException | Error e) {
      work.abandon();
      throw e;
    }
  }

  private Tensor[] run(Op op, Tensor[] in, int[][] out) {
    return switch (op) {
      case Elementwise e -> elementwise.run(e, in, out);
      case Product p -> product.run(p, in, out);
      case Shaping s -> shaping.run(s, in, out);
      case Reduction r -> reduction.run(r, in, out);
      case Normalization n -> normalization.run(n, in, out);
      case Convolution c -> convolution.run(c, in, out);
      case Recurrence r -> recurrence.run(r, in, out);
      case Attending a -> attending.run(a, in, out);
      case Loss l -> loss.run(l, in, out);
      case Update u -> update.run(u, in);
    };
  }

  @Override
  public Tensor zeros(int... shape) {
    var out = work.make(shape.clone());
    work.fill(work.buffer(out), out.size(), 0);
    return out;
  }

  @Override
  public Tensor tensor(float[] values, int... shape) {
    sized(values.length, shape);
    var out = work.make(shape.clone());
    work.write(out, values);
    return out;
  }

  @Override
  public Tensor tensor(double[] values, int... shape) {
    var rounded = new float[values.length];
    for (int i = 0; i < rounded.length; i++) rounded[i] = (float) values[i];
    return tensor(rounded, shape);
  }

  @Override
  public float[] floats(Tensor tensor) {
    return work.read(tensor);
  }

  @Override
  public double[] doubles(Tensor tensor) {
    var values = work.read(tensor);
    var out = new double[values.length];
    for (int i = 0; i < out.length; i++) out[i] = values[i];
    return out;
  }

  @Override
  public void set(Tensor tensor, float[] values) {
    sized(values.length, tensor.shape());
    work.write(tensor, values);
  }

  private static void sized(int values, int... shape) {
    if (values != Tensor.sizeOf(shape))
      throw new IllegalArgumentException(
          "%d values do not fill the shape %s".formatted(values, Arrays.toString(shape)));
  }

  @Override
  public Scope scope() {
    return work.enter();
  }

  /** Waits until the device has done all that was asked of it. */
  public void finish() {
    work.finish();
  }

  /** For tests. */
  ClWork work() {
    return work;
  }

  @Override
  public void close() {
    work.close();
  }

  @Override
  public String toString() {
    return "OpenCl on " + device();
  }
}
