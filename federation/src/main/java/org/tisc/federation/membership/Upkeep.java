package org.tisc.federation.membership;

import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.CertificateAuthority;
import org.tisc.federation.identity.FeedKey;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.MemberProfile;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.roster.SignedRoster;

/**
 * What keeps memberships going by itself: fresh rosters, renewed keys, and the coordinator's own
 * duties. One round runs at a time.
 */
final class Upkeep {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final long WAIT_MILLIS = 250;
  private static final int WAITS = 60;

  private final MembershipTools tools;
  private final MembershipTable table;
  private final CoordinatorCalls calls;
  private final Succession succession;
  private final RootRotation rotation;

  Upkeep(
      MembershipTools tools,
      MembershipTable table,
      CoordinatorCalls calls,
      Succession succession,
      RootRotation rotation) {
    this.tools = tools;
    this.table = table;
    this.calls = calls;
    this.succession = succession;
    this.rotation = rotation;
  }

  /** Does a coordinator's duties that may have become due while the node was stopped. */
  void afterStart() {
    for (OwnMembership membership : table.all()) {
      membership
          .coordinating()
          .ifPresent(
              coordinator -> {
                succession.resume(membership);
                renewAuthorities(membership, coordinator, Optional.empty());
                coordinator.fold();
                coordinator.renewIfDue();
                describe(membership);
                tellFeedKey(membership);
              });
    }
  }

  /** One round: renews what this node signs, asks one peer per network for news. */
  void round() {
    for (OwnMembership membership : table.all()) {
      try {
        round(membership);
      } catch (TiscException e) {
        LOG.error("Upkeep of network {} failed: {}", membership.network(), e.getMessage(), e);
      }
    }
    // Certificates and rosters end by themselves; so must the calls that began before.
    tools.port().enforce();
  }

  private void round(OwnMembership membership) {
    membership
        .coordinating()
        .ifPresent(
            coordinator -> {
              renewAuthorities(membership, coordinator, Optional.empty());
              coordinator.fold();
              coordinator.retireKeys();
              rotation.note(membership);
              coordinator.renewIfDue();
            });
    tools.port().pollRoster(membership.network());
    membership.renewal().upkeep();
    // No call tells a coordinator which key it uses itself.
    membership
        .coordinating()
        .ifPresent(
            coordinator ->
                coordinator.seen(
                    membership.node(),
                    KeyHash.of(membership.link().identity().certificate().getPublicKey())));
    describe(membership);
    tellFeedKey(membership);
    membership.health().tell();
  }

  /** Renews this node's key now; see {@link Memberships#renew}. */
  boolean renew(NetworkId network, Optional<Path> rootIn, String by) {
    OwnMembership membership = table.require(network);
    if (!membership.active()) {
      throw new TiscException(
          Reason.NOT_A_MEMBER, "This node is no active member of network " + network);
    }
    membership
        .coordinating()
        .ifPresent(coordinator -> renewAuthorities(membership, coordinator, rootIn));
    tools.events().record("renewal.asked", Map.of("caller", by, "network", network.value()));
    KeyRenewal renewal = membership.renewal();
    KeyRenewal.Outcome outcome = renewal.step(true);
    try {
      for (int i = 0; i < WAITS && outcome == KeyRenewal.Outcome.WAITING; i++) {
        // What is waited for happens at the peers; only another look tells.
        Thread.sleep(WAIT_MILLIS);
        outcome = renewal.step(false);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return outcome == KeyRenewal.Outcome.RENEWED;
  }

  /**
   * Tells the coordinator what this node says about itself now, where the roster says something
   * else.
   */
  private void describe(OwnMembership membership) {
    MemberProfile profile = tools.self().profile().get();
    Roster roster = membership.roster();
    Optional<Member> present = roster.member(membership.node()).filter(Member::active);
    if (present.isEmpty() || present.get().profile().equals(profile)) {
      return;
    }
    Optional<Coordinator> coordinator = membership.coordinating();
    if (succession.handedOver(membership.network())) {
      return;
    }
    if (coordinator.isPresent()) {
      coordinator.get().describe(membership.node(), profile);
      return;
    }
    calls
        .describe(new PeerId(membership.network(), roster.coordinator().node()), profile)
        .ifPresent(membership.link().rosters()::offer);
  }

  /**
   * Sees to it that the roster lists this node's key for feeds as its newest. A key that is listed
   * behind newer ones, as after a restore, signs nothing more; another takes its place.
   */
  private void tellFeedKey(OwnMembership membership) {
    Optional<Member> present = membership.roster().member(membership.node());
    if (present.filter(Member::active).isEmpty()) {
      return;
    }
    NetworkId network = membership.network();
    List<FeedKey> listed = present.get().feedKeys();
    KeyPair key = tools.feedKeys().ensure(network);
    int index = listed.indexOf(FeedKey.of(key.getPublic()));
    if ((index >= 0 && index == listed.size() - 1) || listed.size() >= Member.MAX_FEED_KEYS) {
      return;
    }
    if (index >= 0) {
      key = tools.feedKeys().renew(network);
    }
    PeerId self = new PeerId(network, membership.node());
    FeedKeys.Told told = FeedKeys.Told.of(self, key);
    Optional<Coordinator> coordinator = membership.coordinating();
    if (coordinator.isPresent()) {
      SignedRoster _ = coordinator.get().addFeedKey(membership.node(), told.check(self));
      return;
    }
    calls
        .addFeedKey(new PeerId(network, membership.roster().coordinator().node()), told)
        .ifPresent(membership.link().rosters()::offer);
  }

  private void renewAuthorities(
      OwnMembership membership, Coordinator coordinator, Optional<Path> rootIn) {
    NetworkId network = membership.network();
    synchronized (table.lock()) {
      if (!coordinator.authoritiesDue() || succession.handedOver(network)) {
        return;
      }
      Optional<Identity> root = tools.keys().root(network, rootIn);
      if (root.isEmpty()) {
        return;
      }
      if (!root.get().root().equals(membership.link().chains().root())) {
        throw new TiscException(
            Reason.KEY_FILE_REFUSED, "The root key is not that of network " + network);
      }
      long term = Math.max(coordinator.term(), membership.roster().term()) + 1;
      CertificateAuthority authority = new CertificateAuthority(root.get());
      Identity issuing = authority.createIssuing(network, term, tools.clock().instant());
      Identity rosterKey = authority.createRosterKey(network, term, tools.clock().instant());
      tools.keys().keepAuthorities(network, issuing, rosterKey);
      coordinator.use(issuing, rosterKey);
      tools
          .events()
          .record(
              "authority.renewed",
              Map.of(
                  "network", network.value(),
                  "until", issuing.certificate().getNotAfter().toInstant().toString()));
    }
  }
}
