package org.tisc.deploy.sample;

import java.util.List;
import java.util.Optional;

/**
 * One invented document.
 *
 * @param key its document key
 * @param json one line of {@code tisc.document/1}, without line end
 * @param drawing its picture; marks and designs have one
 * @param holders the nodes that hold it, as positions in the region, ascending, at least one
 */
public record SampleDocument(
    SampleKind kind, String key, String json, Optional<Drawing> drawing, List<Integer> holders) {
  public SampleDocument {
    holders = List.copyOf(holders);
    if (holders.isEmpty()) {
      throw new IllegalArgumentException("a document without holder: " + key);
    }
  }
}
