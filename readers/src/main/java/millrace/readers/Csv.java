package millrace.readers;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.Spec;
import millrace.run.Run;

/**
 * Reads delimited text: RFC 4180 in full (quoted line ends, doubled quotes, CRLF, LF or CR, a byte
 * order mark), gzip recognised by content, one file or several with the same columns.
 *
 * <pre>{@code
 * Frame cars = Csv.read("cars.csv");
 * Frame all  = Csv.glob("data/*.csv*").source(true).missing("", "?").read();
 * Result r   = Csv.of(file).schema(Schema.of("price", Kind.AMOUNT)).policy(Policy.COLLECT).readAll();
 * }</pre>
 *
 * <p>The kinds of the columns are inferred (see {@link Inference}) from all cells of all files,
 * unless the schema says them. Levels of nominal columns are in alphabetical order. Spaces belong
 * to a cell, except around numbers and unless {@link #trim} is set. Lines that are blank are no
 * rows. A row must have as many cells as the header. In several files the columns may come in
 * different orders, and are matched by name; their set must be the same. Under {@link
 * Policy#COLLECT} rows + problems = records; a file whose quotes are broken ends at that record, as
 * a problem that says so.
 *
 * <p>Cost: one pass, files and stretches of large files in parallel; a column that looks like
 * numbers and turns out not to be costs a second pass over some of them. Needs memory for the
 * columns, not for the text. The result does not depend on the number of threads.
 *
 * <p>Unlike pandas: a row with too few cells is an error and not filled up; whole numbers of 2^53
 * and more are not rounded but kept as names; a comment is a whole line.
 *
 * @param files what to read, one below the other
 * @param delimiter between cells; {@link #AUTO} finds out which of comma, semicolon, tab and bar it
 *     is
 * @param quote around cells that hold delimiters, quotes or line ends; {@link #AUTO} (the default):
 *     double quotes, but {@link #NO_QUOTE} for tab-separated lines whose quotes turn out to be
 *     characters like others: all lines have as many cells as the first, and some cell begins with
 *     a quote that does not end it
 * @param decimal the decimal sign of numbers, "." or ",", unless the schema says it of a column
 * @param charset used unless the file has a byte order mark; malformed bytes are an error
 * @param header whether the first record holds the names
 * @param names the columns' names, instead of the header's; empty: the header's, or c1, c2, …
 *     without one
 * @param comment a line that begins with it is no row; 0 for none
 * @param missing the tokens for a missing cell
 * @param schema what is known of columns
 * @param policy what happens to rows that do not fit
 * @param source whether to add a nominal column {@code source} with the file's name
 * @param trim whether to take off spaces around every cell, and allow them around quotes
 * @param skipRows how many lines to pass over at the beginning of each file
 * @param maxRows the most rows to read, counted over all files
 */
public record Csv(
    List<Path> files,
    char delimiter,
    char quote,
    char decimal,
    Charset charset,
    boolean header,
    List<String> names,
    char comment,
    List<String> missing,
    Schema schema,
    Policy policy,
    boolean source,
    boolean trim,
    int skipRows,
    long maxRows)
    implements Reader {
  /** As a delimiter or quote: find out. */
  public static final char AUTO = '\0';

  /** As a quote: there is none, a line is a row (a character that no text has). */
  public static final char NO_QUOTE = '\uFFFF';

  /** The name of the column that {@link #source} adds. */
  public static final String SOURCE = "source";

  private static final char NONE = '\0';

  public Csv {
    files = List.copyOf(files);
    names = List.copyOf(names);
    missing = List.copyOf(missing);
    if (files.isEmpty())
      throw new IllegalArgumentException("Csv files is empty: name at least one");
    if (skipRows < 0) {
      throw new IllegalArgumentException("Csv skipRows must not be negative but is " + skipRows);
    }
    if (maxRows < 1) {
      throw new IllegalArgumentException("Csv maxRows must be at least 1 but is " + maxRows);
    }
    if (quote == '\n' || quote == '\r' || (quote != AUTO && quote == delimiter)) {
      throw new IllegalArgumentException(
          "Csv quote must be a character other than the delimiter and line ends");
    }
    if (delimiter == '\n' || delimiter == '\r') {
      throw new IllegalArgumentException("Csv delimiter must not be a line end");
    }
    if (comment != NONE
        && (comment == delimiter
            || comment == (quote == AUTO ? '"' : quote)
            || comment == '\n'
            || comment == '\r')) {
      throw new IllegalArgumentException(
          "Csv comment must differ from delimiter, quote and line ends but is '%s'"
              .formatted(comment));
    }
    if (decimal != '.' && decimal != ',') {
      throw new IllegalArgumentException("Csv decimal must be '.' or ',' but is '" + decimal + "'");
    }
    if (names.stream().distinct().count() != names.size()) {
      throw new IllegalArgumentException("Csv names has a name twice: " + names);
    }
  }

  /** These files, with commas, UTF-8, a header and pandas' tokens for missing. */
  public Csv(List<Path> files) {
    this(
        files,
        ',',
        AUTO,
        '.',
        StandardCharsets.UTF_8,
        true,
        List.of(),
        NONE,
        Missing.DEFAULT,
        Schema.NONE,
        Policy.STRICT,
        false,
        false,
        0,
        Long.MAX_VALUE);
  }

  /** Reads one file as it is, whatever its delimiter: {@code Csv.read("cars.csv")}. */
  public static Frame read(String file) {
    return of(file).delimiter(AUTO).read();
  }

  public static Csv of(Path... files) {
    return new Csv(Arrays.asList(files));
  }

  public static Csv of(String... files) {
    return new Csv(Arrays.stream(files).map(Path::of).toList());
  }

  /**
   * The files that now match a pattern ({@code *}, {@code ?}, {@code [ab]}, {@code {a,b}}, {@code
   * **} for folders within folders), in alphabetical order.
   *
   * @throws DataException if there is none
   */
  public static Csv glob(String pattern) {
    return new Csv(Glob.files(pattern));
  }

  public Csv delimiter(char delimiter) {
    return Spec.with(this, "delimiter", delimiter);
  }

  public Csv quote(char quote) {
    return Spec.with(this, "quote", quote);
  }

  public Csv decimal(char decimal) {
    return Spec.with(this, "decimal", decimal);
  }

  public Csv charset(Charset charset) {
    return Spec.with(this, "charset", charset);
  }

  public Csv header(boolean header) {
    return Spec.with(this, "header", header);
  }

  /** The columns' names for files without a header; add {@code header(true)} to replace one. */
  public Csv names(String... names) {
    return names(List.of(names));
  }

  /** The columns' names for files without a header; add {@code header(true)} to replace one. */
  public Csv names(List<String> names) {
    return Spec.with(Spec.with(this, "names", names), "header", false);
  }

  public Csv comment(char comment) {
    return Spec.with(this, "comment", comment);
  }

  /** These tokens alone. */
  public Csv missing(String... tokens) {
    return missing(List.of(tokens));
  }

  /** These tokens alone. */
  public Csv missing(List<String> tokens) {
    return Spec.with(this, "missing", tokens);
  }

  public Csv schema(Schema schema) {
    return Spec.with(this, "schema", schema);
  }

  public Csv policy(Policy policy) {
    return Spec.with(this, "policy", policy);
  }

  public Csv source(boolean source) {
    return Spec.with(this, "source", source);
  }

  public Csv trim(boolean trim) {
    return Spec.with(this, "trim", trim);
  }

  public Csv skipRows(int lines) {
    return Spec.with(this, "skipRows", lines);
  }

  public Csv maxRows(long rows) {
    return Spec.with(this, "maxRows", rows);
  }

  @Override
  public Frame read() {
    return read(Run.quiet());
  }

  /** Reads with the run's threads; its listener hears of bytes as the phase "read". */
  @Override
  public Frame read(Run run) {
    return readAll(run).frame();
  }

  /** The readable rows and, under {@link Policy#COLLECT}, the problems of all others. */
  public Result readAll() {
    return readAll(Run.quiet());
  }

  /** The readable rows and, under {@link Policy#COLLECT}, the problems of all others. */
  public Result readAll(Run run) {
    return new CsvTable(this, run).read();
  }
}
