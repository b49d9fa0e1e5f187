package millrace.embeddings;

import millrace.learn.Transform;

/** A fitted step that has learned the vectors of words. */
interface HasVectors extends Transform {
  WordVectors vectors();
}
