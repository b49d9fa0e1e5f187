package millrace.readers;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import millrace.data.Frame;
import millrace.learn.Spec;

/**
 * Reads JSON Lines ({@code .jsonl}, {@code .ndjson}): an object a line, in UTF-8; gzip is
 * recognised by content. The members of the objects are the columns, in the order of their first
 * appearance.
 *
 * <pre>{@code
 * Frame events = JsonLines.of("events.jsonl.gz").flatten(true).read();
 * }</pre>
 *
 * <p>The types are those of JSON: numbers become numeric columns, true and false nominal ones with
 * the levels {@code no} and {@code yes}, strings nominal, text or (ISO 8601) time columns by the
 * rules of {@link Inference}, but never numbers. A member that is absent or null is missing; in a
 * column of strings so is {@code ""}. A column whose values have several types is an error, unless
 * the schema says its kind; so is a list, unless the schema skips it, and a whole number beyond
 * 2^53, unless the schema keeps its digits as NOMINAL or TEXT. Blank lines are no rows.
 *
 * <p>Under {@link Policy#COLLECT} rows + problems = lines that are not blank. One pass; memory for
 * the columns only.
 *
 * @param file what to read
 * @param flatten whether objects within objects become columns named with dots: {@code a.b}; else
 *     they are errors
 * @param schema what is known of columns
 * @param policy what happens to lines that do not fit
 * @see "jsonlines.org; RFC 8259"
 */
public record JsonLines(Path file, boolean flatten, Schema schema, Policy policy)
    implements Reader {
  /** This file, of flat objects, with nothing known of the columns. */
  public JsonLines(Path file) {
    this(file, false, Schema.NONE, Policy.STRICT);
  }

  public static JsonLines of(Path file) {
    return new JsonLines(file);
  }

  public static JsonLines of(String file) {
    return new JsonLines(Path.of(file));
  }

  public JsonLines flatten(boolean flatten) {
    return Spec.with(this, "flatten", flatten);
  }

  public JsonLines schema(Schema schema) {
    return Spec.with(this, "schema", schema);
  }

  public JsonLines policy(Policy policy) {
    return Spec.with(this, "policy", policy);
  }

  @Override
  public Frame read() {
    return readAll().frame();
  }

  /** The readable rows and, under {@link Policy#COLLECT}, the problems of all others. */
  public Result readAll() {
    var table = new JsonTable(this);
    try (var lines = new Lines(file, StandardCharsets.UTF_8)) {
      for (var line = lines.next(); line != null; line = lines.next()) {
        if (!line.isBlank()) table.add(line, lines.number());
      }
    }
    return table.result();
  }
}
