package millrace.nlp;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import org.apache.lucene.analysis.standard.StandardTokenizerImpl;

/**
 * Words as Unicode's annex 29 delimits them, through the scanner of Lucene's StandardTokenizer.
 *
 * <p>Kept are the segments with something to say: words (letters of any alphabet, with the
 * apostrophes, full stops and underscores inside them: {@code can't}, {@code U.S.A}, {@code
 * snake_case}), numbers ({@code 3,456.78}), runs of Katakana, Hangul, Thai, Lao, Khmer and Myanmar,
 * single ideographs and single Hiragana, and emoji with all their joiners, skin tones and flags.
 * Punctuation, symbols and white space are left out; hyphens separate: {@code state-of-the-art} is
 * four words.
 *
 * <p>Lucene cuts words that are longer than its buffer, 255 units by default. Here the buffer is as
 * long as the text, so that no word is cut.
 *
 * @see "Unicode Standard Annex 29, Unicode Text Segmentation, word boundaries"
 */
final class UnicodeWords implements Tokenizer {
  /** The scanner's buffer when it is made; it only has to grow for longer texts. */
  private static final int BUFFER = 255;

  @Override
  public void cut(String text, Cuts cuts) {
    if (text.isEmpty()) return;
    var scanner = new StandardTokenizerImpl(new StringReader(text));
    if (text.length() >= BUFFER) scanner.setBufferSize(Math.addExact(text.length(), 1));
    try {
      while (scanner.getNextToken() != StandardTokenizerImpl.YYEOF) {
        int from = scanner.yychar();
        cuts.add(from, from + scanner.yylength());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a string cannot fail to be read", e);
    }
  }
}
