package millrace.evaluation.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A page in the style of the reports, put together section by section: facts, tables and ratios on
 * a logarithmic axis. One HTML file that needs nothing else, light and dark, to be read on narrow
 * windows too; all that is given is text and is escaped.
 */
public final class Sheet {
  private final String title;
  private final StringBuilder out = new StringBuilder();
  private boolean open;

  /**
   * What a row of {@link #ratios} shows.
   *
   * @param name of the row
   * @param note smaller, below the name; may be empty
   * @param ratio above 1 is better
   * @param low and high the ends of its interval
   * @param text what stands beside the drawing
   * @param mark {@link Mark#NONE}, or how it stands to an earlier one
   */
  public record Ratio(
      String name, String note, double ratio, double low, double high, String text, Mark mark) {}

  /** How something stands to an earlier measurement. */
  public enum Mark {
    /** No matter of better or worse. */
    NONE,
    /** Better than before. */
    BETTER,
    /** Worse than before. */
    WORSE
  }

  /**
   * A page with its head.
   *
   * @param kind a word or two above the title
   * @param lead a sentence below it
   * @param tiles names and what is said of them, side by side
   */
  public Sheet(String kind, String title, String lead, Map<String, String> tiles) {
    this.title = title;
    out.append(
        "<header>\n<p class=\"kind\">%s</p>\n<h1>%s</h1>\n<p class=\"lead\">%s</p>\n<ul class=\"tiles\">"
            .formatted(Svg.escape(kind), Svg.escape(title), Svg.escape(lead)));
    tiles.forEach(
        (name, value) ->
            out.append(
                "<li><b>%s</b><span>%s</span></li>"
                    .formatted(Svg.escape(value), Svg.escape(name))));
    out.append("</ul>\n</header>\n");
  }

  /**
   * Begins a section; what follows stands in it.
   *
   * @param id by which it can be linked to
   * @param how a sentence on how to read it
   */
  public Sheet section(String id, String title, String how) {
    end();
    open = true;
    out.append(
        "<section id=\"%s\">\n<h2>%s</h2>\n<p class=\"how\">%s</p>\n"
            .formatted(Svg.escape(id), Svg.escape(title), Svg.escape(how)));
    return this;
  }

  /** A paragraph. */
  public Sheet text(String paragraph) {
    out.append("<p>").append(Svg.escape(paragraph)).append("</p>\n");
    return this;
  }

  /** Names and texts, one below the other. */
  public Sheet facts(Map<String, String> facts) {
    out.append(Html.facts(facts.entrySet()));
    return this;
  }

  /**
   * A table; the first column names its rows.
   *
   * @param name what it shows, for those who do not see it
   * @param right which columns are set to the right, as numbers are
   */
  public Sheet table(String name, List<String> head, List<List<String>> rows, boolean[] right) {
    // what can be moved aside must be reachable by the keyboard
    out.append(
        Html.table(head, rows, right)
            .replaceFirst(
                "<div class=\"wide\">",
                "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"%s\">"
                    .formatted(Svg.escape(name).replace("\\", "\\\\").replace("$", "\\$"))));
    return this;
  }

  /** A table that is shown when its name is opened. */
  public Sheet folded(String name, List<String> head, List<List<String>> rows, boolean[] right) {
    out.append("<details><summary>").append(Svg.escape(name)).append("</summary>\n");
    table(name, head, rows, right);
    out.append("</details>\n");
    return this;
  }

  /**
   * Ratios with their intervals, a row each, all on one logarithmic axis that has 1 on it.
   *
   * @param name what is shown, for those who do not see it
   */
  public Sheet ratios(String name, List<Ratio> rows) {
    if (!rows.isEmpty()) out.append(RatioRows.of(name, rows));
    return this;
  }

  private void end() {
    if (open) out.append("</section>\n");
    open = false;
  }

  /** The page as text. */
  public String html() {
    return Html.page(title, Page.css() + css(), out + (open ? "</section>\n" : ""));
  }

  /**
   * Writes the page; it appears whole or not at all.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public Path write(Path file) {
    return WebPage.write(file, html());
  }

  private static String css() {
    try (var in = Sheet.class.getResourceAsStream("sheet.css")) {
      return new String(
          Objects.requireNonNull(in, "sheet.css").readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
