package org.tisc.federation.feed;

import com.google.protobuf.ByteString;
import java.util.List;

/**
 * What an origin wants to append; it becomes an entry when its place is known.
 *
 * @param feed the own feed
 * @param kind what the body is
 * @param recordId the record that it is about
 * @param revision the record's revision, from 1
 * @param tlp to whom a reader may hand it on
 * @param urgent whether it goes before entries that are not
 * @param content the body; empty for none
 * @param blobs files that belong to it
 * @param erases entries of the feed's present epoch whose body it takes back
 */
public record EntryDraft(
    FeedId feed,
    String kind,
    String recordId,
    long revision,
    Tlp tlp,
    boolean urgent,
    ByteString content,
    List<BlobReference> blobs,
    List<Long> erases) {
  public EntryDraft {
    blobs = List.copyOf(blobs);
    erases = List.copyOf(erases);
    tlp.require(feed.audience());
  }
}
