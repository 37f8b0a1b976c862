package org.tisc.node.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tisc.node.document.Document;

/** Everything a reader gave, for tests. */
record Reading(List<Document> documents, List<Outcome.Reject> rejects) {
  /** Reads a sample that lies beside the tests. */
  static Reading of(String resource, FormatOptions options) {
    return of(resource, bytes(resource), options);
  }

  static Reading of(String name, byte[] bytes, FormatOptions options) {
    return of(new Source(name, new ByteArrayInputStream(bytes)), options);
  }

  static Reading of(Source source, FormatOptions options) {
    List<Document> documents = new ArrayList<>();
    List<Outcome.Reject> rejects = new ArrayList<>();
    try (RecordReader reader = Ingest.open(source, options)) {
      Optional<Outcome> next = reader.next();
      while (next.isPresent()) {
        switch (next.get()) {
          case Outcome.Accepted accepted -> documents.add(accepted.document());
          case Outcome.Reject reject -> rejects.add(reject);
        }
        next = reader.next();
      }
      assertThat(reader.next()).isEmpty();
    }
    return new Reading(documents, rejects);
  }

  static byte[] bytes(String resource) {
    try (InputStream in = Reading.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no sample " + resource);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Document onlyDocument() {
    assertThat(rejects).isEmpty();
    assertThat(documents).hasSize(1);
    return documents.getFirst();
  }

  List<String> keys() {
    return documents.stream().map(document -> document.key().toString()).toList();
  }

  List<RejectReason> reasons() {
    return rejects.stream().map(Outcome.Reject::reason).toList();
  }

  Map<RejectReason, Long> counts() {
    Map<RejectReason, Long> counts = new TreeMap<>();
    rejects.forEach(reject -> counts.merge(reject.reason(), 1L, Long::sum));
    return counts;
  }
}
