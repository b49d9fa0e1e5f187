package millrace.readers;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import millrace.data.Frame;
import millrace.learn.Spec;

/**
 * Reads labelled sentences as CoNLL-2000, CoNLL-2003 and CRF++ write them: a line a token, its
 * layers side by side (word, part of speech, label), a blank line after each sentence. Gives a row
 * a sentence and a {@link millrace.data.Column.Tokens} column a layer, all aligned: the k-th token
 * of a row is about the same place in each.
 *
 * <pre>{@code
 * Frame train = Conll.of("train.txt.gz").columns("word", "pos", "chunk").read().target("chunk");
 * Result r    = Conll.of("btc.test").columns("word", "tag").policy(Policy.COLLECT).readAll();
 * }</pre>
 *
 * <p>Cells stand between tabs if the first token's line has one, else between runs of spaces. So a
 * word may hold spaces in a file of tabs; around a cell they are taken off. A line whose first cell
 * is {@code -DOCSTART-} (or begins so, {@code -DOCSTART-X-}) ends a sentence and is no token. In a
 * file of tabs only a line without any character is blank: one of spaces alone is a token that lost
 * its layers. The file need not end with a blank line, and several in a row are as one.
 *
 * <p>What does not fit, a line with too many or too few cells or with an empty one, concerns its
 * whole sentence: a sentence without one of its tokens would be another. Under {@link
 * Policy#STRICT} it is an error with the number of the line; under {@link Policy#COLLECT} the
 * sentence is left out and listed with that line. With {@link #empty} empty cells are no problem
 * but stand for that word.
 *
 * <p>Labels are kept as written, whatever their scheme. One pass; memory for the columns only.
 *
 * @param file what to read; gzip is recognised by content
 * @param columns the layers' names, one for each cell of a line; empty: by their number, two are
 *     {@code word, tag}, three {@code word, pos, chunk} (CoNLL-2000), four {@code word, pos, chunk,
 *     ner} (CoNLL-2003), others {@code c1, c2, …}
 * @param comment a line that begins with it is passed over; empty for none, because {@code #} is a
 *     word of CoNLL-2000
 * @param empty what an empty cell of a file of tabs stands for; empty: it is a problem
 * @param charset used unless the file has a byte order mark
 * @param policy what happens to sentences that do not fit
 * @see "E. Tjong Kim Sang, S. Buchholz, Introduction to the CoNLL-2000 shared task: chunking, 2000"
 * @see "E. Tjong Kim Sang, F. De Meulder, Introduction to the CoNLL-2003 shared task, 2003"
 */
public record Conll(
    Path file, List<String> columns, String comment, String empty, Charset charset, Policy policy)
    implements Reader {
  public Conll {
    columns = List.copyOf(columns);
    if (columns.stream().distinct().count() != columns.size() || columns.contains("")) {
      throw new IllegalArgumentException("Conll columns must be different names but is " + columns);
    }
    if (!empty.equals(empty.strip())) {
      throw new IllegalArgumentException(
          "Conll empty must be a word without spaces around it but is '%s'".formatted(empty));
    }
  }

  /** This file in UTF-8, layers named by their number, no comments, strictly. */
  public Conll(Path file) {
    this(file, List.of(), "", "", StandardCharsets.UTF_8, Policy.STRICT);
  }

  public static Conll of(Path file) {
    return new Conll(file);
  }

  public static Conll of(String file) {
    return new Conll(Path.of(file));
  }

  public Conll columns(String... names) {
    return columns(List.of(names));
  }

  public Conll columns(List<String> names) {
    return Spec.with(this, "columns", names);
  }

  public Conll comment(String prefix) {
    return Spec.with(this, "comment", prefix);
  }

  public Conll empty(String word) {
    return Spec.with(this, "empty", word);
  }

  public Conll charset(Charset charset) {
    return Spec.with(this, "charset", charset);
  }

  public Conll policy(Policy policy) {
    return Spec.with(this, "policy", policy);
  }

  @Override
  public Frame read() {
    return readAll().frame();
  }

  /** The readable sentences and, under {@link Policy#COLLECT}, the problems of all others. */
  public Result readAll() {
    try (var lines = new Lines(file, charset)) {
      return new ConllRows(this, lines).read();
    }
  }
}
