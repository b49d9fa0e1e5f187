package millrace.nlp.subwords;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import millrace.data.Vocabulary;

/** Pieces with scores and types, as they are read from files of several kinds. */
final class SentencePieces {
  private static final Pattern BYTE = Pattern.compile("<0x[0-9A-F]{2}>");
  private static final double UNKNOWN_PENALTY = 10;
  private static final double USER_PENALTY = .1;

  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> ids = new HashMap<>();
  private double[] scores = new double[64];
  private final Ids types = new Ids();
  private int unknown = -1;
  private boolean bytes;

  /** Whether a name spells a byte: {@code <0x0A>}. */
  static boolean isByte(String name) {
    return BYTE.matcher(name).matches();
  }

  int size() {
    return names.size();
  }

  int id(String name) {
    return ids.getOrDefault(name, -1);
  }

  String name(int id) {
    return names.get(id);
  }

  int unknown() {
    return unknown;
  }

  boolean has(byte type) {
    for (int i = 0; i < types.size(); i++) if (types.get(i) == type) return true;
    return false;
  }

  /** Adds a piece; empty, or what is wrong with it. */
  String add(String name, double score, int type) {
    if (name.isEmpty()) return "a piece without a character";
    if (!Double.isFinite(score)) return "the piece '%s' has the score %s".formatted(name, score);
    if (type < SentencePiece.NORMAL || type > SentencePiece.BYTE)
      return "the piece '%s' has the type %d, where 1 to 6 were expected".formatted(name, type);
    if (type == SentencePiece.BYTE && !isByte(name))
      return "the piece '%s' is of the type of bytes, which are spelled <0x0A>".formatted(name);
    if (ids.putIfAbsent(name, size()) != null)
      return "the piece '%s' is there twice".formatted(name);
    if (type == SentencePiece.UNKNOWN) {
      if (unknown >= 0)
        return "'%s' and '%s' are both the unknown piece".formatted(names.get(unknown), name);
      unknown = size();
    }
    bytes |= type == SentencePiece.BYTE;
    if (size() == scores.length) scores = Arrays.copyOf(scores, 2 * size());
    scores[size()] = score;
    names.add(name);
    types.add(type);
    return "";
  }

  /** The special tokens, by their types and these names. */
  SpecialTokens specials(String bos, String eos, String pad) {
    var added = new ArrayList<AddedToken>();
    for (int i = 0; i < size(); i++)
      if (types.get(i) == SentencePiece.CONTROL || types.get(i) == SentencePiece.UNKNOWN)
        added.add(AddedToken.special(names.get(i), i));
    return new SpecialTokens(added, control(bos), control(eos), unknown, control(pad), -1, -1, -1);
  }

  private int control(String name) {
    int id = id(name);
    return id >= 0 && types.get(id) == SentencePiece.CONTROL ? id : -1;
  }

  /**
   * The tokenizer.
   *
   * @param allCount whether the least score of all pieces decides what an unknown character costs,
   *     and not that of the normal ones only
   * @throws IllegalArgumentException if the parts do not belong together
   */
  SentencePiece tokenizer(
      SentencePiece.Algorithm algorithm,
      Preparation preparation,
      boolean allCount,
      String unknownText,
      SpecialTokens specials,
      Template template) {
    int n = size();
    var pieces = Vocabulary.ofDistinct(names.toArray(String[]::new));
    var costs = Arrays.copyOf(scores, n);
    var kinds = new byte[n];
    var sought = new Ids();
    var users = new Ids();
    double least = Double.POSITIVE_INFINITY;
    double most = Float.MIN_NORMAL; // in SentencePiece, too, it begins there
    for (int i = 0; i < n; i++) {
      kinds[i] = (byte) types.get(i);
      boolean user = kinds[i] == SentencePiece.USER_DEFINED;
      if (kinds[i] == SentencePiece.NORMAL || user) sought.add(i);
      if (user) users.add(i);
      if (kinds[i] == SentencePiece.NORMAL || allCount) {
        least = Math.min(least, scores[i]);
        most = Math.max(most, scores[i]);
      }
    }
    boolean unigram = algorithm == SentencePiece.Algorithm.UNIGRAM;
    if (unigram) {
      if (least == Double.POSITIVE_INFINITY) least = 0;
      if (unknown >= 0)
        costs[unknown] = allCount ? least - UNKNOWN_PENALTY : (float) (least - UNKNOWN_PENALTY);
      for (int i = 0; i < users.size(); i++) { // so that they are always taken
        int length = names.get(users.get(i)).getBytes(StandardCharsets.UTF_8).length;
        costs[users.get(i)] = length * most - USER_PENALTY;
      }
    }
    return new SentencePiece(
        pieces,
        costs,
        kinds,
        algorithm,
        unigram ? PieceTrie.of(pieces, sought.toArray()) : PieceTrie.EMPTY,
        PieceTrie.of(pieces, users.toArray()),
        preparation,
        bytes,
        unknownText,
        specials,
        template);
  }
}
