package millrace.nlp.subwords;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import millrace.data.DataException;
import millrace.data.Vocabulary;
import millrace.readers.Lines;

/**
 * WordPiece, BERT's tokenizer: a text is cut into words, and of each word the longest piece that it
 * begins with is taken, then of the rest the longest that stands inside words ({@code ##ing}), and
 * so on. A word of which some part is no piece is {@code [UNK]} as a whole.
 *
 * <pre>{@code
 * var bert = WordPiece.read(Path.of("vocab.txt"), true);
 * bert.encode("unaffable");                          // un ##aff ##able
 * ModelInput pair = bert.input(question, passage, 512);   // [CLS] … [SEP] … [SEP], segments 0 and 1
 * }</pre>
 *
 * <p>Decoding joins words with a blank, as the text between them is not kept. O(n l) for n
 * characters in words of at most l.
 *
 * @param pieces spelled as in vocab.txt
 * @param clean whether control characters are taken out
 * @param chinese whether each Chinese character is a word
 * @param stripAccents whether accents are taken off (NFD without marks)
 * @param lowercase whether letters are made small
 * @param prefix what pieces inside words begin with, such as {@code ##}
 * @param longest words of more characters than this are unknown, such as 100
 * @param tidy whether decoding puts no blank before a mark of {@code .?!,}
 * @see "Devlin et al.: BERT. NAACL 2019; its tokenization.py"
 * @see "Wu et al.: Google's neural machine translation system. arXiv 1609.08144, 2016"
 */
public record WordPiece(
    Vocabulary pieces,
    boolean clean,
    boolean chinese,
    boolean stripAccents,
    boolean lowercase,
    String prefix,
    int longest,
    boolean tidy,
    SpecialTokens specials,
    Template template)
    implements SubwordTokenizer {
  /**
   * @throws IllegalArgumentException if the parts do not belong together
   */
  public WordPiece {
    specials.check(pieces);
    template.check(pieces.size());
    if (specials.unk() < 0)
      throw new IllegalArgumentException("no piece stands for unknown words, such as [UNK]");
    if (longest < 1)
      throw new IllegalArgumentException("words have at most %d characters".formatted(longest));
  }

  /**
   * Reads a vocabulary ({@code vocab.txt}): a piece a line, among them {@code [UNK]}, {@code [CLS]}
   * and {@code [SEP]}.
   *
   * @param uncased whether it is of an "uncased" model: letters small and without accents
   * @throws DataException if the file is not what it should be
   */
  public static WordPiece read(Path vocabulary, boolean uncased) {
    var ids = new LinkedHashMap<String, Integer>();
    try (var lines = new Lines(vocabulary, StandardCharsets.UTF_8)) {
      for (var line = lines.next(); line != null; line = lines.next()) {
        if (line.isEmpty()) throw lines.error("an empty line, but a piece was expected");
        var before = ids.putIfAbsent(line, ids.size());
        if (before != null)
          throw lines.error(
              "the piece '%s' is there twice, in line %d too".formatted(line, before + 1));
      }
    }
    for (var due : List.of("[UNK]", "[CLS]", "[SEP]"))
      if (!ids.containsKey(due))
        throw new DataException(
            "%s: the piece %s is missing: it is no vocabulary of BERT, which has a piece a line"
                .formatted(vocabulary, due));
    return of(Vocabulary.ofDistinct(ids.keySet().toArray(String[]::new)), uncased);
  }

  /**
   * BERT's tokenizer with these pieces.
   *
   * @throws IllegalArgumentException if {@code [UNK]}, {@code [CLS]} or {@code [SEP]} is not among
   *     them
   */
  public static WordPiece of(Vocabulary pieces, boolean uncased) {
    var added = new ArrayList<AddedToken>();
    for (var text : List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"))
      if (pieces.has(text)) added.add(AddedToken.special(text, pieces.id(text)));
    var specials = SpecialTokens.named(added);
    if (specials.cls() < 0 || specials.sep() < 0)
      throw new IllegalArgumentException("the pieces [CLS] and [SEP] are not there");
    var template = Template.bert(specials.cls(), specials.sep());
    return new WordPiece(pieces, true, true, uncased, uncased, "##", 100, true, specials, template);
  }

  /** Writes the file that {@link #read} reads: the pieces, and nothing of the settings. */
  public void write(Path vocabulary) {
    try {
      Files.write(vocabulary, pieces.names());
    } catch (IOException e) {
      throw new DataException("%s cannot be written: %s".formatted(vocabulary, e), e);
    }
  }

  /** Appends the ids of a stretch of text without added tokens. */
  void append(String stretch, Ids out) {
    var words = new BertWords(clean, chinese, stripAccents, lowercase);
    words.read(stretch);
    int before = prefix.length();
    var word = new char[before + 64];
    while (words.next()) {
      int n = words.to() - words.from();
      if (n > longest && Character.codePointCount(words.chars(), words.from(), n) > longest) {
        out.add(specials.unk());
        continue;
      }
      if (before + n > word.length) word = new char[before + n];
      System.arraycopy(words.chars(), words.from(), word, before, n);
      cut(word, before + n, out);
    }
  }

  /**
   * The pieces of one word, which stands in {@code word} after room for a prefix. What has been cut
   * off is overwritten with the prefix of the next piece.
   */
  private void cut(char[] word, int end, Ids out) {
    int first = out.size();
    int before = prefix.length();
    for (int from = before; from < end; ) {
      int start = from;
      if (from > before) {
        start = from - before;
        prefix.getChars(0, before, word, start);
      }
      int to = end;
      int id = pieces.id(word, start, to);
      while (id < 0 && --to > from) id = pieces.id(word, start, to);
      if (id < 0) {
        out.truncate(first);
        out.add(specials.unk());
        return;
      }
      out.add(id);
      from = to;
    }
  }

  /** A piece as text: with a blank before it if it begins a word. */
  void spell(int id, StreamDecoder out) {
    var piece = pieces.name(id);
    if (!prefix.isEmpty() && piece.startsWith(prefix) && out.started()) {
      out.text(piece.substring(prefix.length()));
      return;
    }
    boolean close =
        !out.started() || (tidy && !piece.isEmpty() && ".?!,".indexOf(piece.charAt(0)) >= 0);
    out.text(close ? piece : " " + piece);
  }
}
