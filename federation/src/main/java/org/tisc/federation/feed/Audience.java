package org.tisc.federation.feed;

import java.util.Comparator;
import java.util.Optional;
import org.tisc.federation.identity.NodeId;

/**
 * Who may read a feed beside its origin. That is all there is to say about a feed's readers: to
 * leave a member out, direct feeds to the others are used.
 *
 * @param peer the one reader; empty for every active member of the network
 */
public record Audience(Optional<NodeId> peer) implements Comparable<Audience> {
  /** Every active member of the network. */
  public static final Audience NETWORK = new Audience(Optional.empty());

  private static final Comparator<Audience> ORDER = Comparator.comparing(Audience::text);

  /** One member alone. */
  public static Audience of(NodeId peer) {
    return new Audience(Optional.of(peer));
  }

  /** Reads {@link #text}. Raises INVALID_ARGUMENT. */
  public static Audience parse(String text) {
    return text.isEmpty() ? NETWORK : of(new NodeId(text));
  }

  /** The node id of the one reader; empty for the network. */
  public String text() {
    return peer.map(NodeId::value).orElse("");
  }

  /** Whether one member alone reads it. */
  public boolean direct() {
    return peer.isPresent();
  }

  @Override
  public int compareTo(Audience other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return direct() ? text() : "network";
  }
}
