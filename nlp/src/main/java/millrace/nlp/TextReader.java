package millrace.nlp;

/**
 * Prepares and cuts texts, one after the other. ASCII text, most of what there is, is put in lower
 * case, cut and hashed in one pass over a buffer that is used again.
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
    fill(text);
    if (tokenizer instanceof WordScanner scanner && isAscii(text.length())) {
      scanner.cutAscii(buffer, text.length(), how.lowercase(), sink);
      return;
    }
    var prepared = how.prepared(text);
    fill(prepared);
    cuts.clear();
    if (tokenizer instanceof WordScanner scanner) scanner.cut(buffer, prepared.length(), cuts);
    else tokenizer.cut(prepared, cuts);
    for (int i = 0; i < cuts.size(); i++) sink.add(buffer, cuts.from(i), cuts.to(i));
  }

  private boolean isAscii(int n) {
    int all = 0;
    for (int i = 0; i < n; i++) all |= buffer[i];
    return all < 128;
  }

  private void fill(String text) {
    int n = text.length();
    if (n > buffer.length) buffer = new char[Math.max(n, Math.min(2 * n, 1 << 24))];
    text.getChars(0, n, buffer, 0);
  }
}
