package millrace.nlp;

import java.util.Set;
import java.util.regex.Pattern;

/** Web and e-mail addresses in running text. */
final class Links {
  /** Endings that make a bare name an address: those in common use that are no English word. */
  private static final Set<String> DOMAINS =
      Set.of(
          ("com org net edu gov mil int info biz name pro aero coop museum mobi jobs cat asia app"
               + " dev blog shop online site website tech store xyz club news media wiki io ai co"
               + " cc tv fm ly gl gd gg eu uk de fr nl es ru cn jp br au ca ch se pl kr mx nz za ie"
               + " tr dk fi cz pt gr hu il sg hk tw ar cl ua ro bg hr sk rs ae sa ir pk ph th vn ng"
               + " ke eg")
              .split(" "));

  private static final String LABEL = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";

  /**
   * The labels before the last one: a name has at most 127. Without a bound {@link Pattern} would
   * call itself for each, and overflow the stack on a long row of them.
   */
  private static final String LABELS = "(?:" + LABEL + "\\.){1,126}";

  /** What a web address begins with. Group 1: the ending of a bare name; 2: the slash behind. */
  private static final Pattern HEAD =
      Pattern.compile(
          "(?:[a-z][a-z0-9+.-]{1,9}://|www\\d{0,3}\\.)(?=[^\\s.])|"
              + LABELS
              + "([a-z]{2,13})(?![\\w@-])(?::\\d{1,5}(?=/|\\b))?(/)?",
          Pattern.CASE_INSENSITIVE);

  /** What stands before the at has at most 64 characters: no need to look through a whole text. */
  private static final Pattern EMAIL =
      Pattern.compile(
          "[\\w.+%-]{1,64}+@" + LABELS + "[a-z]{2,24}(?![\\w@])",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);

  /** No address goes on behind these. */
  private static final String STOPS = "<>\"`{}|^“”«»‘’…";

  /** These end a sentence rather than an address. */
  private static final String TRAILING = ".,:;!?'\"*";

  private Links() {}

  /** Where the address that begins at {@code from}, a letter or digit, ends; else {@code from}. */
  static int end(String text, int from) {
    if (!mayBegin(text, from)) return from;
    var email = EMAIL.matcher(text).region(from, text.length()).useTransparentBounds(true);
    if (email.lookingAt()) return email.end();
    var head = HEAD.matcher(text).region(from, text.length()).useTransparentBounds(true);
    if (!head.lookingAt()) return from;
    var domain = head.group(1);
    if (domain == null || head.group(2) != null)
      return trimmed(text, head.end(), run(text, head.end()));
    if (!DOMAINS.contains(domain.toLowerCase(java.util.Locale.ROOT))) return from;
    int end = head.end();
    return end < text.length() && "?#".indexOf(text.charAt(end)) >= 0 && run(text, end) > end + 1
        ? trimmed(text, end, run(text, end))
        : end;
  }

  /**
   * An address has a dot, a colon or an at before the next blank: most words can be passed over.
   */
  private static boolean mayBegin(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '@' || c == ':' || c == '.')
        return i + 1 < text.length() && !CodePoints.isSpace(text.charAt(i + 1));
      if (c <= ' ' || (c >= 0x80 && CodePoints.isSpace(c))) return false;
    }
    return false;
  }

  private static int run(String text, int from) {
    int i = from;
    while (i < text.length()
        && !CodePoints.isSpace(text.charAt(i))
        && STOPS.indexOf(text.charAt(i)) < 0) i++;
    return i;
  }

  /** Without the punctuation behind it; a bracket stays if it was opened in the address. */
  private static int trimmed(String text, int least, int end) {
    while (end > least) {
      char c = text.charAt(end - 1);
      if (c == ')' || c == ']') {
        if (count(text, least, end, c == ')' ? '(' : '[') >= count(text, least, end, c)) break;
      } else if (TRAILING.indexOf(c) < 0) break;
      end--;
    }
    return end;
  }

  private static int count(String text, int from, int to, char c) {
    int n = 0;
    for (int i = from; i < to; i++) if (text.charAt(i) == c) n++;
    return n;
  }
}
