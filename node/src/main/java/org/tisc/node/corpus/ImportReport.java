package org.tisc.node.corpus;

import java.util.List;
import java.util.Optional;

/**
 * What an import did. {@code read = added + updated + unchanged + rejected}, where a document that
 * stands twice in the file counts twice.
 *
 * @param rejects the first {@value #SHOWN_REJECTS}
 * @param rejectsFile a file on the node that holds all of them, one JSON object a line
 */
public record ImportReport(
    String collection,
    long read,
    long added,
    long updated,
    long unchanged,
    long rejected,
    List<Reject> rejects,
    Optional<String> rejectsFile) {
  /** How many rejects stand in the report itself. */
  public static final int SHOWN_REJECTS = 100;

  public ImportReport {
    rejects = List.copyOf(rejects);
  }

  /**
   * A record that could not be used.
   *
   * @param line where it begins, from 1
   * @param record its place in the file, from 1
   * @param reason one line for a person
   */
  public record Reject(String file, long line, long record, String reason) {}
}
