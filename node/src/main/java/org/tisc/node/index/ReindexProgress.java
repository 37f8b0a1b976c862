package org.tisc.node.index;

/** Told how far a reindex has come, after each document, on the thread that reindexes. */
public interface ReindexProgress {
  /** Nobody is told. */
  ReindexProgress NONE = (_, _) -> {};

  /** So many documents of so many are written anew. */
  void written(long documents, long of);
}
