package millrace.cli;

import java.io.IOException;
import java.util.List;
import java.util.SequencedMap;

/**
 * One job of {@code bench all}.
 *
 * @param name by which it is asked for
 * @param title for people
 * @param needs files or folders of the shared data; without one of them it is left out
 * @param classes whether it needs those of src/jmh
 * @param java whether it measures beside libraries of Java, and nothing without them
 * @param linux whether these are there only for Linux on x86-64
 */
record BenchJob(
    String name,
    String title,
    List<String> needs,
    boolean classes,
    boolean java,
    boolean linux,
    Work work) {
  /** Measures, in processes of its own. */
  interface Work {
    Result measure(BenchProcess process, BenchRun run) throws IOException;
  }

  /**
   * @param versions of the sides, or why they are left out
   */
  record Result(List<BenchFigure> figures, SequencedMap<String, String> versions) {}

  BenchJob(String name, String title, Work work) {
    this(name, title, List.of(), false, false, false, work);
  }

  BenchJob needs(String... data) {
    return new BenchJob(name, title, List.of(data), classes, java, linux, work);
  }

  /** Needs the classes of src/jmh. */
  BenchJob onClasses() {
    return new BenchJob(name, title, needs, true, java, linux, work);
  }

  /** Measures nothing without libraries of Java. */
  BenchJob besideJava() {
    return new BenchJob(name, title, needs, true, true, linux, work);
  }

  /** Needs native libraries that are there for one system. */
  BenchJob besideNatives() {
    return new BenchJob(name, title, needs, true, true, true, work);
  }
}
