package org.tisc.node.corpus;

import java.util.Optional;
import org.tisc.federation.error.Kind;
import org.tisc.federation.error.TiscException;
import org.tisc.node.document.Document;
import org.tisc.node.ingest.IngestMessages;
import org.tisc.node.ingest.Outcome;
import org.tisc.node.ingest.RecordReader;

/** Makes each record that a reader gives fit for the index, or says why it is not. One thread. */
final class Preparation {
  private final RecordReader reader;
  private final String kind;
  private final IngestMessages messages;

  /**
   * @param kind of the collection's documents
   * @param messages how rejects are told
   */
  Preparation(RecordReader reader, String kind, IngestMessages messages) {
    this.reader = reader;
    this.kind = kind;
    this.messages = messages;
  }

  /** The next record; empty after the last. */
  Optional<ReadAhead.Prepared> next() {
    return reader
        .next()
        .map(
            outcome ->
                switch (outcome) {
                  case Outcome.Accepted accepted -> fit(accepted);
                  case Outcome.Reject reject ->
                      new ReadAhead.Unfit(
                          new ImportReport.Reject(
                              reject.file(), reject.line(), reject.record(), messages.of(reject)));
                });
  }

  private ReadAhead.Prepared fit(Outcome.Accepted accepted) {
    Document document = accepted.document();
    if (!document.kind().name().equals(kind)) {
      return unfit(accepted, "KIND_DIFFERS: " + document.kind().name() + ", expected " + kind);
    }
    try {
      return new ReadAhead.Fit(IndexMapping.of(document));
    } catch (TiscException failure) {
      if (failure.reason().kind() != Kind.INVALID) {
        throw failure;
      }
      return unfit(accepted, failure.reason() + ": " + failure.getMessage());
    }
  }

  private static ReadAhead.Prepared unfit(Outcome.Accepted accepted, String reason) {
    return new ReadAhead.Unfit(
        new ImportReport.Reject(accepted.file(), accepted.line(), accepted.record(), reason));
  }
}
