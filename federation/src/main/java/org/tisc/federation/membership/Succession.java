package org.tisc.federation.membership;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.CertificateAuthority;
import org.tisc.federation.identity.CertificateRequests;
import org.tisc.federation.identity.Certificates;
import org.tisc.federation.identity.ChainVerifier;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.KeyPairs;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.identity.Signatures;
import org.tisc.federation.identity.Terms;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.NetworkRoot;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.roster.RosterVerifier;
import org.tisc.federation.roster.SignedRoster;
import org.tisc.federation.state.StateDocument;
import org.tisc.proto.federation.v1.KeyChange;
import org.tisc.proto.federation.v1.TakeOverRequest;
import org.tisc.proto.federation.v1.TakeOverResponse;

/**
 * How the coordination of a network goes into other hands: by transfer, which both administrators
 * want, or by recovery, where the coordinator's machine is lost and the root key is at hand.
 *
 * <p>Either way the root certifies fresh keys for a later term, and the first roster of that term
 * outweighs all of every earlier one, so members follow it by the rule they follow every roster by.
 * No key travels: who takes over makes its own and has them certified. Each step is on disk before
 * the next, and repeating the command goes on where it ended. In a transfer the former coordinator
 * keeps its answer before it gives it and signs nothing after that, so at no moment do two sign. A
 * recovery leaves room below its term for a transfer that nobody saw the end of. Two recoveries at
 * once are two keys of one term, which every member takes for the equivocation it is.
 */
public final class Succession {
  private static final String OFFER = "transfer-offer";
  private static final String ANSWER = "transfer-answer";
  private static final String RECOVERY = "recovery";
  private static final String ROSTER_KEY_DOMAIN = "tisc roster key v1";
  private static final int MAX_KEY = 1024;
  // More terms than anything that was certified and never seen can have used.
  private static final long RECOVERY_STEP = 10;

  /** How far a transfer is. */
  public enum Step {
    /** The coordinator offers it; the other administrator is to take it. */
    OFFERED,
    /** This node coordinates now. */
    TAKEN
  }

  private final MembershipTools tools;
  private final MembershipTable table;
  private final CoordinatorCalls calls;

  Succession(MembershipTools tools, MembershipTable table, CoordinatorCalls calls) {
    this.tools = tools;
    this.table = table;
    this.calls = calls;
  }

  /**
   * Hands the coordination over to a member: to be called at the coordinator, then at that member,
   * by whom it is given and taken. Safe to repeat. Raises UNKNOWN_NETWORK, NOT_COORDINATOR,
   * NOT_FOUND, INVALID_ARGUMENT, KEY_FILE_REFUSED, and at the taking node UNAVAILABLE, TIMED_OUT
   * and what the coordinator answers.
   *
   * @param to who takes over; this node itself takes what was offered to it
   * @param root at the coordinator a folder: where the root key is, or where it goes when it is
   *     still on this machine; it goes to the other administrator by hand
   * @param by whose decision it is
   */
  public Step transfer(NetworkId network, NodeId to, Optional<Path> root, String by) {
    synchronized (table.lock()) {
      OwnMembership membership = table.require(network);
      if (to.equals(membership.node())) {
        take(membership, by);
        return Step.TAKEN;
      }
      membership.coordinator();
      requireFree(network);
      if (membership.roster().roots().find(NetworkRoot.State.NEXT).isPresent()) {
        throw new TiscException(
            Reason.INVALID_ARGUMENT,
            "A new root key of network "
                + network
                + " is announced; finish that by 'tisc network rotate-root', or withdraw it");
      }
      if (membership.roster().member(to).filter(Member::active).isEmpty()) {
        throw new TiscException(
            Reason.NOT_FOUND, "Node " + to + " is no active member of network " + network);
      }
      Path folder =
          root.orElseThrow(
              () ->
                  new TiscException(
                      Reason.INVALID_ARGUMENT,
                      "Name the folder of the root key, which goes to the administrator of "
                          + to
                          + " by hand"));
      Optional<Identity> here = tools.keys().root(network, Optional.empty());
      here.ifPresent(key -> tools.keys().takeRootOut(network, key, folder));
      root(membership, folder);
      keep(OFFER, network, ByteString.copyFromUtf8(to.value() + "\n" + folder));
      tools
          .events()
          .record(
              "transfer.offered",
              Map.of("caller", by, "network", network.value(), "node", to.value()));
      return Step.OFFERED;
    }
  }

  /**
   * Takes an offer back that nobody has taken yet. Safe to repeat. Raises UNKNOWN_NETWORK,
   * NOT_COORDINATOR, ALREADY_EXISTS when it was taken.
   */
  public void withdraw(NetworkId network, String by) {
    synchronized (table.lock()) {
      table.require(network).coordinator();
      requireFree(network);
      drop(tools, OFFER, network);
      tools.events().record("transfer.withdrawn", Map.of("caller", by, "network", network.value()));
    }
  }

  /**
   * Makes this node the coordinator of a network whose own coordinator is lost, by the root key.
   * The lost node is a member no more, and nothing it held counts from now on. Builds on the newest
   * roster that peers hold, and blocks for half a minute at most to ask them. Safe to repeat.
   * Raises UNKNOWN_NETWORK, NOT_A_MEMBER, KEY_FILE_REFUSED.
   *
   * @param root the root key's file, or the folder it was taken out to
   * @param by whose decision it is
   * @return the roster by which this node coordinates; who does not belong on it is to be expelled
   */
  public Roster recover(NetworkId network, Path root, String by) {
    synchronized (table.lock()) {
      OwnMembership membership = table.require(network);
      Identity key = root(membership, root);
      tools.port().pollRosters(network);
      if (!membership.active()) {
        throw new TiscException(
            Reason.NOT_A_MEMBER, "This node is no active member of network " + network);
      }
      long own = membership.coordinating().map(Coordinator::term).orElse(0L);
      long term = Math.max(own, membership.roster().term()) + RECOVERY_STEP;
      CertificateAuthority authority = new CertificateAuthority(key);
      Instant now = tools.clock().instant();
      keep(RECOVERY, network, ByteString.EMPTY);
      coordinate(
          membership,
          authority.createIssuing(network, term, now),
          authority.createRosterKey(network, term, now));
      tools
          .events()
          .record(
              "coordination.recovered",
              Map.of(
                  "caller", by,
                  "network", network.value(),
                  "version", Long.toString(membership.roster().version())));
      return membership.roster();
    }
  }

  /** Goes on with what a crash interrupted; to be called once after the start. */
  void resume(OwnMembership membership) {
    membership
        .coordinating()
        .ifPresent(
            coordinator -> {
              if (handedOver(membership.network())) {
                coordinator.end();
              } else {
                begin(membership, coordinator);
              }
            });
  }

  /** Raises INVALID_ARGUMENT or ALREADY_EXISTS where the coordination is offered or given away. */
  void requireKept(NetworkId network) {
    requireFree(network);
    if (offeredTo(network).isPresent()) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "The coordination of network "
              + network
              + " is offered to another member; withdraw that first");
    }
  }

  /** To whom this node offers the coordination at present. */
  public Optional<NodeId> offeredTo(NetworkId network) {
    return tools
        .store()
        .read(OFFER, network.value())
        .map(offer -> new NodeId(offer.content().toStringUtf8().lines().findFirst().orElseThrow()));
  }

  /** Whether this node has handed the coordination over, whether or not the other took it. */
  boolean handedOver(NetworkId network) {
    return tools.store().read(ANSWER, network.value()).isPresent();
  }

  /** The coordinator's answer to the member that takes over; failures as in the contract. */
  TakeOverResponse handOver(PeerId caller, TakeOverRequest request) {
    NetworkId network = caller.network();
    synchronized (table.lock()) {
      OwnMembership membership = table.require(network);
      Coordinator coordinator = membership.coordinator();
      String[] offer = offer(network, caller.node());
      PublicKey issuing =
          CertificateRequests.check(request.getIssuingRequest().toByteArray(), caller);
      PublicKey rosterKey = rosterKey(request, caller);
      Optional<StateDocument> given = tools.store().read(ANSWER, network.value());
      if (given.isPresent()) {
        return again(given.get(), issuing, rosterKey);
      }
      CertificateAuthority authority =
          new CertificateAuthority(root(membership, Path.of(offer[1])));
      long term = Math.max(coordinator.term(), membership.roster().term()) + 1;
      Instant now = tools.clock().instant();
      coordinator.fold();
      TakeOverResponse.Builder answer =
          TakeOverResponse.newBuilder()
              .addAllIssuingChain(encoded(authority.certifyIssuing(network, term, issuing, now)))
              .addAllRosterKeyChain(
                  encoded(authority.certifyRosterKey(network, term, rosterKey, now)));
      coordinator.end();
      new KeyChanges(tools.store())
          .of(network)
          .forEach(
              (node, key) ->
                  answer.addKeyChanges(
                      KeyChange.newBuilder()
                          .setNode(node.value())
                          .setTlsKeyHash(ByteString.copyFrom(key.key().bytes()))
                          .setTerm(key.term())));
      TakeOverResponse whole = answer.setRoster(coordinator.signed().toProto()).build();
      keep(ANSWER, network, whole.toByteString());
      tools
          .events()
          .record(
              "coordination.handed.over",
              Map.of("network", network.value(), "node", caller.node().value()));
      return whole;
    }
  }

  private void take(OwnMembership membership, String by) {
    NetworkId network = membership.network();
    if (membership.coordinating().isPresent()) {
      return;
    }
    PeerId self = membership.link().self();
    Identity issuing = asked(network, true);
    Identity rosterKey = asked(network, false);
    tools.keys().keepNextAuthorities(network, issuing, rosterKey);
    KeyPair issuingKey = new KeyPair(issuing.certificate().getPublicKey(), issuing.key());
    TakeOverResponse answer =
        calls.takeOver(
            new PeerId(network, membership.roster().coordinator().node()),
            TakeOverRequest.newBuilder()
                .setNetwork(network.value())
                .setIssuingRequest(ByteString.copyFrom(CertificateRequests.build(self, issuingKey)))
                .setRosterKey(
                    ByteString.copyFrom(rosterKey.certificate().getPublicKey().getEncoded()))
                .setRosterKeyProof(
                    ByteString.copyFrom(
                        Signatures.sign(rosterKey.key(), ROSTER_KEY_DOMAIN, name(self))))
                .build());
    ChainVerifier chains = membership.link().chains();
    Identity certifiedIssuing = certified(issuing, answer.getIssuingChainList(), chains);
    Identity certifiedRosterKey = certified(rosterKey, answer.getRosterKeyChainList(), chains);
    chains.verifyIssuing(certifiedIssuing.certificate());
    chains.verifyRosterKey(certifiedRosterKey.certificate());
    SignedRoster last = SignedRoster.of(answer.getRoster());
    long ended = new RosterVerifier(chains).verify(last).term();
    if (Terms.of(certifiedIssuing.certificate()) <= ended
        || Terms.of(certifiedRosterKey.certificate()) <= ended) {
      throw new TiscException(
          Reason.CERTIFICATE_REFUSED, "The keys were certified for a term that is over");
    }
    membership.link().rosters().offer(last);
    KeyChanges changes = new KeyChanges(tools.store());
    for (KeyChange change : answer.getKeyChangesList()) {
      changes.put(
          network,
          new NodeId(change.getNode()),
          new KeyChanges.Fresh(KeyHash.of(change.getTlsKeyHash().toByteArray()), change.getTerm()));
    }
    coordinate(membership, certifiedIssuing, certifiedRosterKey);
    tools
        .events()
        .record(
            "coordination.taken",
            Map.of(
                "caller", by,
                "network", network.value(),
                "version", Long.toString(membership.roster().version())));
  }

  /** Keeps the keys, then signs the first roster of their term. */
  private void coordinate(OwnMembership membership, Identity issuing, Identity rosterKey) {
    NetworkId network = membership.network();
    tools.keys().keepAuthorities(network, issuing, rosterKey);
    membership.coordinating().ifPresent(Coordinator::end);
    drop(tools, ANSWER, network);
    drop(tools, OFFER, network);
    Coordinator fresh = table.coordinator(network, membership.link().rosters()).orElseThrow();
    membership.coordinate(Optional.of(fresh));
    begin(membership, fresh);
  }

  private void begin(OwnMembership membership, Coordinator coordinator) {
    NetworkId network = membership.network();
    boolean lost = tools.store().read(RECOVERY, network.value()).isPresent();
    if (!membership.roster().coordinator().node().equals(membership.node()) || lost) {
      coordinator.takeOver(membership.node(), lost);
    }
    drop(tools, RECOVERY, network);
    tools.keys().dropAuthorities(network, false);
  }

  private Identity asked(NetworkId network, boolean issuing) {
    return tools
        .keys()
        .nextAuthority(network, issuing)
        .orElseGet(
            () ->
                Certificates.uncertified(
                    issuing ? KeyPairs.p256() : KeyPairs.ed25519(), tools.clock().instant()));
  }

  private static Identity certified(Identity asked, List<ByteString> chain, ChainVerifier chains) {
    List<X509Certificate> certificates =
        chain.stream().limit(4).map(der -> Certificates.decode(der.toByteArray())).toList();
    if (certificates.size() != 2
        || !certificates.getLast().equals(chains.root())
        || !certificates.getFirst().getPublicKey().equals(asked.certificate().getPublicKey())) {
      throw new TiscException(
          Reason.CERTIFICATE_REFUSED, "The answer does not certify the key that was asked for");
    }
    return new Identity(asked.key(), certificates);
  }

  private String[] offer(NetworkId network, NodeId to) {
    return tools
        .store()
        .read(OFFER, network.value())
        .map(offer -> offer.content().toStringUtf8().split("\n", 2))
        .filter(lines -> lines.length == 2 && lines[0].equals(to.value()))
        .orElseThrow(
            () ->
                new TiscException(
                    Reason.NOT_FOUND,
                    "The coordinator's administrator has not offered the coordination of network "
                        + network
                        + " to "
                        + to));
  }

  private static PublicKey rosterKey(TakeOverRequest request, PeerId caller) {
    if (request.getRosterKey().size() > MAX_KEY) {
      throw new TiscException(Reason.TOO_LARGE, "A key has at most " + MAX_KEY + " bytes");
    }
    PublicKey key = Signatures.decode(request.getRosterKey().toByteArray());
    if (!Signatures.verify(
        key, ROSTER_KEY_DOMAIN, name(caller), request.getRosterKeyProof().toByteArray())) {
      throw new TiscException(
          Reason.INVALID_CERTIFICATE_REQUEST, "The roster key has not signed its request");
    }
    return key;
  }

  private static TakeOverResponse again(
      StateDocument given, PublicKey issuing, PublicKey rosterKey) {
    try {
      TakeOverResponse answer = TakeOverResponse.parseFrom(given.content());
      if (!key(answer.getIssuingChain(0)).equals(KeyHash.of(issuing))
          || !key(answer.getRosterKeyChain(0)).equals(KeyHash.of(rosterKey))) {
        throw new TiscException(
            Reason.ALREADY_EXISTS, "The coordination was handed over to other keys already");
      }
      return answer;
    } catch (InvalidProtocolBufferException e) {
      throw new TiscException(Reason.INTERNAL, "The kept answer cannot be read", e);
    }
  }

  private static KeyHash key(ByteString certificate) {
    return KeyHash.of(Certificates.decode(certificate.toByteArray()).getPublicKey());
  }

  /** The root key at this place. Raises KEY_FILE_REFUSED when it is not there or another's. */
  private Identity root(OwnMembership membership, Path where) {
    NetworkId network = membership.network();
    X509Certificate present = membership.link().chains().root();
    Identity root =
        tools
            .keys()
            .rootAt(network, where)
            // A rotation that a crash interrupted has left it under the name of the next one.
            .filter(key -> key.certificate().equals(present))
            .or(() -> tools.keys().nextRoot(network, Optional.of(where)))
            .or(() -> tools.keys().rootAt(network, where))
            .orElseThrow(
                () ->
                    new TiscException(
                        Reason.KEY_FILE_REFUSED,
                        "The root key of network " + network + " is not at " + where));
    if (!root.certificate().equals(present)) {
      throw new TiscException(
          Reason.KEY_FILE_REFUSED, "The key at " + where + " is not the root of " + network);
    }
    return root;
  }

  private void requireFree(NetworkId network) {
    if (handedOver(network)) {
      throw new TiscException(
          Reason.ALREADY_EXISTS,
          "The coordination of network "
              + network
              + " was handed over; only a recovery by the root key takes it back");
    }
  }

  private static List<ByteString> encoded(List<X509Certificate> chain) {
    return chain.stream().map(c -> ByteString.copyFrom(Certificates.encode(c))).toList();
  }

  private static byte[] name(PeerId id) {
    return id.uri().getBytes(StandardCharsets.UTF_8);
  }

  private void keep(String kind, NetworkId network, ByteString content) {
    long revision =
        tools.store().read(kind, network.value()).map(StateDocument::revision).orElse(0L);
    tools.store().write(kind, network.value(), revision, content);
  }

  private static void drop(MembershipTools tools, String kind, NetworkId network) {
    tools
        .store()
        .read(kind, network.value())
        .ifPresent(one -> tools.store().delete(kind, network.value(), one.revision()));
  }

  /** Somebody else coordinates: what was needed to hand over is not needed any more. */
  static void settled(MembershipTools tools, NetworkId network) {
    if (tools.store().read(ANSWER, network.value()).isPresent()) {
      // It was taken out when it was offered.
      tools.keys().dropRoot(network);
    }
    forget(tools, network);
  }

  /** Drops all that is kept of a network. */
  static void forget(MembershipTools tools, NetworkId network) {
    for (String kind : List.of(OFFER, ANSWER, RECOVERY)) {
      drop(tools, kind, network);
    }
  }
}
