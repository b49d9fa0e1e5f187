package millrace.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import millrace.data.Frame;
import millrace.notebook.kernel.CellException;
import millrace.notebook.kernel.Session;
import millrace.run.Run;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cells run as a reader expects, and fail where he can see it. */
public class SessionTest {
  private static Session session;

  /** What cells and the test tell each other. */
  public static volatile CountDownLatch begun = new CountDownLatch(1);

  @BeforeAll
  static void start() {
    session = new Session();
  }

  @AfterAll
  static void end() {
    session.close();
  }

  @Test
  void theLastExpressionIsTheValue() {
    assertEquals(3, session.run("int a = 1;\nint b = 2;\na + b"));
    assertEquals(2, session.run("b"));
    assertNull(session.run("a + b;"), "a semicolon hides it");
    assertNull(session.run("a = 7"), "an assignment shows nothing");
    assertNull(session.run("int c = 5"));
    assertNull(session.run("for (int i = 0; i < 3; i++) a += i;"));
    assertEquals(10, session.run("a // and a comment"));
    assertNull(session.run("// nothing\n\n/* at all */"));
    assertNull(session.run("void hi() {}\nhi()"));
    assertEquals("x;", session.run("\"x;\""));
    assertNull(session.run("(Object) null"));
  }

  @Test
  void objectsAreThoseOfTheProgram() {
    var frame = (Frame) session.run("Frame.text(\"t\", List.of(\"one\", \"two\"))");
    assertEquals(2, frame.size());
    session.run("var kept = Frame.text(\"t\", List.of(\"one\"));");
    assertSame(session.run("kept"), session.run("kept"));
  }

  @Test
  void typesMethodsAndCellsOfManyLines() {
    assertEquals(
        List.of(1, 4, 9),
        session.run(
            """
            record P(int v) {
              int squared() {
                return v * v;
              }
            }
            int square(P p) {
              return p.squared();
            }
            IntStream.range(1, 4)
                .mapToObj(P::new)
                .map(p -> square(p))
                .toList()
            """));
    assertEquals("else", session.run("String s;\nif (1 > 2) s = \"then\";\nelse s = \"else\";\ns"));
  }

  @Test
  void whatDoesNotCompileSaysWhere() {
    var e =
        assertThrows(CellException.class, () -> session.run("int ok = 1;\n\nint bad = \"one\";"));
    assertEquals("CompileError", e.kind());
    assertTrue(e.lines().get(0).startsWith("line 3: incompatible types"), e.lines().toString());
    assertEquals("  int bad = \"one\";", e.lines().get(1));
    assertEquals("            ^", e.lines().get(2));
    assertEquals(1, session.run("ok"), "what came before has run");
    assertThrows(CellException.class, () -> session.run("int open = ("));
    assertThrows(CellException.class, () -> session.run("this is no Java"));
  }

  @Test
  void whatIsThrownSaysWhere() {
    session.run(
        """
        int half(int n) {
          if (n == 0)
            throw new IllegalStateException("zero", new RuntimeException("why"));
          return half(n / 2);
        }
        """);
    var e = assertThrows(CellException.class, () -> session.run("int fine = 1;\nhalf(1);"));
    assertEquals("java.lang.IllegalStateException", e.kind());
    assertEquals("java.lang.IllegalStateException: zero", e.lines().get(0));
    assertTrue(
        e.lines().stream().anyMatch(l -> l.matches(".*half, cell \\d+, line 3")),
        e.lines().toString());
    assertTrue(
        e.lines().stream().anyMatch(l -> l.matches("    at cell \\d+, line 2")),
        e.lines().toString());
    assertTrue(
        e.lines().stream().anyMatch(l -> l.contains("caused by") && l.contains("why")),
        e.lines().toString());
    assertThrows(
        CellException.class, () -> session.run("int deep(int n) { return deep(n + 1); }\ndeep(0)"));
    var endless =
        assertThrows(
            CellException.class,
            () -> session.run("int more(int n) { return more(n + 1); }\nmore(0)"));
    assertTrue(endless.lines().size() < 20, "folded: " + endless.lines());
    assertEquals(1, session.run("fine"));
  }

  @Test
  @Timeout(60)
  void aLoopOfTheCellCanBeInterrupted() throws Exception {
    interrupted("while (true) {}");
    assertEquals(2, session.run("1 + 1"), "the session goes on");
  }

  @Test
  @Timeout(60)
  void workOfMillraceCanBeInterrupted() throws Exception {
    interrupted(
        "Run.quiet().threads(2).map(\"work\", 1_000_000, i -> { try { Thread.sleep(1); } catch"
            + " (InterruptedException e) { throw new RuntimeException(e); } return i; });");
    interrupted("Thread.sleep(1_000_000);");
    assertEquals(2, session.run("1 + 1"));
    assertEquals(42, Run.quiet().seed());
  }

  private static void interrupted(String code) throws Exception {
    begun = new CountDownLatch(1);
    var failure = new CellException[1];
    var cell =
        new Thread(
            () ->
                failure[0] =
                    assertThrows(
                        CellException.class,
                        () ->
                            session.run(
                                "millrace.notebook.SessionTest.begun.countDown();\n" + code)));
    cell.start();
    assertTrue(begun.await(30, TimeUnit.SECONDS));
    Thread.sleep(300); // into the loop; too early is no harm: then the snippet does not begin
    session.interrupt();
    cell.join(30_000);
    assertTrue(!cell.isAlive(), "still running: " + code);
    assertEquals("Interrupted", failure[0].kind());
  }
}
