package millrace.nlp;

/**
 * Prepares and cuts texts, one after the other. ASCII text, most of what there is, is put in lower
 * case in a buffer that is used again.
 */
final class TextReader implements Interning.Reader {
  private final Tokenize how;
  private final Tokenizer tokenizer;
  private final Cuts cuts = new Cuts();
  private char[] buffer = new char[1 << 10];

  TextReader(Tokenize how, Tokenizer tokenizer) {
    this.how = how;
    this.tokenizer = tokenizer;
  }

  @Override
  public void read(String text, Interning.Sink sink) {
    cuts.clear();
    if (tokenizer instanceof WordScanner scanner) {
      int n = load(text);
      scanner.cut(buffer, n, cuts);
    } else {
      var prepared = how.prepared(text);
      fill(prepared);
      tokenizer.cut(prepared, cuts);
    }
    for (int i = 0; i < cuts.size(); i++) sink.add(buffer, cuts.from(i), cuts.to(i));
  }

  /** Puts the prepared text in the buffer; its length. */
  private int load(String text) {
    fill(text);
    int n = text.length();
    int all = 0;
    for (int i = 0; i < n; i++) all |= buffer[i];
    if (all < 128) {
      if (how.lowercase()) lower(n);
      return n;
    }
    var prepared = how.prepared(text);
    fill(prepared);
    return prepared.length();
  }

  private void lower(int n) {
    for (int i = 0; i < n; i++) {
      char c = buffer[i];
      buffer[i] = (char) (c | (c >= 'A' && c <= 'Z' ? 32 : 0));
    }
  }

  private void fill(String text) {
    int n = text.length();
    if (n > buffer.length) buffer = new char[Math.max(n, Math.min(2 * n, 1 << 24))];
    text.getChars(0, n, buffer, 0);
  }
}
