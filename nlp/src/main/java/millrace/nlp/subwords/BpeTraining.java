package millrace.nlp.subwords;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.data.Vocabulary;
import millrace.run.Run;

/**
 * Learns a {@link ByteLevelBpe} from texts: beginning with the 256 bytes, the two pieces that stand
 * side by side most often in words become a new piece, again and again. Of pairs that are equally
 * frequent it is the one with the lower left id, then the lower right one. The pieces and their
 * order are those of Hugging Face's trainer with the whole byte alphabet; special tokens come last.
 *
 * <pre>{@code
 * ByteLevelBpe bpe = new BpeTraining(8000).specials("<|endoftext|>").train(texts, Run.quiet());
 * }</pre>
 *
 * <p>Words are counted on the threads of the run; the result is the same on any number of them. A
 * merge costs as much as there are distinct words with its pair.
 *
 * @param size how many pieces there are to be with bytes and special tokens; fewer where no pair is
 *     left
 * @param minCount rarer pairs are not joined
 * @param blankBefore whether a blank is put before each text that does not begin with one
 * @param specials tokens that are no text
 * @see "Sennrich, Haddow, Birch: Neural machine translation of rare words with subword units. ACL
 *     2016"
 */
public record BpeTraining(int size, int minCount, boolean blankBefore, List<String> specials) {
  private static final int BLOCK = 256;
  private static final int REPORT = 100;

  public BpeTraining {
    specials = List.copyOf(specials);
    if (size < 256 + specials.size())
      throw new IllegalArgumentException(
          "%d pieces, but the bytes and special tokens alone are %d"
              .formatted(size, 256 + specials.size()));
    if (minCount < 1)
      throw new IllegalArgumentException("minCount must be at least 1 but is " + minCount);
    if (Vocabulary.of(specials).size() < specials.size())
      throw new IllegalArgumentException("a special token is there twice: " + specials);
    for (var special : specials)
      if (special.isEmpty() || (special.length() == 1 && ByteSpelling.isSpelling(special)))
        throw new IllegalArgumentException("'%s' is no special token".formatted(special));
  }

  /** Pairs that occur at least twice, no blank before texts, no special tokens. */
  public BpeTraining(int size) {
    this(size, 2, false, List.of());
  }

  public BpeTraining minCount(int minCount) {
    return new BpeTraining(size, minCount, blankBefore, specials);
  }

  public BpeTraining blankBefore(boolean blankBefore) {
    return new BpeTraining(size, minCount, blankBefore, specials);
  }

  public BpeTraining specials(String... specials) {
    return new BpeTraining(size, minCount, blankBefore, List.of(specials));
  }

  /**
   * Learns from these texts. Finishing the run early keeps the merges that there are.
   *
   * @throws millrace.run.Run.CancelledException if the run was cancelled
   */
  public ByteLevelBpe train(List<String> texts, Run run) {
    var counts = count(texts, run);
    var alphabet = new ArrayList<String>();
    for (int b = 0; b < 256; b++) alphabet.add(String.valueOf(ByteSpelling.of(b)));
    alphabet.sort(null);
    var pieces = new ArrayList<>(alphabet);
    var ids = new HashMap<String, Integer>();
    for (var piece : pieces) ids.put(piece, ids.size());
    var pairs = new PairCounts(counts, ids);
    var lefts = new Ids();
    var rights = new Ids();
    var results = new Ids();
    int most = size - specials.size();
    while (pieces.size() < most) {
      int best = pairs.best(minCount);
      if (best < 0) break;
      int left = pairs.left(best);
      int right = pairs.right(best);
      var joined = pieces.get(left) + pieces.get(right);
      int known = ids.getOrDefault(joined, -1); // made of two others before
      int result = known < 0 ? pieces.size() : known;
      if (known < 0) {
        ids.put(joined, result);
        pieces.add(joined);
      }
      lefts.add(left);
      rights.add(right);
      results.add(result);
      pairs.join(best, result);
      int done = pieces.size() - 256;
      if (done % REPORT == 0 && !run.step("merge", done, most - 256)) break;
    }
    var added = new ArrayList<AddedToken>();
    for (var special : specials) {
      if (ids.containsKey(special))
        throw new IllegalArgumentException(
            "'%s' is no special token: the text's own pieces spell it".formatted(special));
      added.add(AddedToken.special(special, pieces.size()));
      pieces.add(special);
    }
    return ByteLevelBpe.of(
        Vocabulary.of(pieces),
        lefts.toArray(),
        rights.toArray(),
        results.toArray(),
        blankBefore,
        SpecialTokens.named(added),
        Template.PLAIN);
  }

  /** How often each word occurs, spelled in bytes; in the order of their first appearance. */
  private Map<String, Long> count(List<String> texts, Run run) {
    var parts =
        run.map(
            "count",
            Math.ceilDiv(texts.size(), BLOCK),
            b -> {
              var counts = new HashMap<String, Long>();
              for (var t : texts.subList(b * BLOCK, Math.min(texts.size(), (b + 1) * BLOCK))) {
                boolean blank = blankBefore && !t.isEmpty() && t.charAt(0) != ' ';
                var text = (blank ? " " + t : t).toCharArray();
                for (int i = 0, end; i < text.length; i = end) {
                  end = Gpt2Words.next(text, i, text.length);
                  counts.merge(new String(text, i, end - i), 1L, Long::sum);
                }
              }
              return counts;
            });
    var counts = new LinkedHashMap<String, Long>();
    for (var part : parts) part.forEach((word, n) -> counts.merge(word, n, Long::sum));
    return counts;
  }
}
