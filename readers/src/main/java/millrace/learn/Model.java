package millrace.learn;

/**
 * Something fitted: an immutable record of arrays, names and other records, safe for many threads.
 * {@code millrace.store.Store} can save it.
 */
public interface Model {}
