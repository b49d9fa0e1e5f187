package millrace.nlp.subwords;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import millrace.run.Run;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a text at the added tokens in it: the one that begins first, and of several that begin there
 * the longest. What is between is a stretch that the tokenizer encodes.
 */
final class Stretches {
  private static final int BLOCK = 64;

  private final SubwordTokenizer tokenizer;
  private final List<AddedToken> tokens; // the longest first
  private final BitSet firsts = new BitSet(); // what they begin with
  private final Ids out = new Ids();

  private Stretches(SubwordTokenizer tokenizer, boolean specials) {
    this.tokenizer = tokenizer;
    var added = tokenizer.specials().added();
    var sought = new ArrayList<AddedToken>(added.size());
    for (var token : added)
      if (specials || !token.special()) {
        sought.add(token);
        firsts.set(token.text().charAt(0));
      }
    sought.sort(Comparator.comparingInt((AddedToken t) -> t.text().length()).reversed());
    tokens = sought;
  }

  static int[] encode(SubwordTokenizer tokenizer, String text, boolean specials) {
    return new Stretches(tokenizer, specials).encode(text);
  }

  static List<int[]> encode(SubwordTokenizer tokenizer, List<String> texts, Run run) {
    int blocks = Math.ceilDiv(texts.size(), BLOCK);
    var parts =
        run.map(
            "encode",
            blocks,
            b -> {
              var stretches = new Stretches(tokenizer, false);
              var ids = new ArrayList<int[]>(BLOCK);
              for (var text : texts.subList(b * BLOCK, Math.min(texts.size(), (b + 1) * BLOCK)))
                ids.add(stretches.encode(text));
              return ids;
            });
    var out = new ArrayList<int[]>(texts.size());
    for (var part : parts) out.addAll(part);
    return out;
  }

  private int[] encode(String text) {
    out.clear();
    int from = 0;
    for (int i = 0; i < text.length() && !tokens.isEmpty(); ) {
      var token = firsts.get(text.charAt(i)) ? at(text, i) : null;
      if (token == null) {
        i++;
        continue;
      }
      int start = i;
      i += token.text().length();
      if (token.stripsLeft())
        while (start > from && Gpt2Words.isSpace(text.charAt(start - 1))) start--;
      if (token.stripsRight()) while (i < text.length() && Gpt2Words.isSpace(text.charAt(i))) i++;
      stretch(text.substring(from, start));
      out.add(token.id());
      from = i;
    }
    stretch(text.substring(from));
    return out.toArray();
  }

  private @Nullable AddedToken at(String text, int i) {
    for (var token : tokens) if (text.startsWith(token.text(), i)) return token;
    return null;
  }

  private void stretch(String stretch) {
    if (stretch.isEmpty()) return;
    switch (tokenizer) {
      case ByteLevelBpe bytes -> bytes.append(stretch, out);
      case WordPiece words -> words.append(stretch, out);
      case SentencePiece sentences -> sentences.append(stretch, out);
    }
  }
}
