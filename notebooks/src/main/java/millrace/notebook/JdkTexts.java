package millrace.notebook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import millrace.data.Column;
import millrace.data.Frame;

/** Descriptions out of the sources that a JDK brings, as plain text. */
final class JdkTexts {
  private static final int SHORTEST = 30;
  private static final Pattern COMMENT = Pattern.compile("/\\*\\*(.*?)\\*/", Pattern.DOTALL);
  private static final Pattern MARGIN = Pattern.compile("(?m)^\\s*\\*? ?");
  private static final Pattern BLOCK_TAGS = Pattern.compile("(?ms)^\\s*@\\w.*");
  private static final Pattern EXAMPLE =
      Pattern.compile(
          "(?is)<pre.*?</pre>|<blockquote.*?</blockquote>|<table.*?</table>|\\{@snippet.*?}");
  private static final Pattern LINK =
      Pattern.compile("\\{@link(?:plain)?\\s+(\\S+?)(?:\\s+([^{}]*))?}");
  private static final Pattern INLINE = Pattern.compile("\\{@\\w+\\s*((?:[^{}]|\\{[^{}]*})*)}");
  private static final Pattern TAG = Pattern.compile("</?[a-zA-Z!][^>]*>");

  private JdkTexts() {}

  /** The sources of the JDK that runs. */
  static Path sources() {
    var file = Path.of(System.getProperty("java.home"), "lib", "src.zip");
    if (!Files.isRegularFile(file))
      throw new IllegalStateException(
          "this JDK has no lib/src.zip (%s): the packages of Temurin, Oracle and Zulu have it, Debian's needs openjdk-25-source"
              .formatted(file));
    return file;
  }

  static Frame read(Path sources, List<String> packages) {
    var labels = new ArrayList<String>();
    var types = new ArrayList<String>();
    var texts = new ArrayList<String>();
    var seen = new HashSet<String>();
    Set<String> missing = new LinkedHashSet<>(packages);
    try (var zip = new ZipFile(sources.toFile())) {
      var entries = zip.stream().filter(e -> packages.contains(packageOf(e.getName()))).toList();
      for (var entry : entries) {
        var name = entry.getName();
        var type = name.substring(name.lastIndexOf('/') + 1, name.length() - ".java".length());
        var code = new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
        missing.remove(packageOf(name));
        for (var text : texts(code)) {
          if (text.length() < SHORTEST || text.startsWith("//") || !seen.add(text)) continue;
          labels.add(packageOf(name));
          types.add(type);
          texts.add(text);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + sources + ": " + e, e);
    }
    if (!missing.isEmpty() || packages.isEmpty())
      throw new IllegalArgumentException(
          packages.isEmpty()
              ? "name a package, such as java.time"
              : "the sources of this JDK have no package " + String.join(", ", missing));
    var columns = new LinkedHashMap<String, Column>();
    columns.put("package", Column.Nominal.of(labels));
    columns.put("type", Column.Nominal.of(types));
    columns.put("text", new Column.Text(texts));
    return Frame.of(columns);
  }

  /** {@code java.base/java/time/Clock.java} is of {@code java.time}; what is no source, of none. */
  private static String packageOf(String entry) {
    int module = entry.indexOf('/');
    int end = entry.lastIndexOf('/');
    if (!entry.endsWith(".java") || entry.endsWith("-info.java") || end <= module) return "";
    return entry.substring(module + 1, end).replace('/', '.');
  }

  /** The description of each documentation comment, before its block tags. */
  static List<String> texts(String code) {
    var out = new ArrayList<String>();
    for (var found = COMMENT.matcher(code); found.find(); ) out.add(plain(found.group(1)));
    return out;
  }

  private static String plain(String comment) {
    var text = MARGIN.matcher(comment).replaceAll("");
    text = BLOCK_TAGS.matcher(text).replaceFirst("");
    text = EXAMPLE.matcher(text).replaceAll(" ");
    text =
        LINK.matcher(text)
            .replaceAll(m -> quote(m.group(2) == null ? simple(m.group(1)) : m.group(2)));
    for (var before = ""; !before.equals(text); ) { // tags within tags
      before = text;
      text = INLINE.matcher(text).replaceAll(m -> quote(m.group(1)));
    }
    text = TAG.matcher(text).replaceAll(" ");
    text =
        text.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&nbsp;", " ")
            .replace("&quot;", "\"");
    return text.replace("&amp;", "&").replaceAll("\\s+", " ").strip();
  }

  /** {@code java.util.List#of(Object)} is shown as {@code of}. */
  private static String simple(String reference) {
    var name = reference.replaceFirst("\\(.*", "");
    return name.substring(Math.max(name.lastIndexOf('#'), name.lastIndexOf('.')) + 1);
  }

  private static String quote(String text) {
    return Matcher.quoteReplacement(text);
  }
}
