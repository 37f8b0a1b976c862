package org.tisc.node.audit;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.tisc.federation.feed.EntryDraft;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;

/** What the witness of audit logs needs of the networks; the root of the node supplies it. */
public interface WitnessNetworks {
  /** This node. */
  NodeId self();

  /** The networks of which it is a member, in their order. */
  List<NetworkId> networks();

  /** Appends to the own feed of a network. Raises what that raises. */
  void publish(EntryDraft draft);

  /** The members that have signed that they hold an entry of an own feed, in their order. */
  List<NodeId> holders(FeedId feed, long epoch, long sequence);

  /**
   * Writes a feed as a file that proves itself, with no content but that of one kind of entries.
   * Raises NOT_FOUND where nothing is held of it.
   */
  Export export(FeedId feed, String kind);

  /** Something that is written when it is asked for. */
  @FunctionalInterface
  interface Export {
    void to(OutputStream out) throws IOException;
  }
}
