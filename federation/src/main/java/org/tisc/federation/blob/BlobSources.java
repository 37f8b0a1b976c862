package org.tisc.federation.blob;

import io.grpc.Channel;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;

/** Who may have files, and who may get them, as the exchange of feeds and the links know. */
public interface BlobSources {
  /** Members that hold this entry as they said, the origin first, others after it. */
  List<NodeId> holders(FeedId feed, long epoch, long sequence);

  /** Whether a member may read a feed. */
  boolean mayRead(PeerId peer, FeedId feed);

  /** The channel for calls to a member; empty when there is no link to it. */
  Optional<Channel> channel(PeerId peer);
}
