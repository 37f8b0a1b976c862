package org.tisc.federation.search;

import java.util.List;
import org.tisc.federation.identity.PeerId;

/** What the provider's audit learns of searches by peers: who and what, counts, never the query. */
public interface SearchEvents {
  /** A peer was given hits of some collections. Must not block for long. */
  void queryServed(PeerId peer, List<String> collections, int hits);

  /** A peer was shown documents. Must not block for long. */
  void documentsShown(PeerId peer, int documents);
}
