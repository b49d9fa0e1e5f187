package millrace.nlp.subwords;

import java.util.Arrays;

/** Cuts prepared texts into the pieces of a {@link SentencePiece}, one after the other. */
final class SentenceCut extends PairMerging {
  private final SentencePiece how;
  private char[] text = {};
  private int[] from = {}; // where each symbol begins
  private int[] to = {};
  private boolean[] fixed = {}; // never joined
  private double[] best = {}; // of a path to each place
  private int[] bestFrom = {}; // where its last piece begins
  private int[] bestId = {};
  private boolean wasUnknown;

  SentenceCut(SentencePiece how) {
    this.how = how;
  }

  void cut(String prepared, Ids out) {
    int n = prepared.length();
    if (text.length < n) text = new char[n];
    prepared.getChars(0, n, text, 0);
    wasUnknown = false;
    switch (how.algorithm()) {
      case BPE -> merge(prepared, out);
      case UNIGRAM -> bestPath(n, out);
    }
  }

  private void merge(String prepared, Ids out) {
    int length = prepared.length();
    if (from.length < length) {
      from = new int[length];
      to = new int[length];
      fixed = new boolean[length];
    }
    int n = 0;
    for (int i = 0; i < length; i = to[n++]) {
      int given = how.users().isEmpty() ? 0 : how.users().longest(prepared, i);
      from[n] = i;
      to[n] = i + (given > 0 ? given : Character.charCount(prepared.codePointAt(i)));
      fixed[n] = given > 0;
    }
    merge(n);
    for (int i = 0; i < n; i = next(i)) {
      int id = how.pieces().id(text, from[i], to[i]);
      emit(id >= 0 && how.isText(id) ? id : -1, from[i], to[i], out);
    }
  }

  @Override
  int rank(int left, int right) {
    if (fixed[left] || fixed[right]) return NEVER;
    int id = how.pieces().id(text, from[left], to[right]);
    if (id < 0 || !how.isText(id)) return NEVER;
    int bits = Float.floatToIntBits((float) how.scores()[id] + 0f); // 0 and -0 are the same
    return ~(bits < 0 ? bits ^ Integer.MAX_VALUE : bits); // the higher the score, the earlier
  }

  @Override
  void join(int left, int right) {
    to[left] = to[right];
  }

  /** Viterbi's algorithm: of all rows of pieces that make the text, the one of the highest sum. */
  private void bestPath(int n, Ids out) {
    if (best.length <= n) {
      best = new double[n + 1];
      bestFrom = new int[n + 1];
      bestId = new int[n + 1];
    }
    Arrays.fill(bestFrom, 0, n + 1, -1);
    best[0] = 0;
    boolean single = !how.preparation().byWords(); // in single precision, as SentencePiece does
    var trie = how.trie();
    var scores = how.scores();
    int unk = how.specials().unk();
    for (int i = 0, next; i < n; i = next) {
      next = i + Character.charCount(Utf8.codePoint(text, i, n));
      boolean alone = false; // whether this character is a piece
      double here = best[i];
      for (int k = i, node = 0; k < n; ) {
        node = trie.next(node, text[k++]);
        if (node < 0) break;
        int id = trie.ids()[node];
        if (id < 0) continue;
        offer(k, i, id, here + scores[id], single);
        alone |= k == next;
      }
      if (!alone) offer(next, i, unk, here + scores[unk], single);
    }
    int count = 0; // the path, from its end: its places are linked forwards
    for (int k = n; k > 0; k = bestFrom[k]) count++;
    var ends = new int[count];
    for (int k = n; k > 0; k = bestFrom[k]) ends[--count] = k;
    for (int end : ends) emit(bestId[end] == unk ? -1 : bestId[end], bestFrom[end], end, out);
  }

  private void offer(int end, int begin, int id, double sum, boolean single) {
    if (bestFrom[end] >= 0 && !(sum > best[end])) return;
    best[end] = single ? (float) sum : sum;
    bestFrom[end] = begin;
    bestId[end] = id;
  }

  /** Appends a piece; -1 is what no piece covers: its bytes, or one unknown piece for a run. */
  private void emit(int id, int begin, int end, Ids out) {
    if (id >= 0) {
      out.add(id);
    } else if (how.bytes()) {
      for (int i = begin; i < end; ) {
        int c = Utf8.codePoint(text, i, end);
        i += Character.charCount(c);
        int n = Utf8.put(c, unsigned, 0);
        for (int k = 0; k < n; k++) out.add(how.byteId(unsigned[k]));
      }
    } else if (!wasUnknown) {
      out.add(how.specials().unk());
    }
    wasUnknown = id < 0;
  }

  private final int[] unsigned = new int[4];
}
