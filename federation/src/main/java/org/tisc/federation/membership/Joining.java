package org.tisc.federation.membership;

import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.Certificates;
import org.tisc.federation.identity.ChainVerifier;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.KeyPairs;
import org.tisc.federation.identity.NetworkId;

/** How this node becomes a member by an invitation, or gets another key by one. */
final class Joining {
  private final MembershipTools tools;
  private final MembershipTable table;

  Joining(MembershipTools tools, MembershipTable table) {
    this.tools = tools;
    this.table = table;
  }

  /** Failures as in {@link Memberships#approvalWords}. */
  List<String> approvalWords(String text) {
    Invitation invitation = Invitation.parse(text);
    return tools
        .keys()
        .joining(invitation.member().network(), invitation.idText())
        .map(
            key ->
                ApprovalWords.of(invitation.member(), KeyHash.of(key.certificate().getPublicKey())))
        .orElseThrow(
            () -> new TiscException(Reason.NOT_FOUND, "There was no attempt by this invitation"));
  }

  /**
   * Joins; failures as in {@link Memberships#join}.
   *
   * @param replacing whether a membership that is there gets another key
   */
  MembershipSummary join(String text, boolean replacing) {
    Invitation invitation = Invitation.parse(text);
    NetworkId network = invitation.member().network();
    if (!invitation.member().node().equals(tools.self().node())) {
      throw new TiscException(
          Reason.INVALID_INVITATION,
          "The invitation is for node "
              + invitation.member().node()
              + ", this is "
              + tools.self().node());
    }
    synchronized (table.lock()) {
      Optional<OwnMembership> again =
          table.find(network).filter(present -> replacing || !present.active());
      if (again.isEmpty()) {
        table.requireNew(network);
      }
      KeyPair key = joiningKey(network, invitation);
      Applicant.Place place =
          new Applicant(tools.port(), tools.clock())
              .apply(
                  invitation,
                  key,
                  FeedKeys.Told.of(invitation.member(), tools.feedKeys().joining(network)),
                  tools.self().profile().get());
      if (again.isPresent()) {
        replace(again.get(), place);
        return again.get().summary();
      }
      OwnMembership membership =
          table.begin(
              network,
              place.identity(),
              place.roster(),
              () -> tools.keys().join(network, place.identity()));
      tools
          .events()
          .record(
              "network.joined",
              Map.of("network", network.value(), "invitation", invitation.idText()));
      return membership.summary();
    }
  }

  private KeyPair joiningKey(NetworkId network, Invitation invitation) {
    Optional<Identity> kept = tools.keys().joining(network, invitation.idText());
    if (kept.isPresent()) {
      return new KeyPair(kept.get().certificate().getPublicKey(), kept.get().key());
    }
    KeyPair fresh = KeyPairs.p256();
    tools
        .keys()
        .keepJoining(
            network, invitation.idText(), Certificates.uncertified(fresh, tools.clock().instant()));
    return fresh;
  }

  /** Goes on with another key in a network whose membership is here already. */
  private void replace(OwnMembership membership, Applicant.Place place) {
    NetworkId network = membership.network();
    try {
      // Another root counts only if the way from the present one leads there.
      membership.link().rosters().offer(place.roster());
      membership.link().chains().verifyPeer(place.identity().chain(), ChainVerifier.Side.CLIENT);
    } catch (TiscException e) {
      if (e.reason() != Reason.CERTIFICATE_REFUSED) {
        throw e;
      }
      throw new TiscException(
          Reason.CERTIFICATE_REFUSED,
          "The invitation is into another network of the name "
              + network
              + "; leave the present one first",
          e);
    }
    tools.keys().replace(network, place.identity());
    tools.feedKeys().forget(network);
    membership.link().renew(place.identity());
    tools.port().redial(network);
    tools.port().follow(membership.roster());
    tools.port().greetAll(network);
    tools.events().record("network.rekeyed", Map.of("network", network.value()));
  }
}
