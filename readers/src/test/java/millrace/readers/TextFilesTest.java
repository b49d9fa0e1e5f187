package millrace.readers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import millrace.data.DataException;
import millrace.data.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFilesTest {
  @TempDir Path dir;

  private Path file(String name, String text) throws IOException {
    var f = dir.resolve(name);
    Files.createDirectories(f.getParent());
    return Files.writeString(f, text);
  }

  private static List<List<String>> rows(Frame f) {
    return IntStream.range(0, f.size()).mapToObj(f::cells).toList();
  }

  private String message(TextFiles t) {
    return assertThrows(DataException.class, t::read).getMessage().replace(dir.toString(), "DIR");
  }

  private void reviews() throws IOException {
    file("r/pos/b.txt", "good\nfilm\n");
    file("r/pos/a.txt", "\uFEFFfine");
    file("r/pos/deep/c.txt", "great");
    file("r/pos/notes.md", "not a review");
    file("r/neg/x.txt", "");
    file("r/neg/.hidden", "x");
    file("r/readme", "no class");
  }

  @Test
  void folderPerClass() throws IOException {
    reviews();
    var t = TextFiles.folders(dir.resolve("r")).glob("*.txt");
    var f = t.read();
    assertEquals(
        List.of(List.of("", "neg"), List.of("fine", "pos"), List.of("good\nfilm\n", "pos")),
        rows(f));
    assertEquals("class", f.targetName().orElseThrow());
    assertEquals("text", f.column("text").kind());
    assertEquals(4, t.recursive(true).read().size());
    assertEquals(4, TextFiles.folders(dir + "/r").read().size(), "with the notes");
    assertEquals(
        List.of("body", "label"), List.copyOf(t.text("body").target("label").read().names()));
  }

  @Test
  void documentPerLine() throws IOException {
    var a = file("a.txt", "one\r\n\ntwo, with \"quotes\"\n");
    var b = dir.resolve("b.txt");
    try (var out = new GZIPOutputStream(Files.newOutputStream(b))) {
      out.write("é".getBytes(StandardCharsets.ISO_8859_1));
    }
    assertEquals(
        List.of(List.of("one"), List.of(""), List.of("two, with \"quotes\"")),
        rows(TextFiles.lines(a).read()));
    assertEquals(4, TextFiles.lines(a, b).charset(StandardCharsets.ISO_8859_1).read().size());
  }

  @Test
  void errors() throws IOException {
    reviews();
    var end = " (working folder: %s)".formatted(Path.of("").toAbsolutePath());
    assertEquals(
        "DIR/none: there is no such folder; it must hold a folder per class" + end,
        message(TextFiles.folders(dir.resolve("none"))));
    assertEquals(
        "DIR/r/pos/deep: holds no folders; it must hold one per class, with a document per file",
        message(TextFiles.folders(dir.resolve("r/pos/deep"))));
    assertEquals(
        "DIR/r/neg: no file matches '*.doc'; are they in folders within (recursive)?",
        message(TextFiles.folders(dir.resolve("r")).glob("*.doc")));
    assertEquals(
        "DIR/none.txt: there is no such file" + end,
        message(TextFiles.lines(dir.resolve("none.txt"))));
    Files.write(dir.resolve("r/pos/a.txt"), new byte[] {'a', '\n', (byte) 0xE9});
    assertEquals(
        "DIR/r/pos/a.txt:2: the bytes E9 at offset 2 are no UTF-8; name the file's charset, such as"
            + " windows-1252",
        message(TextFiles.folders(dir.resolve("r"))));
    assertThrows(
        IllegalArgumentException.class, () -> TextFiles.folders(dir).text("x").target("x"));
    assertThrows(IllegalArgumentException.class, () -> TextFiles.lines(new Path[0]));
  }
}
