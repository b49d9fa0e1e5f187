package millrace.nlp;

import java.util.regex.Pattern;

/**
 * Faces made of punctuation: {@code :-) ;P :'( <3 (: D: ^_^ -_- >.< \o/} and the shrug. A face that
 * has letters or digits in it ends where a word could not go on, so that {@code note:do} holds
 * none; one that lies on its other side ({@code (:}) stands by itself.
 */
final class Emoticons {
  private static final String NO_WORD = "(?![\\p{L}\\p{N}_])";
  private static final String AFTER_NO_WORD = "(?<![\\p{L}\\p{N}_])";
  private static final String AFTER_SPACE = "(?<![^\\s])";
  private static final String END = "(?=[\\s.,!?]|$)";

  private static final Pattern FACE =
      Pattern.compile(
          String.join(
              "|",
              "¯\\\\_+\\(ツ\\)_+/¯", // a shrug
              "\\(╯°□°[)）]╯︵ ?┻━┻", // a table flies
              "┬─+┬ ?ノ\\( ?゜-゜ノ\\)", // and stands again
              "</?3+" + NO_WORD, // a heart
              "\\\\[oO0]/", // cheers
              // brow, eyes, tear, nose and mouth; a mouth of brackets may smile on and on
              "[<>}{|]?[:;=][',`]?[-o*^~]?(?:\\)+|\\(+|\\]+|\\[+|\\}+|\\{+|[|\\\\/](?![/\\p{L}\\p{N}]))",
              "[<>}{|]?(?:[:;]|" + AFTER_SPACE + "=)[',`]?[-*^~]?[dDpP]+" + NO_WORD,
              "[<>}{|]?[:;](?:[-*^~]|[',`]|" + "(?<![\\p{L}\\p{N}].))[bBoO0xXsScC3*@$&#]" + NO_WORD,
              ":-?[<>]" + NO_WORD,
              "[BbXx8]-(?:\\)+|\\(+|[DdPpOo|/\\\\]" + NO_WORD + ")",
              // the other way round
              AFTER_SPACE + "[(\\[{)\\]}|\\\\/]['`]?[-o*^~]?['`,]?[:;=][<>]?" + END,
              AFTER_SPACE + "[Dd][-']?[:;=][<>]?" + END,
              // upright
              "\\(?(?:([\\^*@;$•◕¬])[._ωoO-]{1,2}\\1|>[._oO-]{1,2}<|\\^\\^)\\)?" + NO_WORD,
              "\\(?(?:-[._]{1,2}-|=[._]=|\\._{1,2}\\.)\\)?" + NO_WORD,
              "\\(?" + AFTER_NO_WORD + "(?:[oO][._][oO]|[Tt][._][Tt]|ಠ_+ಠ)\\)?" + NO_WORD));

  private Emoticons() {}

  /** Where the face that begins at {@code from} ends, or {@code from} if none does. */
  static int end(String text, int from) {
    if (!mayBegin(text.charAt(from))) return from;
    if (from + 1 == text.length()) return from;
    var face = FACE.matcher(text).region(from, text.length()).useTransparentBounds(true);
    return face.lookingAt() ? face.end() : from;
  }

  private static boolean mayBegin(char c) {
    return "<>}{|:;=()[]\\/^*@$-.BbXx8DdoOTt¯┬•◕¬ಠ".indexOf(c) >= 0;
  }
}
