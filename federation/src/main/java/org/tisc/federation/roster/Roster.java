package org.tisc.federation.roster;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.FeedKey;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.Terms;

/**
 * The list of a network's members at one version. An immutable snapshot.
 *
 * @param network whose list it is
 * @param version counts the rosters of the network from 1 in the first term, and in a later one
 *     from that term times {@link #TERM} and 1; see {@link org.tisc.federation.identity.Terms}
 * @param issuedAt when it was signed
 * @param validUntil after this moment calls between members are refused
 * @param settings what holds for the whole network
 * @param members by node id in ascending order, each once; at most {@link #MAX_MEMBERS}
 * @param roots the network's roots, where it has had more than one
 */
public record Roster(
    NetworkId network,
    long version,
    Instant issuedAt,
    Instant validUntil,
    NetworkSettings settings,
    List<Member> members,
    NetworkRoots roots) {
  /** The most members of one network: ten times the largest region, 300 kB of roster. */
  public static final int MAX_MEMBERS = 2000;

  /** How far the versions of two terms are apart; more rosters than a network ever signs. */
  public static final long TERM = 1_000_000_000_000L;

  /** The most deputies of one network: one who is away, and one more. */
  public static final int MAX_DEPUTIES = 2;

  /** How long a roster is valid: long holidays without the coordinator must not stop a region. */
  public static final Duration VALIDITY = Duration.ofDays(60);

  public Roster {
    members = List.copyOf(members);
    require(
        version >= 1 && version / TERM <= Terms.MAX && (version < TERM || version % TERM >= 1),
        "a version from 1 on, of a term up to " + Terms.MAX);
    require(validUntil.isAfter(issuedAt), "an end after its beginning");
    require(
        !members.isEmpty() && members.size() <= MAX_MEMBERS, "1 to " + MAX_MEMBERS + " members");
    Set<KeyHash> keys = new HashSet<>();
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      require(
          i == 0 || members.get(i - 1).node().compareTo(member.node()) < 0,
          "its members in ascending order, each once; at fault: " + member.node());
      for (KeyHash key : member.tlsKeys()) {
        require(keys.add(key), "each key at one member only; at fault: " + member.node());
      }
      for (FeedKey key : member.feedKeys()) {
        require(keys.add(key.hash()), "each key at one member only; at fault: " + member.node());
      }
    }
    require(
        members.stream().filter(m -> m.active() && m.role() == MemberRole.COORDINATOR).count() == 1,
        "exactly one active coordinator");
    require(
        members.stream().filter(Member::deputy).count() <= MAX_DEPUTIES,
        "at most " + MAX_DEPUTIES + " deputies");
  }

  /** A roster of a network that has had one root only. */
  public Roster(
      NetworkId network,
      long version,
      Instant issuedAt,
      Instant validUntil,
      NetworkSettings settings,
      List<Member> members) {
    this(network, version, issuedAt, validUntil, settings, members, NetworkRoots.NONE);
  }

  /** The same version with those members out of whom these removals speak. */
  Roster without(List<Removal> removals) {
    if (removals.isEmpty()) {
      return this;
    }
    Set<NodeId> out = new HashSet<>();
    removals.forEach(removal -> out.add(removal.node()));
    return new Roster(
        network,
        version,
        issuedAt,
        validUntil,
        settings,
        members.stream()
            .map(m -> out.contains(m.node()) ? m.withState(MemberState.REMOVED) : m)
            .toList(),
        roots);
  }

  /** The member of this id, whatever its state. */
  public Optional<Member> member(NodeId node) {
    int low = 0;
    int high = members.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = members.get(middle).node().compareTo(node);
      if (order == 0) {
        return Optional.of(members.get(middle));
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return Optional.empty();
  }

  /** The member that admits others. */
  public Member coordinator() {
    for (Member member : members) {
      if (member.active() && member.role() == MemberRole.COORDINATOR) {
        return member;
      }
    }
    throw new IllegalStateException("A roster has a coordinator by construction");
  }

  /** Whether the roster may still be relied on. */
  public boolean validAt(Instant moment) {
    return !moment.isAfter(validUntil);
  }

  /** The next version with this member added or replaced, valid from now on. */
  public Roster with(Member member, Instant now) {
    return with(List.of(member), now);
  }

  /**
   * The next version with these members added or replaced, valid from now on. Raises INVALID_ROSTER
   * for a line that lost a key for feeds.
   */
  public Roster with(List<Member> fresh, Instant now) {
    return following(version + 1, fresh, now);
  }

  /** The next version with the same content, valid from now on. */
  public Roster renewed(Instant now) {
    return with(List.of(), now);
  }

  /** The first version of a later term with these members replaced, valid from now on. */
  public Roster begun(long later, List<Member> fresh, Instant now) {
    return following(later * TERM + 1, fresh, now);
  }

  private Roster following(long next, List<Member> fresh, Instant now) {
    List<Member> changed = new ArrayList<>(members);
    for (Member member : fresh) {
      List<FeedKey> kept = member(member.node()).map(Member::feedKeys).orElse(List.of());
      require(
          member.feedKeys().size() >= kept.size()
              && member.feedKeys().subList(0, kept.size()).equals(kept),
          "all keys for feeds that it had; at fault: " + member.node());
      changed.removeIf(present -> present.node().equals(member.node()));
      changed.add(member);
    }
    changed.sort((a, b) -> a.node().compareTo(b.node()));
    return new Roster(network, next, now, now.plus(VALIDITY), settings, changed, roots);
  }

  /** The term it was signed in. */
  public long term() {
    return version / TERM;
  }

  /** The same content as the first roster of this term, unless it is of that term already. */
  public Roster inTerm(long term) {
    return term() == term
        ? this
        : new Roster(network, term * TERM + 1, issuedAt, validUntil, settings, members, roots);
  }

  /** The next version, which announces a root that the current one vouches for. */
  public Roster announcing(
      X509Certificate current, X509Certificate next, X509Certificate voucher, Instant now) {
    return renewed(now).with(roots.announcing(current, next, voucher, version + 1));
  }

  /** The next version, which announces no root any more. */
  public Roster withdrawing(Instant now) {
    return renewed(now).with(roots.withdrawn());
  }

  /** The next version, in which the former root counts for nothing any more. */
  public Roster retiring(Instant now) {
    return renewed(now).with(roots.retired());
  }

  /** The same content, certified by this root, which may have been announced until now. */
  public Roster under(X509Certificate root) {
    return with(roots.under(root, version));
  }

  /** The members that take part and whose certificate is under another root than the current. */
  public List<NodeId> underFormerRoot() {
    long first = roots.find(NetworkRoot.State.CURRENT).map(NetworkRoot::firstTerm).orElse(0L);
    return members.stream()
        .filter(member -> member.active() && member.keyTerm() < first)
        .map(Member::node)
        .toList();
  }

  private Roster with(NetworkRoots changed) {
    return new Roster(network, version, issuedAt, validUntil, settings, members, changed);
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new TiscException(Reason.INVALID_ROSTER, "A roster needs " + what);
    }
  }
}
