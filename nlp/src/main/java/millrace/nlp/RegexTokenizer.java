package millrace.nlp;

import java.util.regex.Pattern;

/**
 * What a regular expression finds, from left to right; its group, if it has one. Empty finds are no
 * tokens.
 */
final class RegexTokenizer implements Tokenizer {
  private final Pattern pattern;

  RegexTokenizer(Pattern pattern) {
    this.pattern = pattern;
  }

  @Override
  public void cut(String text, Cuts cuts) {
    var matcher = pattern.matcher(text);
    int group = matcher.groupCount();
    while (matcher.find()) {
      int from = matcher.start(group);
      int to = matcher.end(group);
      if (from < to) cuts.add(from, to);
    }
  }
}
