package org.tisc.federation.search;

import com.google.protobuf.ByteString;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.Statistics;

/**
 * The statistics that one query needs of one segment: a part of an index that is written once.
 * Deleted documents still count, so what is said of a segment never changes.
 *
 * @param segment the segment's name, {@value #NAME_BYTES} bytes that no other segment has
 * @param statistics an entry for every scored field and term of the query
 */
public record SegmentStatistics(ByteString segment, Statistics statistics) {
  /** Length of a segment's name. */
  public static final int NAME_BYTES = 16;

  public SegmentStatistics {
    if (segment.size() != NAME_BYTES) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "A segment's name has %d bytes; not: %d".formatted(NAME_BYTES, segment.size()));
    }
  }
}
