package millrace.notebook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import millrace.data.Column;
import millrace.data.Frame;

/**
 * A chart of the reader's own in the grammar of Vega-Lite, interactive and without the network:
 * Vega, Vega-Lite and Vega-Embed come with Millrace.
 *
 * <pre>{@code
 * VegaLite.of("""
 *     {"mark": {"type": "point", "tooltip": true}, "width": 400, "height": 260,
 *      "encoding": {"x": {"field": "mileage", "type": "quantitative"},
 *                   "y": {"field": "price", "type": "quantitative"},
 *                   "color": {"field": "make"}}}
 *     """).data(cars)
 * }</pre>
 *
 * <p>It is shown in a frame of its own, which may load nothing. Each carries the three libraries,
 * 0.84 MB; a {@link millrace.evaluation.report.Chart} is a few kilobytes.
 *
 * @param spec JSON of Vega-Lite 6; its {@code data}, if rows are given, are those
 * @param rows a JSON array of the rows; empty: the data stand in the spec
 * @param frame the height of the frame in pixels
 * @see "A. Satyanarayan et al., Vega-Lite: A Grammar of Interactive Graphics, IEEE TVCG 23, 2017"
 */
public record VegaLite(String spec, String rows, int frame) {
  private static final int MOST_ROWS = 20_000;

  public VegaLite {
    check(spec);
    if (frame < 50)
      throw new IllegalArgumentException("a frame has 50 pixels or more, not " + frame);
  }

  /**
   * A chart whose data stand in the spec, or are given by {@link #data}.
   *
   * @throws IllegalArgumentException if this is no JSON object; says where
   */
  public static VegaLite of(String spec) {
    return new VegaLite(spec, "", 380);
  }

  /** A frame of another height, in pixels. */
  public VegaLite frame(int pixels) {
    return new VegaLite(spec, rows, pixels);
  }

  /**
   * The numbers, names and texts of these rows as data.
   *
   * @throws IllegalArgumentException if there are more than 20,000: a page would be slow; take some
   */
  public VegaLite data(Frame frame) {
    if (frame.size() > MOST_ROWS)
      throw new IllegalArgumentException(
          "a chart shows %,d rows at most, not %,d: take some, such as frame.head(%d)"
              .formatted(MOST_ROWS, frame.size(), MOST_ROWS));
    var out = new StringWriter();
    try (var g = new JsonFactory().createGenerator(out)) {
      g.writeStartArray();
      for (int i = 0; i < frame.size(); i++) {
        g.writeStartObject();
        for (var name : frame.names()) cell(g, name, frame.column(name), i);
        g.writeEndObject();
      }
      g.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter throws none
    }
    return new VegaLite(spec, out.toString(), this.frame);
  }

  private static void cell(JsonGenerator g, String name, Column column, int i) throws IOException {
    switch (column) {
      case Column.Numeric n when Double.isFinite(n.values()[i]) ->
          g.writeNumberField(name, n.values()[i]);
      case Column.Numeric _ -> g.writeNullField(name);
      case Column.Nominal n -> g.writeStringField(name, n.codes()[i] < 0 ? null : n.cell(i));
      case Column.Text t -> g.writeStringField(name, t.values().get(i));
      default -> {} // sequences and vectors are no marks
    }
  }

  private static void check(String spec) {
    try (var parser = new JsonFactory().createParser(spec)) {
      if (parser.nextToken() != JsonToken.START_OBJECT)
        throw new IllegalArgumentException("a spec is a JSON object, which begins with {");
      parser.skipChildren();
      if (parser.nextToken() != null)
        throw new IllegalArgumentException("something follows the spec's last }");
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      throw new IllegalArgumentException(
          "the spec is no JSON, line %d, column %d: %s"
              .formatted(at.getLineNr(), at.getColumnNr(), e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The frame with everything in it. */
  String html() {
    var page = Library.read("chart.html");
    for (var name : new String[] {"vega", "vega-lite", "vega-embed"})
      page = page.replace("{{" + name + "}}", Library.read(name + ".min.js"));
    page = page.replace("{{spec}}", script(spec));
    page = page.replace("{{rows}}", rows.isEmpty() ? "null" : script(rows));
    return Html.page("chart", page, frame);
  }

  /** JSON within a script element, which nothing in it may end. */
  private static String script(String json) {
    return json.replace("<", "\\u003c");
  }

  @Override
  public String toString() {
    return "a chart of Vega-Lite: it shows in a notebook";
  }

  /** The vendored libraries, as their authors built them. */
  private static final class Library {
    static String read(String name) {
      try (var in = VegaLite.class.getResourceAsStream("vega/" + name)) {
        if (in == null) throw new IllegalStateException("no vega/" + name + " beside VegaLite");
        // Without the name of its source map, which a browser's inspector would ask for.
        return new String(in.readAllBytes(), StandardCharsets.UTF_8)
            .replaceAll("(?m)^//# sourceMappingURL=.*$", "");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
