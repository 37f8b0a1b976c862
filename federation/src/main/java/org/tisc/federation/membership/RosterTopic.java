package org.tisc.federation.membership;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.link.Lane;
import org.tisc.federation.link.LinkMembership;
import org.tisc.federation.link.LinkPort;
import org.tisc.federation.link.Topic;
import org.tisc.federation.link.TopicLink;
import org.tisc.federation.link.TopicSettings;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.roster.RosterKeeper;
import org.tisc.federation.roster.SignedRoster;
import org.tisc.proto.federation.v1.RosterNotice;

/**
 * Rosters over the streams: each side tells the version it holds when the stream comes up and
 * whenever it takes a newer one; who is behind asks on the same stream, so that a member that
 * nobody can dial hands out rosters, too. What comes in counts only after the keeper's judgement.
 */
public final class RosterTopic implements Topic {
  private static final String NAME = "roster";
  // Ten times the largest region; anything longer is fetched by a call.
  private static final int MAX_PAYLOAD = 512 * 1024;
  // What frame and message around a payload take at most.
  private static final int AROUND = 4096;
  private static final int FRAMES_PER_SECOND = 20;

  private final LinkPort port;
  private final TopicSettings settings;
  private final Set<TopicLink> up = ConcurrentHashMap.newKeySet();

  /**
   * The topic for this port.
   *
   * @param maxMessageBytes the longest message the port takes
   */
  public RosterTopic(LinkPort port, int maxMessageBytes) {
    this.port = port;
    int payload = Math.min(MAX_PAYLOAD, maxMessageBytes - AROUND);
    int room = payload + TopicSettings.FRAME_BYTES;
    this.settings = new TopicSettings(NAME, payload, room, room, FRAMES_PER_SECOND, true);
  }

  /** Tells all peers of the network that this roster is in force here. Never blocks. */
  public void announce(Roster roster) {
    for (TopicLink link : up) {
      if (link.peer().network().equals(roster.network())) {
        tell(link);
      }
    }
  }

  @Override
  public TopicSettings settings() {
    return settings;
  }

  @Override
  public void onUp(TopicLink link) {
    up.add(link);
    tell(link);
  }

  @Override
  public void onDown(TopicLink link) {
    up.remove(link);
  }

  @Override
  public void onFrame(TopicLink link, Lane lane, ByteString payload) {
    RosterKeeper keeper = keeper(link.peer().network()).orElse(null);
    if (keeper == null) {
      return;
    }
    RosterNotice notice = parse(payload);
    port.holds(link.peer(), notice.getVersion());
    if (notice.getWanted()) {
      handOut(link, keeper, notice);
      return;
    }
    if (notice.hasRoster()) {
      keeper.offer(SignedRoster.of(notice.getRoster()));
    }
    RosterCalls.take(keeper, notice.getRemovalsList());
    boolean told = notice.hasRoster() || notice.getRemovalsCount() > 0;
    if (!told && lacks(keeper, notice)) {
      link.offer(Lane.URGENT, notice(keeper).setWanted(true).build().toByteString());
    }
  }

  /** Whether the sender holds a newer roster, or other removals beside the same. */
  private static boolean lacks(RosterKeeper keeper, RosterNotice notice) {
    int order = Long.compareUnsigned(notice.getVersion(), keeper.version());
    return order > 0
        || (order == 0
            && !notice.getRemovalsDigest().isEmpty()
            && !notice.getRemovalsDigest().equals(keeper.removalsDigest()));
  }

  private static RosterNotice parse(ByteString payload) {
    try {
      return RosterNotice.parseFrom(payload);
    } catch (InvalidProtocolBufferException e) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "The frame is no roster notice", e);
    }
  }

  private void tell(TopicLink link) {
    keeper(link.peer().network())
        .ifPresent(keeper -> link.offer(Lane.NORMAL, notice(keeper).build().toByteString()));
  }

  private void handOut(TopicLink link, RosterKeeper keeper, RosterNotice wish) {
    RosterNotice.Builder answer = notice(keeper);
    if (Long.compareUnsigned(wish.getVersion(), keeper.version()) < 0) {
      keeper.signed().map(SignedRoster::toProto).ifPresent(answer::setRoster);
    }
    if (!wish.getRemovalsDigest().equals(keeper.removalsDigest())) {
      keeper.removals().forEach(removal -> answer.addRemovals(removal.toProto()));
    }
    if (!answer.hasRoster() && answer.getRemovalsCount() == 0) {
      return;
    }
    ByteString bytes = answer.build().toByteString();
    if (bytes.size() <= link.maxPayloadBytes()) {
      link.offer(Lane.BULK, bytes);
    }
  }

  private static RosterNotice.Builder notice(RosterKeeper keeper) {
    return RosterNotice.newBuilder()
        .setVersion(keeper.version())
        .setRemovalsDigest(keeper.removalsDigest());
  }

  private Optional<RosterKeeper> keeper(NetworkId network) {
    return port.memberships().find(network).map(LinkMembership::rosters);
  }
}
