package millrace.readers;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.Spec;
import millrace.run.Run;

/**
 * Documents as a frame of one text column: a folder per class, whose name becomes the target, or
 * one document a line.
 *
 * <pre>{@code
 * Frame reviews = TextFiles.folders("reviews").glob("*.txt").read();   // reviews/neg/*, reviews/pos/*
 * Frame lines   = TextFiles.lines("titles.txt").read();
 * }</pre>
 *
 * <p>Files are read in alphabetical order, gzip is recognised by content, and a byte order mark is
 * passed over. Nothing is left out: an empty file or a blank line is a row whose text is missing.
 * Hidden files (".…") are no documents. The readable part of an unreadable file is not used: bytes
 * that are no text of the charset are an error that names file and line.
 *
 * @param paths for {@link Layout#FOLDERS} the one folder that holds a folder per class; for {@link
 *     Layout#LINES} files
 * @param layout how documents are laid out
 * @param charset used unless a file has a byte order mark
 * @param glob which file names of a class folder are documents
 * @param recursive whether the folders within a class folder belong to it
 * @param text the name of the text column
 * @param target the name of the nominal column with the folder's name
 */
public record TextFiles(
    List<Path> paths,
    TextFiles.Layout layout,
    Charset charset,
    String glob,
    boolean recursive,
    String text,
    String target)
    implements Reader {

  /** How documents are laid out in files. */
  public enum Layout {
    /** A folder per class, a document per file. */
    FOLDERS,
    /** A document per line. */
    LINES
  }

  private record Document(Path file, String label) {}

  public TextFiles {
    paths = List.copyOf(paths);
    if (paths.isEmpty() || (layout == Layout.FOLDERS && paths.size() > 1)) {
      throw new IllegalArgumentException(
          "TextFiles paths must be %s but is %s"
              .formatted(layout == Layout.FOLDERS ? "one folder" : "at least one file", paths));
    }
    if (text.equals(target)) {
      throw new IllegalArgumentException(
          "TextFiles text and target are both '%s'; name them differently".formatted(text));
    }
  }

  private TextFiles(List<Path> paths, Layout layout) {
    this(paths, layout, StandardCharsets.UTF_8, "*", false, "text", "class");
  }

  /** A folder that holds a folder per class, each with a document per file. */
  public static TextFiles folders(Path folder) {
    return new TextFiles(List.of(folder), Layout.FOLDERS);
  }

  /** A folder that holds a folder per class, each with a document per file. */
  public static TextFiles folders(String folder) {
    return folders(Path.of(folder));
  }

  /** Files with a document per line. */
  public static TextFiles lines(Path... files) {
    return new TextFiles(Arrays.asList(files), Layout.LINES);
  }

  /** Files with a document per line. */
  public static TextFiles lines(String... files) {
    return lines(Arrays.stream(files).map(Path::of).toArray(Path[]::new));
  }

  public TextFiles charset(Charset charset) {
    return Spec.with(this, "charset", charset);
  }

  public TextFiles glob(String glob) {
    return Spec.with(this, "glob", glob);
  }

  public TextFiles recursive(boolean recursive) {
    return Spec.with(this, "recursive", recursive);
  }

  public TextFiles text(String name) {
    return Spec.with(this, "text", name);
  }

  public TextFiles target(String name) {
    return Spec.with(this, "target", name);
  }

  @Override
  public Frame read() {
    return read(Run.quiet());
  }

  /** Reads with the run's threads; its listener hears of files as the phase "read". */
  @Override
  public Frame read(Run run) {
    return layout == Layout.FOLDERS ? readFolders(run) : readLines(run);
  }

  private Frame readFolders(Run run) {
    var documents = documents();
    var texts = run.map("read", documents.size(), i -> whole(documents.get(i).file()));
    var columns = new LinkedHashMap<String, Column>();
    columns.put(text, new Column.Text(texts));
    columns.put(target, Column.Nominal.of(documents.stream().map(Document::label).toList()));
    return Frame.of(columns).target(target);
  }

  private Frame readLines(Run run) {
    paths.forEach(TextInput::check);
    var parts = run.map("read", paths.size(), i -> split(whole(paths.get(i))));
    return Frame.text(text, parts.stream().flatMap(List::stream).toList());
  }

  private List<Document> documents() {
    var folder = paths.getFirst();
    if (!Files.isDirectory(folder)) {
      throw new DataException(
          "%s: there is no such folder; it must hold a folder per class (working folder: %s)"
              .formatted(folder, Path.of("").toAbsolutePath()));
    }
    var classes = list(folder, 1).filter(Files::isDirectory).toList();
    if (classes.isEmpty()) {
      throw new DataException(
          "%s: holds no folders; it must hold one per class, with a document per file"
              .formatted(folder));
    }
    var matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
    var out = new ArrayList<Document>();
    for (var c : classes) {
      int before = out.size();
      list(c, recursive ? Integer.MAX_VALUE : 1)
          .filter(p -> Files.isRegularFile(p) && matcher.matches(p.getFileName()))
          .forEach(p -> out.add(new Document(p, c.getFileName().toString())));
      if (out.size() == before) {
        throw new DataException(
            "%s: no file matches '%s'%s"
                .formatted(c, glob, recursive ? "" : "; are they in folders within (recursive)?"));
      }
    }
    return out;
  }

  /** What lies in a folder and is not hidden, in alphabetical order. */
  private static Stream<Path> list(Path folder, int depth) {
    return Glob.walk(folder, depth).stream()
        .filter(p -> !p.equals(folder))
        .filter(
            p -> {
              for (var part : folder.relativize(p))
                if (part.toString().startsWith(".")) return false;
              return true;
            });
  }

  private String whole(Path file) {
    try (var in = TextInput.open(file, charset, _ -> {})) {
      var out = new StringBuilder();
      var buffer = new char[1 << 13];
      for (int n; (n = in.read(buffer, 0, buffer.length)) >= 0; ) out.append(buffer, 0, n);
      return out.toString();
    }
  }

  /** Ends of lines are LF, CRLF or CR; the last line need not have one. */
  private static List<String> split(String text) {
    return text.lines().toList();
  }
}
