package millrace.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Stands for the sides of {@code bench neural} and {@code bench transformers}: each answers at
 * once, with times that it makes up.
 */
final class FakeNeural {
  private FakeNeural() {}

  /** Answers until the end of input: so many seconds a time, and this value. */
  static void serve(double seconds, double value) throws IOException {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = in.readLine()) != null; ) {
      if (line.equals("version")) {
        System.out.println("{\"version\": \"fake\"}");
      } else if (line.startsWith("open")) {
        System.out.println("{}");
      } else {
        int times = Integer.parseInt(line.substring("run times=".length()));
        System.out.printf(
            "{\"seconds\": %s, \"processor\": %s, \"value\": %s}%n",
            seconds * times, seconds * times / 2, value);
      }
    }
  }

  /** Ours. */
  public static final class Millrace {
    private Millrace() {}

    public static void main(String... args) throws IOException {
      serve(0.125, 2);
    }
  }

  /** Half as fast as ours. */
  public static final class Torch {
    private Torch() {}

    public static void main(String... args) throws IOException {
      serve(0.25, 2);
    }
  }

  /** Twice as fast as ours. */
  public static final class Onnx {
    private Onnx() {}

    public static void main(String... args) throws IOException {
      serve(0.0625, 2);
    }
  }

  /** A quarter as fast as ours. */
  public static final class OpenBlas {
    private OpenBlas() {}

    public static void main(String... args) throws IOException {
      serve(0.5, 2);
    }
  }

  /** Where PyTorch computes something else. */
  public static final class Wrong {
    private Wrong() {}

    /** Ours. */
    public static final class Millrace {
      private Millrace() {}

      public static void main(String... args) throws IOException {
        serve(0.125, 2);
      }
    }

    /** As fast, and wrong. */
    public static final class Torch {
      private Torch() {}

      public static void main(String... args) throws IOException {
        serve(0.125, 2.1);
      }
    }
  }
}
