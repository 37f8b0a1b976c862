package org.tisc.federation.membership;

import java.time.Instant;
import java.util.List;
import org.tisc.federation.identity.NodeId;

/**
 * A node that waits for the coordinator's administrator.
 *
 * @param node who waits
 * @param words what its own administrator sees, too, if it is the one that was invited
 * @param since when it came
 * @param until when it is forgotten unless it is approved
 */
public record PendingNode(NodeId node, List<String> words, Instant since, Instant until) {
  public PendingNode {
    words = List.copyOf(words);
  }
}
