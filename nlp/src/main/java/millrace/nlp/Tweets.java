package millrace.nlp;

import java.util.regex.Pattern;

/**
 * Cuts tweets and other short messages into words, {@code @handles}, {@code #hashtags}, web and
 * e-mail addresses, telephone numbers, emoticons, emoji, numbers, HTML tags and entities, arrows
 * and single punctuation marks. It behaves as NLTK's TweetTokenizer but for the following:
 *
 * <ul>
 *   <li>Nothing is replaced, since tokens are places in the text: {@code &amp;} is a token as it
 *       stands. Of more than three equal marks in a row the first three are kept, as in NLTK.
 *   <li>An emoji is one token with its presentation selector and all that is joined to it.
 *   <li>Emoticons go beyond NLTK's ({@code ^_^ -_- \o/}), a smile may go on ({@code :)))}), and
 *       none is seen within words ({@code 8pm}).
 *   <li>Letters and digits stay together ({@code covid19}), the apostrophe may be typographic
 *       ({@code don’t}), and two dashes separate.
 *   <li>Numbers may have more than one separator ({@code 1,000,000}, {@code 192.168.1.1}).
 *   <li>A bare name is an address only with a known ending ({@code bit.ly}) or a path, so that a
 *       forgotten blank (<code>end.Start</code>) makes none.
 * </ul>
 *
 * @see "NLTK 3.8, nltk.tokenize.casual.TweetTokenizer"
 */
final class Tweets implements Tokenizer {
  private static final int MOST_REPEATS = 3;

  private static final Pattern PHONE =
      Pattern.compile(
          "(?:\\+?1[ .*-]{0,2})?(?:\\(\\d{3}\\)[ .*-]{0,2}|\\d{3}[ .*-]{1,2})\\d{3}["
              + " .*-]{1,2}\\d{4}(?!\\w)|\\d{3}[.-]\\d{4}(?!\\w|[.,/:-]\\d)|\\+(?=(?:["
              + " .()-]{0,2}\\d){7,15})\\d{1,3}(?:[ .-]?\\(?\\d{1,8}\\)?){1,6}(?!\\w)");

  // Possessive where anything may be repeated: else Pattern calls itself for each repetition, and a
  // long row of them is more than a thread's stack holds.
  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d++(?:[.,/:-]\\d++)++");

  private static final Pattern ENTITY =
      Pattern.compile(
          "&lt;/?3+(?!\\w)|&(?:#\\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});");

  private static final Pattern TAG = Pattern.compile("</?[a-zA-Z!][^>\\s]*>");

  private static final Pattern HASHTAG =
      Pattern.compile("#+\\w++(?:['’-]\\w++)*+", Pattern.UNICODE_CHARACTER_CLASS);

  @Override
  public void cut(String text, Cuts cuts) {
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (isNothing(c)) {
        i += Character.charCount(c);
        continue;
      }
      int end = end(text, i, c);
      int same = end == i + Character.charCount(c) ? repeats(text, i, c) : 1;
      if (same > MOST_REPEATS && !Character.isLetterOrDigit(c)) {
        int length = end - i;
        for (int k = 1; k < MOST_REPEATS; k++, i += length) cuts.add(i, i + length);
        i += (same - MOST_REPEATS) * length; // the last may begin something else
      } else {
        cuts.add(i, isWordPart(c) ? end : i + kept(text, i, end));
        i = end;
      }
    }
  }

  private static boolean isNothing(int c) {
    return CodePoints.isSpace(c)
        || Character.isISOControl(c)
        || Character.getType(c) == Character.FORMAT
        || Emoji.isModifier(c);
  }

  private static int end(String text, int i, int c) {
    int end = Emoji.end(text, i);
    if (end > i) return end;
    if (c < 0x80 || isWordPart(c)) {
      if (c < 0x80 && (isWordPart(c) || "+.-%".indexOf(c) >= 0)) {
        end = Links.end(text, i);
        if (end > i) return end;
      }
      if ("+(0123456789".indexOf(c) >= 0) {
        end = lookingAt(PHONE, text, i);
        if (end > i) return end;
      }
    }
    if (c <= Character.MAX_VALUE) {
      end = Emoticons.end(text, i);
      if (end > i) return end;
    }
    return switch (c) {
      case '@' -> afterWordParts(text, i + 1, i + 1);
      case '#' -> hashtag(text, i);
      case '<' -> orOne(i, Math.max(lookingAt(TAG, text, i), arrow(text, i)));
      case '&' -> orOne(i, lookingAt(ENTITY, text, i));
      case '.' -> ellipsis(text, i);
      case '-', '+' -> sign(text, i);
      default -> isWordPart(c) ? word(text, i) : i + Character.charCount(c);
    };
  }

  private static int orOne(int i, int end) {
    return end > i ? end : i + 1;
  }

  private static int lookingAt(Pattern pattern, String text, int i) {
    var m = pattern.matcher(text).region(i, text.length()).useTransparentBounds(true);
    return m.lookingAt() ? m.end() : i;
  }

  /** NLTK and Twitter want more than one character: {@code #1} is no hashtag. */
  private static int hashtag(String text, int i) {
    int end = lookingAt(HASHTAG, text, i);
    int words = i;
    while (words < end && text.charAt(words) == '#') words++;
    return end - words >= 2 ? end : i + 1;
  }

  /** {@code <--}; the others begin with a dash. */
  private static int arrow(String text, int i) {
    int end = i + 1;
    while (end < text.length() && text.charAt(end) == '-') end++;
    return end > i + 1 ? end : i;
  }

  /** {@code -->}, or a signed number, or the mark alone. */
  private static int sign(String text, int i) {
    int end = i;
    while (end < text.length() && text.charAt(end) == '-') end++;
    if (end > i && end < text.length() && text.charAt(end) == '>') return end + 1;
    return orOne(i, lookingAt(NUMBER, text, i));
  }

  /** Dots in a row, blanks between them allowed, or a single one. */
  private static int ellipsis(String text, int i) {
    int end = i + 1;
    for (int k = end; k < text.length(); k++) {
      if (text.charAt(k) == '.') end = k + 1;
      else if (!CodePoints.isSpace(text.charAt(k))) break;
    }
    return end;
  }

  /** How much is kept of a token that ends in a long row of dots or brackets. */
  private static int kept(String text, int from, int end) {
    char last = text.charAt(end - 1);
    if (".()[]{}".indexOf(last) < 0) return end - from;
    int same = 1;
    while (end - 1 - same >= from && text.charAt(end - 1 - same) == last) same++;
    return end - from - Math.max(0, same - MOST_REPEATS);
  }

  private static int word(String text, int i) {
    if (text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      int number = lookingAt(NUMBER, text, i);
      if (number > i) return number;
    }
    int end = i;
    while (true) {
      end = afterWordParts(text, end, end);
      // one apostrophe or hyphen between letters goes on
      if (end + 1 >= text.length() || "'’-".indexOf(text.charAt(end)) < 0) return end;
      if (!isLetter(text.codePointBefore(end)) || !isLetter(text.codePointAt(end + 1))) return end;
      end++;
    }
  }

  private static int afterWordParts(String text, int from, int otherwise) {
    int i = from;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      if (!isWordPart(c) || (c >= 0x80 && Emoji.end(text, i) > i)) break;
      i += Character.charCount(c);
    }
    return i > from ? i : otherwise;
  }

  private static boolean isLetter(int c) {
    return Character.isLetter(c) || isMark(c);
  }

  private static boolean isWordPart(int c) {
    return c == '_' || Character.isLetterOrDigit(c) || isMark(c) || isJoiner(c);
  }

  /** Some scripts write with joiners inside words; a soft hyphen is not seen. */
  private static boolean isJoiner(int c) {
    return c == 0x200C || c == 0x200D || c == 0xAD;
  }

  private static boolean isMark(int c) {
    int type = Character.getType(c);
    return (type == Character.NON_SPACING_MARK
            || type == Character.COMBINING_SPACING_MARK
            || type == Character.ENCLOSING_MARK)
        && !Emoji.isModifier(c);
  }

  private static int repeats(String text, int i, int c) {
    int n = 0;
    int length = Character.charCount(c);
    while (i < text.length() && text.codePointAt(i) == c) {
      n++;
      i += length;
    }
    return n;
  }
}
