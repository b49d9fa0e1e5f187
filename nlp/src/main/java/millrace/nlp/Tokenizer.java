package millrace.nlp;

/** Cuts a text into tokens. Without state, hence safe for many threads. */
interface Tokenizer {
  /** Adds the place of each token of {@code text} to {@code cuts}, from left to right. */
  void cut(String text, Cuts cuts);
}
