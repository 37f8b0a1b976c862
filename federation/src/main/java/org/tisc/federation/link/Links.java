package org.tisc.federation.link;

import java.util.List;
import java.util.Optional;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.PeerId;

/** The links of this node. Thread-safe; nothing here blocks. */
public interface Links {
  /** The active members of a network except this node, by node id; empty for an unknown network. */
  List<PeerLink> peers(NetworkId network);

  /** The link to one active member; empty for this node itself and for everybody else. */
  Optional<PeerLink> peer(PeerId id);
}
