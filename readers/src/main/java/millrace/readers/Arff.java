package millrace.readers;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.Spec;
import org.jspecify.annotations.Nullable;

/**
 * Reads Weka's attribute-relation files: {@code numeric}, {@code real}, {@code integer}, nominal
 * {@code {a, 'b c'}}, {@code string} and {@code date [format]} attributes, dense and sparse rows
 * {@code {index value, …}}, quotes and backslash escapes, comments, {@code ?} for missing; gzip is
 * recognised by content.
 *
 * <pre>{@code
 * Frame soybean = Arff.of("soybean.arff").target("class").read();
 * }</pre>
 *
 * <p>Levels of nominal columns stand in the order of their declaration, whether or not they occur.
 * Cells are separated by commas or, in a row without any, by spaces. In a sparse row what is not
 * named is 0, the first level or, for text, missing. Formats of dates are those of {@link
 * java.time.format.DateTimeFormatter}; without one ISO 8601. A {@code %} begins a comment where a
 * cell could begin or after a space. Relational attributes and weights of rows are refused. One
 * pass.
 *
 * @param file what to read
 * @param charset how it is encoded, unless it has a byte order mark
 * @param target the attribute to mark as the target; empty: none
 * @see "Weka 3.8 manual, section ARFF"
 */
public record Arff(Path file, Charset charset, String target) implements Reader {
  /** This file in UTF-8, without a target. */
  public Arff(Path file) {
    this(file, StandardCharsets.UTF_8, "");
  }

  public static Arff of(Path file) {
    return new Arff(file);
  }

  public static Arff of(String file) {
    return new Arff(Path.of(file));
  }

  public Arff charset(Charset charset) {
    return Spec.with(this, "charset", charset);
  }

  public Arff target(String target) {
    return Spec.with(this, "target", target);
  }

  @Override
  public Frame read() {
    try (var lines = new Lines(file, charset)) {
      var attributes = header(lines);
      for (var line = lines.next(); line != null; line = lines.next()) {
        row(new ArffLine(line, lines), attributes);
      }
      var columns = new LinkedHashMap<String, Column>();
      for (var a : attributes) columns.put(a.name(), a.column());
      var frame = Frame.of(columns);
      if (target.isEmpty()) return frame;
      if (!frame.has(target)) {
        throw new DataException(
            "%s: there is no attribute '%s' to be the target; there are %s"
                .formatted(file, target, frame.names()));
      }
      return frame.target(target);
    }
  }

  private List<ArffAttribute> header(Lines lines) {
    var attributes = new LinkedHashMap<String, ArffAttribute>();
    for (var text = lines.next(); text != null; text = lines.next()) {
      var line = new ArffLine(text, lines);
      if (line.atEnd()) continue;
      var word = line.word();
      switch (word.text().toLowerCase(Locale.ROOT)) {
        case "@relation" -> {} // its name says nothing of the data
        case "@attribute" -> {
          var a = ArffAttribute.declared(line);
          if (attributes.put(a.name(), a) != null) {
            throw line.error(word, "a second attribute has the name '%s'".formatted(a.name()));
          }
        }
        case "@data" -> {
          if (attributes.isEmpty()) throw line.error(word, "no @attribute stands before @data");
          return new ArrayList<>(attributes.values());
        }
        default ->
            throw line.error(
                word,
                "'%s' stands where @relation, @attribute or @data is due".formatted(word.text()));
      }
    }
    throw new DataException(file + ": there is no @data in it: is it an ARFF file?");
  }

  private static void row(ArffLine line, List<ArffAttribute> attributes) {
    if (line.atEnd()) return;
    if (line.peek() == '{') {
      sparse(line, attributes);
      return;
    }
    var cells = line.cells(attributes.size() == 1);
    if (cells.size() != attributes.size()) {
      throw line.error(
          cells.getLast(),
          "the row has %d cells, but there are %d attributes"
              .formatted(cells.size(), attributes.size()));
    }
    for (int j = 0; j < cells.size(); j++) attributes.get(j).add(cells.get(j), line);
  }

  private static void sparse(ArffLine line, List<ArffAttribute> attributes) {
    var given = new ArffLine.@Nullable Cell[attributes.size()];
    int last = -1;
    line.skip('{');
    if (line.peek() == '}') {
      line.skip('}');
    } else {
      do {
        var index = line.word();
        double d = index.quoted() ? Double.NaN : Numbers.parse(index.text());
        if (d != Math.rint(d) || !(d >= 0 && d < given.length)) {
          throw line.error(
              index,
              "'%s' is not the number of an attribute, 0 to %d"
                  .formatted(index.text(), given.length - 1));
        }
        if (d <= last) {
          throw line.error(index, "attribute %s comes after %d".formatted(index.text(), last));
        }
        last = (int) d;
        given[last] = line.cell(true);
      } while (line.next("},") == ',');
    }
    line.end();
    for (int j = 0; j < given.length; j++) {
      if (given[j] == null) attributes.get(j).addZero(line);
      else attributes.get(j).add(given[j], line);
    }
  }
}
