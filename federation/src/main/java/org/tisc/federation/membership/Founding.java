package org.tisc.federation.membership;

import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.identity.CertificateAuthority;
import org.tisc.federation.identity.FeedKey;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.KeyPairs;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.MemberRole;
import org.tisc.federation.roster.MemberState;
import org.tisc.federation.roster.NetworkSettings;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.roster.SignedRoster;

/** How a network begins: with its root, its coordinator and a roster of one. */
final class Founding {
  private final MembershipTools tools;
  private final MembershipTable table;

  Founding(MembershipTools tools, MembershipTable table) {
    this.tools = tools;
    this.table = table;
  }

  /** Creates a network with these settings; see {@link Memberships#create}. */
  MembershipSummary create(NetworkId network, NetworkSettings settings, Optional<Path> rootOut) {
    settings.suite().requireSupported();
    synchronized (table.lock()) {
      table.requireNew(network);
      Instant now = tools.clock().instant();
      Identity root = CertificateAuthority.createRoot(network, now);
      CertificateAuthority authority = new CertificateAuthority(root);
      Identity issuing = authority.createIssuing(network, now);
      Identity rosterKey = authority.createRosterKey(network, now);
      PeerId self = new PeerId(network, tools.self().node());
      KeyPair key = KeyPairs.p256();
      KeyPair feed = tools.feedKeys().joining(network);
      Identity tls =
          new Identity(
              key.getPrivate(),
              new CertificateAuthority(issuing).issueNode(self, key.getPublic(), now));
      Member coordinator =
          new Member(
                  self.node(),
                  tools.self().profile().get(),
                  MemberState.ACTIVE,
                  MemberRole.COORDINATOR,
                  Set.of(KeyHash.of(key.getPublic())))
              .withFeedKey(FeedKey.of(feed.getPublic()))
              .withMemberSince(now);
      Roster roster =
          new Roster(network, 1, now, now.plus(Roster.VALIDITY), settings, List.of(coordinator));
      OwnMembership membership =
          table.begin(
              network,
              tls,
              SignedRoster.sign(roster, rosterKey),
              () -> tools.keys().create(network, tls, issuing, rosterKey, root, rootOut));
      tools.events().record("network.created", Map.of("network", network.value()));
      return membership.summary();
    }
  }
}
