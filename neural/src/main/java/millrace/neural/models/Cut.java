package millrace.neural.models;

/** Into which pieces a network cuts texts. */
public enum Cut {
  /**
   * Words with their apostrophes, a blank before a word being part of it, and other characters one
   * by one. Words that training did not hold, or not often enough, are unknown.
   */
  WORDS,
  /** Characters: code points. Nothing is unknown but characters that training did not hold. */
  CHARACTERS,
  /**
   * Pieces of words, which byte-level byte-pair encoding learns from the training rows: frequent
   * words are one piece, rare ones several, and nothing is unknown.
   */
  BPE
}
