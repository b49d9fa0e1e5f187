package millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import millrace.neural.compute.Kernels;
import millrace.neural.opencl.OpenCl;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the doctor says of vectors, OpenCL and speed. */
class DoctorTest {
  private static String doctor(String... more) {
    var args = new ArrayList<>(List.of("doctor"));
    args.addAll(List.of(more));
    var said = Cli.run(args.toArray(String[]::new));
    assertEquals(0, said.code(), said.err());
    return said.out();
  }

  /** In a JVM of its own, with these options. */
  private static String doctorWith(String... options) throws IOException, InterruptedException {
    var words = new ArrayList<String>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of(options));
    words.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
    words.addAll(List.of("millrace.cli.Main", "doctor", "--seconds", "0"));
    var process = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    return out;
  }

  @Test
  void theSelfTestMeasuresEachBackendAndFindsItRight() {
    var out = doctor("--seconds", "1");
    var test = out.substring(out.indexOf("Self-test"));
    assertTrue(
        test.matches("(?s).*Cpu scalar, 1 thread +\\d+\\.\\d GFLOP/s, results right.*"), test);
    assertTrue(Kernels.best().name().startsWith("simd"), "the tests run with the vector module");
    assertTrue(test.contains("Cpu %s, 1 thread".formatted(Kernels.best().name())), test);
    assertFalse(test.contains("WRONG"), test);
    assertEquals(OpenCl.available(), test.contains("OpenCl "), test);
    assertFalse(doctor("--seconds", "0").contains("Self-test"));
  }

  @Test
  void processorVectorsAndBackendAreNamed() {
    var out = doctor("--seconds", "0");
    assertTrue(out.contains("Processor " + Processor.name()), out);
    assertTrue(
        out.contains("Vectors   %s (millrace.simd is not set)".formatted(Kernels.best().name())),
        out);
    assertTrue(out.contains("Backend   Cpu with " + Kernels.best().name()), out);
    assertTrue(out.contains("OpenCL    " + OpenCl.why()), out);
  }

  @Test
  @Tag("opencl")
  void openClDevicesAreListed() {
    var out = doctor("--seconds", "0");
    assertTrue(out.contains("OpenCL    chosen: "), out);
    for (var d : OpenCl.devices()) assertTrue(out.contains("          " + d), out);
  }

  @Test
  void whatWasAskedForIsSaid() throws Exception {
    var vector = "--add-modules=jdk.incubator.vector";
    assertTrue(
        doctorWith(vector, "-Dmillrace.simd=scalar")
            .contains("Vectors   scalar (millrace.simd=scalar)"));
    assertTrue(
        doctorWith(vector, "-Dmillrace.simd=128")
            .contains("Vectors   simd 128 (millrace.simd=128)"));
    var without = doctorWith();
    assertTrue(
        without.contains(
            "Vectors   scalar (millrace.simd is not set; this JVM was started without"
                + " --add-modules"),
        without);
    var refused = doctorWith("-Dmillrace.simd=256");
    assertTrue(
        refused.contains("Vectors   none (millrace.simd=256; this JVM was started without"),
        refused);
    assertTrue(doctorWith(vector, "-Dmillrace.simd=wide").contains("but is wide"));
  }

  @Test
  void withoutADriverItSaysWhatToInstall() throws Exception {
    var out = doctorWith("-Dmillrace.opencl.library=/no/such/library.so");
    assertTrue(out.contains("OpenCL    no OpenCL library could be loaded"), out);
    assertTrue(out.contains("pocl-opencl-icd"), out);
  }

  @Test
  void aWrongDurationIsRefused() {
    var said = Cli.run("doctor", "--seconds", "-1");
    assertEquals(2, said.code());
    assertTrue(said.err().contains("--seconds must be in [0, 3600], but is -1.0"), said.err());
  }
}
