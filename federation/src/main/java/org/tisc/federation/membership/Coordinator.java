package org.tisc.federation.membership;

import com.google.protobuf.InvalidProtocolBufferException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.CertificateAuthority;
import org.tisc.federation.identity.CertificateRequests;
import org.tisc.federation.identity.FeedKey;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.MemberSignatures;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.identity.Terms;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.MemberProfile;
import org.tisc.federation.roster.MemberRole;
import org.tisc.federation.roster.MemberState;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.roster.RosterKeeper;
import org.tisc.federation.roster.SignedRoster;
import org.tisc.proto.federation.v1.RenewExpiredRequest;
import org.tisc.proto.federation.v1.Renewal;

/**
 * Signs one network's roster and issues its certificates.
 *
 * <p>Before a member is removed, its invitations become void on disk, so that none of them lets it
 * in again. A new key is listed beside the old one until it has been seen in use for a while. One
 * lock makes changes of one instant come one after the other, those of {@link Admissions} included.
 */
final class Coordinator {
  private static final int MAX_RENEWAL_BYTES = 8 * 1024;
  private static final Duration CHANGE_EVERY = Duration.ofMinutes(1);
  // Longer than any connection that began with the old key is kept for.
  private static final Duration RETIRE_AFTER = Duration.ofMinutes(5);
  // So that every certificate of a node gets its whole life.
  private static final Duration AUTHORITY_MARGIN =
      CertificateAuthority.NODE_LIFE.plus(Duration.ofDays(20));
  // A roster is renewed when half its life is over: 30 days for a coordinator to be away.
  private static final Duration RENEW_BEFORE = Roster.VALIDITY.dividedBy(2);

  private final NetworkId network;
  private final RosterKeeper rosters;
  private final InvitationLedger ledger;
  private final KeyChanges keyChanges;
  private final InstantSource clock;
  private final Admissions admissions;
  private final WrongProofs wrongProofs = new WrongProofs();
  private final ConcurrentHashMap<NodeId, Seen> seen = new ConcurrentHashMap<>();
  private final Map<NodeId, Instant> described = new HashMap<>();
  private final Map<NodeId, Instant> renewed = new HashMap<>();
  private final Map<NodeId, Instant> feedKeyed = new HashMap<>();
  private final Object admitting = new Object();
  private volatile Identity issuing;
  private volatile Identity rosterKey;
  private volatile boolean over;

  /** The key that a member called with last, and since when. */
  private record Seen(KeyHash key, Instant since) {}

  /** A certified key and the roster that lists it. */
  record Certified(List<X509Certificate> chain, SignedRoster roster) {}

  Coordinator(
      RosterKeeper rosters,
      Identity issuing,
      Identity rosterKey,
      InvitationLedger ledger,
      KeyChanges keyChanges,
      InstantSource clock) {
    this.network = rosters.network();
    this.rosters = rosters;
    this.issuing = issuing;
    this.rosterKey = rosterKey;
    this.ledger = ledger;
    this.keyChanges = keyChanges;
    this.clock = clock;
    this.admissions = new Admissions(this, network, ledger, keyChanges, wrongProofs, clock);
  }

  /** What changes of the roster are made under, so that one comes after the other. */
  Object lock() {
    return admitting;
  }

  /** Invites and enrols, for this network. */
  Admissions admissions() {
    return admissions;
  }

  /**
   * Takes a member out of the network; its keys are never accepted again. Safe to repeat. Raises
   * NOT_FOUND for a node that never was a member, INVALID_ARGUMENT for the coordinator.
   *
   * @return the roster that says so
   */
  SignedRoster remove(NodeId node) {
    synchronized (admitting) {
      Roster roster = current();
      Member member =
          roster
              .member(node)
              .orElseThrow(
                  () ->
                      new TiscException(
                          Reason.NOT_FOUND,
                          "Node " + node + " is no member of network " + network));
      if (member.role() == MemberRole.COORDINATOR) {
        throw new TiscException(
            Reason.INVALID_ARGUMENT,
            "Node " + node + " coordinates network " + network + " and cannot be taken out of it");
      }
      ledger.voidAll(network, node);
      if (member.state() == MemberState.REMOVED) {
        return signed();
      }
      return sign(roster.with(member.withState(MemberState.REMOVED), clock.instant()));
    }
  }

  /**
   * Names a member as deputy, or takes that back. Safe to repeat. Raises NOT_FOUND, and
   * INVALID_ARGUMENT for the coordinator and for a third one.
   */
  SignedRoster deputy(NodeId node, boolean may) {
    synchronized (admitting) {
      Roster roster = current();
      Member member =
          roster
              .member(node)
              .filter(Member::active)
              .orElseThrow(
                  () ->
                      new TiscException(
                          Reason.NOT_FOUND,
                          "Node " + node + " is no active member of network " + network));
      if (member.deputy() == may) {
        return signed();
      }
      if (member.role() == MemberRole.COORDINATOR) {
        throw new TiscException(
            Reason.INVALID_ARGUMENT, "The coordinator " + node + " needs no deputy's right");
      }
      if (may && roster.members().stream().filter(Member::deputy).count() >= Roster.MAX_DEPUTIES) {
        throw new TiscException(
            Reason.INVALID_ARGUMENT,
            "Network " + network + " has its " + Roster.MAX_DEPUTIES + " deputies already");
      }
      return sign(roster.with(member.withDeputy(may), clock.instant()));
    }
  }

  /** The term that this coordinator's roster key was certified for. */
  long term() {
    return Terms.of(rosterKey.certificate());
  }

  /** Signs nothing from now on. */
  void end() {
    synchronized (admitting) {
      over = true;
    }
  }

  /**
   * Signs the first roster of this coordinator's term, unless that was done: this node coordinates,
   * and who did before is an ordinary member, or none any more.
   */
  void takeOver(NodeId self, boolean removing) {
    synchronized (admitting) {
      Roster roster = current();
      Member before = roster.coordinator();
      if (roster.term() >= term()) {
        return;
      }
      List<Member> changed = new ArrayList<>();
      if (!before.node().equals(self)) {
        if (removing) {
          ledger.voidAll(network, before.node());
        }
        changed.add(
            removing ? before.withState(MemberState.REMOVED) : before.withRole(MemberRole.MEMBER));
        changed.add(roster.member(self).orElseThrow().withRole(MemberRole.COORDINATOR));
      }
      sign(roster.begun(term(), changed, clock.instant()));
    }
  }

  /** Makes the removals that deputies signed part of a roster of its own. Safe to repeat. */
  void fold() {
    synchronized (admitting) {
      if (!over && !rosters.removals().isEmpty()) {
        sign(current().renewed(clock.instant()));
      }
    }
  }

  /**
   * Certifies a new key of a member; the roster lists it beside the current one until it has been
   * seen for a while. Safe to repeat with the same key. Raises NOT_A_MEMBER,
   * INVALID_CERTIFICATE_REQUEST, and BUSY for a second new key within a minute.
   *
   * @param current the key by which the member proved itself
   */
  Certified renew(NodeId node, KeyHash current, byte[] certificateRequest) {
    PeerId id = new PeerId(network, node);
    PublicKey key = CertificateRequests.check(certificateRequest, id);
    KeyHash fresh = KeyHash.of(key);
    synchronized (admitting) {
      Roster roster = current();
      Member member =
          roster
              .member(node)
              .filter(present -> present.mayUse(current))
              .orElseThrow(
                  () ->
                      new TiscException(
                          Reason.NOT_A_MEMBER, id + " is not an active member with this key"));
      if (fresh.equals(current)) {
        throw new TiscException(
            Reason.INVALID_CERTIFICATE_REQUEST, "A renewal needs a new key, not the current one");
      }
      if (!member.tlsKeys().contains(fresh)) {
        requireFresh(fresh);
        requireRest(renewed, node);
      }
      List<X509Certificate> chain = authority().issueNode(id, key, clock.instant());
      keyChanges.put(network, node, new KeyChanges.Fresh(fresh, Terms.of(issuing.certificate())));
      SignedRoster signed =
          member.tlsKeys().equals(Set.of(current, fresh))
              ? signed()
              : sign(roster.with(member.withTlsKeys(Set.of(current, fresh)), clock.instant()));
      return new Certified(chain, signed);
    }
  }

  /**
   * Renewal by a member whose certificate has expired: the expired key signs instead of a
   * connection. Failures as in the contract.
   */
  Certified renewExpired(RenewExpiredRequest request, String address) {
    wrongProofs.require(address);
    try {
      if (request.getRenewal().size() > MAX_RENEWAL_BYTES) {
        throw new TiscException(
            Reason.TOO_LARGE, "A renewal has at most " + MAX_RENEWAL_BYTES + " bytes");
      }
      Renewal renewal = Renewal.parseFrom(request.getRenewal());
      PublicKey expired = MemberSignatures.decode(request.getExpiredKey().toByteArray());
      if (!renewal.getNetwork().equals(network.value())
          || !MemberSignatures.verify(
              expired,
              Applicant.RENEWAL_DOMAIN,
              request.getRenewal().toByteArray(),
              request.getSignature().toByteArray())) {
        throw new TiscException(
            Reason.UNAUTHENTICATED, "The renewal is not signed by the key that it names");
      }
      return renew(
          new NodeId(renewal.getNode()),
          KeyHash.of(expired),
          renewal.getCertificateRequest().toByteArray());
    } catch (InvalidProtocolBufferException e) {
      wrongProofs.count(address);
      throw new TiscException(Reason.INVALID_ARGUMENT, "The renewal cannot be read", e);
    } catch (TiscException e) {
      wrongProofs.count(address);
      throw e;
    }
  }

  /** A member called with this key. Never blocks. */
  void seen(NodeId node, KeyHash key) {
    Seen before = seen.get(node);
    if (before == null || !before.key().equals(key)) {
      seen.put(node, new Seen(key, clock.instant()));
    }
  }

  /** Takes old keys off the roster whose successors have been in use for some minutes. */
  void retireKeys() {
    synchronized (admitting) {
      Roster roster = current();
      Instant before = clock.instant().minus(RETIRE_AFTER);
      List<Member> changed = new ArrayList<>();
      List<NodeId> done = new ArrayList<>();
      keyChanges
          .of(network)
          .forEach(
              (node, fresh) -> {
                Optional<Member> member = roster.member(node).filter(m -> m.mayUse(fresh.key()));
                if (member.isEmpty() || member.get().tlsKeys().size() == 1) {
                  done.add(node);
                  return;
                }
                Seen last = seen.get(node);
                if (last != null
                    && last.key().equals(fresh.key())
                    && last.since().isBefore(before)) {
                  changed.add(member.get().withTlsKey(fresh.key(), fresh.term()));
                  done.add(node);
                }
              });
      if (over) {
        return;
      }
      if (!changed.isEmpty()) {
        sign(roster.with(changed, clock.instant()));
      }
      done.forEach(node -> keyChanges.remove(network, node));
    }
  }

  /** Whether the issuing authority or the roster key end so soon that they must be renewed. */
  boolean authoritiesDue() {
    Instant bound = clock.instant().plus(AUTHORITY_MARGIN);
    return authoritiesEnd().isBefore(bound);
  }

  /** When the first of issuing authority and roster key ends. */
  Instant authoritiesEnd() {
    Instant a = issuing.certificate().getNotAfter().toInstant();
    Instant b = rosterKey.certificate().getNotAfter().toInstant();
    return a.isBefore(b) ? a : b;
  }

  /** Signs what this makes of the roster in force, with the keys in use by now. */
  void change(UnaryOperator<Roster> change) {
    synchronized (admitting) {
      sign(change.apply(current()));
    }
  }

  /** Whether issuing authority and roster key are both under this root. */
  boolean stands(X509Certificate root) {
    return issuing.root().equals(root) && rosterKey.root().equals(root);
  }

  /** Uses renewed keys from now on. */
  void use(Identity freshIssuing, Identity freshRosterKey) {
    synchronized (admitting) {
      issuing = freshIssuing;
      rosterKey = freshRosterKey;
    }
  }

  /** Certifies nodes. */
  CertificateAuthority authority() {
    return new CertificateAuthority(issuing);
  }

  /** Signs a roster anew when half of its life is over. */
  void renewIfDue() {
    synchronized (admitting) {
      Roster roster = current();
      Instant now = clock.instant();
      if (!over && !roster.validAt(now.plus(RENEW_BEFORE))) {
        sign(roster.renewed(now));
      }
    }
  }

  /**
   * Brings a member's line of the roster up to date, if it differs. Raises NOT_A_MEMBER, and BUSY
   * within a minute of the member's last change.
   */
  SignedRoster describe(NodeId node, MemberProfile profile) {
    synchronized (admitting) {
      Roster roster = current();
      Member present =
          roster
              .member(node)
              .filter(Member::active)
              .orElseThrow(
                  () -> new TiscException(Reason.NOT_A_MEMBER, node + " is no active member"));
      if (present.profile().equals(profile)) {
        return signed();
      }
      requireRest(described, node);
      return sign(roster.with(present.withProfile(profile), clock.instant()));
    }
  }

  /**
   * Adds a key that signs a member's feeds behind those it has. Safe to repeat. Raises
   * NOT_A_MEMBER, INVALID_ARGUMENT for another's key or one too many, and BUSY within a minute of
   * the last one.
   */
  SignedRoster addFeedKey(NodeId node, FeedKey key) {
    synchronized (admitting) {
      Roster roster = current();
      Member present =
          roster
              .member(node)
              .filter(Member::active)
              .orElseThrow(
                  () -> new TiscException(Reason.NOT_A_MEMBER, node + " is no active member"));
      requireForeign(node, key);
      if (present.feedKeys().contains(key)) {
        return signed();
      }
      Member changed = present.withFeedKey(key);
      requireRest(feedKeyed, node);
      return sign(roster.with(changed, clock.instant()));
    }
  }

  /** Raises INVALID_ARGUMENT for a key for feeds that another member has. */
  void requireForeign(NodeId node, FeedKey key) {
    for (Member member : current().members()) {
      if (!member.node().equals(node) && member.feedKeys().contains(key)) {
        throw new TiscException(
            Reason.INVALID_ARGUMENT, "The key for feeds is that of member " + member.node());
      }
    }
  }

  /** Each change is a roster for the whole network, so no member makes many of them. */
  private void requireRest(Map<NodeId, Instant> lasts, NodeId node) {
    Instant now = clock.instant();
    Instant last = lasts.get(node);
    if (last != null && now.isBefore(last.plus(CHANGE_EVERY))) {
      throw new TiscException(
          Reason.BUSY, "The roster's line of " + node + " was changed less than a minute ago");
    }
    lasts.put(node, now);
  }

  /** Signs a roster and takes it; to be called under the lock only. */
  SignedRoster sign(Roster roster) {
    // Whom a deputy removed must not come back by an invitation from before.
    rosters.removals().forEach(removal -> ledger.voidAll(network, removal.removal().node()));
    if (over || roster.term() > term()) {
      throw new TiscException(
          Reason.NOT_COORDINATOR,
          "This node has handed the coordination of network " + network + " over");
    }
    SignedRoster signed =
        SignedRoster.sign(roster.inTerm(term()).under(rosterKey.root()), rosterKey);
    rosters.offer(signed);
    return signed;
  }

  /** The roster in force, as it was signed. */
  SignedRoster signed() {
    return rosters.signed().orElseThrow();
  }

  /** The roster in force. */
  Roster current() {
    return rosters
        .current()
        .orElseThrow(() -> new IllegalStateException("A coordinator holds a roster"));
  }

  /** Raises INVALID_CERTIFICATE_REQUEST for a key that a member has or had. */
  void requireFresh(KeyHash key) {
    for (Member member : current().members()) {
      if (member.tlsKeys().contains(key)) {
        throw new TiscException(
            Reason.INVALID_CERTIFICATE_REQUEST,
            "The key to certify is that of member " + member.node() + "; make a new one");
      }
    }
  }
}
