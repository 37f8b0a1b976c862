package org.tisc.node.corpus;

/** What the audit learns of changes to the own documents. Must not block for long. */
public interface CorpusEvents {
  /** Somebody made a collection. */
  void created(String account, String collection, String share);

  /** Somebody changed with whom a collection is shared. */
  void shared(String account, String collection, String share, String before);

  /** Somebody removed a collection with its documents. */
  void dropped(String account, String collection);

  /** An import came to its end. */
  void importFinished(String account, ImportReport report);

  /** Somebody had the members of a network asked for copies of a document. */
  void queryAsked(String account, String scope, int sources);
}
