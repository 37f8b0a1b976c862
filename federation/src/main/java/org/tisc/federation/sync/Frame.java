package org.tisc.federation.sync;

import com.google.protobuf.ByteString;
import java.util.List;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.ForkEvidence;
import org.tisc.federation.feed.SignedEntry;

/** One frame of the topic, with every field in its bounds; nothing in it is proved. */
sealed interface Frame {
  /** Statements of the sender, or of others that it hands on. */
  record Haves(List<Statement> statements, boolean complete) implements Frame {}

  /** Give me these. */
  record Wanted(Want want) implements Frame {}

  /** A run of entries of one feed and epoch, without gaps. */
  record Entries(List<SignedEntry> run, boolean last) implements Frame {}

  /** Something was refused, or is not to be had. */
  record Nack(FeedId feed, long epoch, long sequence, String reason, String text)
      implements Frame {}

  /** Two entries for one place. */
  record Fork(ForkEvidence evidence) implements Frame {}

  /** A short form of all that was told. */
  record Digest(ByteString sha256, int count, boolean tellAll) implements Frame {}

  /** A frame of a newer release. */
  record Unknown() implements Frame {}
}
