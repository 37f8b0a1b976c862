package org.tisc.federation.feed;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.List;
import java.util.function.IntPredicate;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.KeyHash;

/**
 * What is said of an entry for ever. Signed and hashed as the bytes that its origin made; this form
 * is only for reading.
 *
 * @param feed whose entry it is
 * @param epoch from 1
 * @param sequence in the epoch, from 1
 * @param previous the hash of the entry before; of the last one counted in of an earlier epoch for
 *     the first entry of a later one
 * @param kind what the body is
 * @param recordId the record that it is about
 * @param revision the record's revision, from 1
 * @param createdAt when it was appended by the origin's clock; shown, never used for order
 * @param tlp to whom a reader may hand it on
 * @param urgent whether it goes before entries that are not
 * @param bodyHash SHA-256 over salt and body; empty with no body bytes
 * @param bodyBytes the length of the body, at most {@link #MAX_BODY_BYTES}
 * @param blobs files that belong to it, at most {@link #MAX_BLOBS}
 * @param key the key that signs
 * @param erases entries of this epoch whose body it takes back, ascending, at most {@link
 *     #MAX_ERASES}
 */
public record EntryHeader(
    FeedId feed,
    long epoch,
    long sequence,
    EntryHash previous,
    String kind,
    String recordId,
    long revision,
    Instant createdAt,
    Tlp tlp,
    boolean urgent,
    ByteString bodyHash,
    int bodyBytes,
    List<BlobReference> blobs,
    KeyHash key,
    List<Long> erases) {
  /** The longest body; what is longer belongs in a file. */
  public static final int MAX_BODY_BYTES = 256 * 1024;

  /** The longest header as bytes. */
  public static final int MAX_BYTES = 4096;

  /** The most files of one entry. */
  public static final int MAX_BLOBS = 32;

  /** The most entries that one takes back. */
  public static final int MAX_ERASES = 64;

  private static final int MAX_KIND = 40;
  private static final int MAX_RECORD = 100;

  public EntryHeader {
    blobs = List.copyOf(blobs);
    erases = List.copyOf(erases);
    require(epoch >= 1 && sequence >= 1, "epoch and sequence from 1");
    require(
        previous.equals(EntryHash.NONE) == (epoch == 1 && sequence == 1),
        "the hash of the entry before, unless it is the very first");
    require(
        made(kind, MAX_KIND, c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'),
        "a kind of a-z, 0-9 and hyphen");
    require(
        made(recordId, MAX_RECORD, c -> c >= '!' && c <= '~'),
        "a record id of 1 to 100 printable characters");
    require(revision >= 1, "a revision from 1");
    require(bodyBytes >= 0 && bodyBytes <= MAX_BODY_BYTES, "a body of at most 256 KiB");
    require(
        bodyHash.size() == (bodyBytes == 0 ? 0 : EntryHash.BYTES),
        "a hash of 32 bytes of its body");
    require(blobs.size() <= MAX_BLOBS, "at most " + MAX_BLOBS + " files");
    require(erases.size() <= MAX_ERASES, "at most " + MAX_ERASES + " entries taken back");
    long before = 0;
    for (long each : erases) {
      require(each > before && each < sequence, "earlier entries taken back, in ascending order");
      before = each;
    }
    tlp.require(feed.audience());
  }

  private static boolean made(String text, int most, IntPredicate of) {
    boolean fits = !text.isEmpty() && text.length() <= most;
    for (int i = 0; fits && i < text.length(); i++) {
      fits = of.test(text.charAt(i));
    }
    return fits;
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "The header of an entry has " + what);
    }
  }
}
