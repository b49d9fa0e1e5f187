package millrace.embeddings;

/** Each word has a row, and so may have each document. */
final class WordInputs implements Inputs {
  private final Share share;
  private final int documents;
  private int[] sentence = {};
  private int document;

  /**
   * @param documents the row of the first document; −1: documents have none
   */
  WordInputs(Share share, int documents) {
    this.share = share;
    this.documents = documents;
  }

  @Override
  public void begin(int[] sentence, int n, long document) {
    this.sentence = sentence;
    this.document = documents < 0 ? -1 : Math.toIntExact(documents + document);
  }

  @Override
  public int at(int place) {
    return share.at(sentence[place], CHANGES);
  }

  @Override
  public int document() {
    return document < 0 ? -1 : share.at(document, CHANGES);
  }

  @Override
  public float[] values() {
    return share.values();
  }

  @Override
  public int stride() {
    return share.stride();
  }

  @Override
  public Share[] shares() {
    return new Share[] {share};
  }
}
