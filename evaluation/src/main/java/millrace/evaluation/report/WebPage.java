package millrace.evaluation.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * One HTML file that holds everything and asks for nothing: a template, its style, its script and
 * data, all resources beside a class. No network, no library, and a content security policy that
 * forbids both.
 *
 * <p>In the template stand <code>{{title}}</code>, <code>{{css}}</code>, <code>{{js}}</code>,
 * <code>{{data}}</code> and <code>{{policy}}</code>.
 */
public final class WebPage {
  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

  private WebPage() {}

  /**
   * The page as text.
   *
   * @param beside the class beside which {@code name.html}, {@code name.css} and {@code name.js}
   *     are
   * @param json the data, which the script finds in the element {@code data}
   */
  public static String of(Class<?> beside, String name, String title, String json) {
    var css = resource(beside, name + ".css");
    var js = resource(beside, name + ".js");
    // Within a script element only "<" could end it; in JSON it stands in strings alone.
    var data = json.replace("<", "\\u003c");
    var policy =
        "default-src 'none'; script-src '%s'; style-src '%s'; base-uri 'none'; form-action 'none'"
            .formatted(hash(js), hash(css));
    var parts =
        Map.of("title", escape(title), "css", css, "js", js, "data", data, "policy", policy);
    var out = new StringBuilder();
    var places = PLACE.matcher(resource(beside, name + ".html"));
    while (places.find()) {
      places.appendReplacement(out, "");
      out.append(parts.get(places.group(1)));
    }
    return places.appendTail(out).toString();
  }

  /**
   * Writes a page under another name and moves it into its place: it appears whole or not at all.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public static Path write(Path file, String html) {
    var page = html.getBytes(StandardCharsets.UTF_8);
    var beside =
        file.toAbsolutePath()
            .resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      Files.createDirectories(beside.getParent());
      try {
        Files.write(beside, page);
        Files.move(
            beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the page to " + file + ": " + e, e);
    }
    return file;
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static String hash(String inline) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      return "sha256-"
          + Base64.getEncoder().encodeToString(sha.digest(inline.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  private static String resource(Class<?> beside, String name) {
    try (var in = beside.getResourceAsStream(name)) {
      if (in == null)
        throw new IllegalStateException(
            "%s is not beside %s in its jar".formatted(name, beside.getName()));
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
