package org.tisc.node.ingest;

import org.tisc.node.document.Document;

/** What became of one record of a source. */
public sealed interface Outcome {
  /** The file, with the entry of an archive behind {@code !}. */
  String file();

  /** Line where the record begins, from 1. */
  long line();

  /** The record's place in its file, from 1. */
  long record();

  /** The record is this document. */
  record Accepted(String file, long line, long record, Document document) implements Outcome {}

  /**
   * The record is no document.
   *
   * @param reason which rule it breaks
   * @param detail the value met and the one expected; one line, bounded; may be empty
   */
  record Reject(String file, long line, long record, RejectReason reason, String detail)
      implements Outcome {
    /** Reason and detail as one line of English; {@link IngestMessages} has it for users. */
    public String text() {
      return detail.isEmpty() ? reason.title() : reason.title() + ": " + detail;
    }
  }
}
