package org.tisc.federation.roster;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.FeedKey;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.Terms;

/**
 * One line of the roster. To change one, begin with the present one and its methods: what a line
 * says of feeds is never lost.
 *
 * @param node the node's id
 * @param profile what the member says about itself
 * @param state whether it takes part
 * @param role what it does for the network
 * @param tlsKeys the keys it may use on connections; at most 4, at least one when active
 * @param feedKeys the keys that sign its feeds, oldest first, each once; at most {@link
 *     #MAX_FEED_KEYS}; none is ever taken off
 * @param memberSince when it became a member; empty when nobody knows
 * @param deputy whether it may sign removals; an active ordinary member only
 * @param admission the roster version by which it was admitted, the last time; 0 when unknown
 * @param keyTerm the term of the authority that certified the oldest of its keys on connections
 */
public record Member(
    NodeId node,
    MemberProfile profile,
    MemberState state,
    MemberRole role,
    Set<KeyHash> tlsKeys,
    List<FeedKey> feedKeys,
    Optional<Instant> memberSince,
    boolean deputy,
    long admission,
    long keyTerm) {
  /** The most keys for feeds of one member, over its whole life. */
  public static final int MAX_FEED_KEYS = 8;

  private static final int MAX_KEYS = 4;

  public Member {
    tlsKeys = Set.copyOf(tlsKeys);
    feedKeys = List.copyOf(feedKeys);
    if (tlsKeys.size() > MAX_KEYS || (tlsKeys.isEmpty() && state == MemberState.ACTIVE)) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "Member " + node + " has " + tlsKeys.size() + " keys, expected 1 to " + MAX_KEYS);
    }
    if (feedKeys.size() > MAX_FEED_KEYS || Set.copyOf(feedKeys).size() < feedKeys.size()) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "Member "
              + node
              + " has "
              + feedKeys.size()
              + " keys for feeds, expected at most "
              + MAX_FEED_KEYS
              + ", each once");
    }
    if (admission < 0
        || keyTerm < 0
        || keyTerm > Terms.MAX
        || (deputy && (role != MemberRole.MEMBER || state != MemberState.ACTIVE))) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "Member "
              + node
              + " has an admission or a term that is none, or is a deputy, which only an active"
              + " ordinary member can be");
    }
  }

  /** A member that has not shared anything yet and is no deputy. */
  public Member(
      NodeId node,
      MemberProfile profile,
      MemberState state,
      MemberRole role,
      Set<KeyHash> tlsKeys) {
    this(node, profile, state, role, tlsKeys, List.of(), Optional.empty(), false, 0, 0);
  }

  /** Whether the member takes part. */
  public boolean active() {
    return state == MemberState.ACTIVE;
  }

  /** Whether the member takes part and may use this key. */
  public boolean mayUse(KeyHash key) {
    return active() && tlsKeys.contains(key);
  }

  /** The place of a key among those for feeds, from 0; -1 when it is none of them. */
  public int feedKeyIndex(KeyHash key) {
    for (int i = 0; i < feedKeys.size(); i++) {
      if (feedKeys.get(i).hash().equals(key)) {
        return i;
      }
    }
    return -1;
  }

  /** The same with another word about itself. */
  public Member withProfile(MemberProfile changed) {
    return new Member(
        node, changed, state, role, tlsKeys, feedKeys, memberSince, deputy, admission, keyTerm);
  }

  /** The same in another state, and no deputy. */
  public Member withState(MemberState changed) {
    return new Member(
        node, profile, changed, role, tlsKeys, feedKeys, memberSince, false, admission, keyTerm);
  }

  /** The same with another part in the network, and no deputy. */
  public Member withRole(MemberRole changed) {
    return new Member(
        node, profile, state, changed, tlsKeys, feedKeys, memberSince, false, admission, keyTerm);
  }

  /** The same with other keys on connections. */
  public Member withTlsKeys(Set<KeyHash> changed) {
    return new Member(
        node, profile, state, role, changed, feedKeys, memberSince, deputy, admission, keyTerm);
  }

  /** The same with one key on connections, which an authority of this term certified. */
  public Member withTlsKey(KeyHash key, long term) {
    return new Member(
        node, profile, state, role, Set.of(key), feedKeys, memberSince, deputy, admission, term);
  }

  /** The same with one more key for feeds, unless it has it. Raises INVALID_ARGUMENT if full. */
  public Member withFeedKey(FeedKey added) {
    if (feedKeys.contains(added)) {
      return this;
    }
    List<FeedKey> all = new ArrayList<>(feedKeys);
    all.add(added);
    return new Member(
        node, profile, state, role, tlsKeys, all, memberSince, deputy, admission, keyTerm);
  }

  /** The same, a deputy or none. */
  public Member withDeputy(boolean may) {
    return new Member(
        node, profile, state, role, tlsKeys, feedKeys, memberSince, may, admission, keyTerm);
  }

  /** The same, admitted by this roster version. */
  public Member withAdmission(long version) {
    return new Member(
        node, profile, state, role, tlsKeys, feedKeys, memberSince, deputy, version, keyTerm);
  }

  /** The same, member since then, to the millisecond. */
  public Member withMemberSince(Instant since) {
    return new Member(
        node,
        profile,
        state,
        role,
        tlsKeys,
        feedKeys,
        Optional.of(since.truncatedTo(ChronoUnit.MILLIS)),
        deputy,
        admission,
        keyTerm);
  }
}
