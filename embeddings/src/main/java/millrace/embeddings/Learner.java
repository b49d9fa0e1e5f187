package millrace.embeddings;

/** What one shard does with its stretches. */
interface Learner {
  /**
   * Learns from a stretch.
   *
   * @param rate the learning rate
   * @param seed of all that is random in it
   */
  void learn(Stretch stretch, float rate, long seed);

  /** The rows it changes, in the same order as those of other shards. */
  Share[] shares();
}
