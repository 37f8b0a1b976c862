package org.tisc.federation.roster;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.Certificates;
import org.tisc.federation.identity.FeedKey;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.Suite;
import org.tisc.proto.federation.v1.Approval;
import org.tisc.proto.federation.v1.CryptoSuite;
import org.tisc.proto.federation.v1.RootState;

/**
 * Rosters to and from their wire form. What a newer release added is ignored here, and kept in the
 * signed bytes, which are what is stored and relayed.
 */
public final class RosterProtos {
  /** The longest serialised roster, in bytes; one of 200 members has about 30,000. */
  public static final int MAX_BYTES = 2 * 1024 * 1024;

  private RosterProtos() {}

  /** The wire form. Raises TOO_LARGE. */
  public static ByteString encode(Roster roster) {
    var builder =
        org.tisc.proto.federation.v1.Roster.newBuilder()
            .setNetwork(roster.network().value())
            .setVersion(roster.version())
            .setIssuedAtMillis(roster.issuedAt().toEpochMilli())
            .setValidUntilMillis(roster.validUntil().toEpochMilli())
            .setSettings(
                org.tisc.proto.federation.v1.NetworkSettings.newBuilder()
                    .setTitle(roster.settings().title())
                    .setSuite(suite(roster.settings().suite()))
                    .setScoringProfile(roster.settings().scoringProfile())
                    .setApproval(
                        roster.settings().manualApproval()
                            ? Approval.APPROVAL_MANUAL
                            : Approval.APPROVAL_INVITATION)
                    .setFeedHistory(history(roster.settings().feedHistory())));
    for (Member member : roster.members()) {
      builder.addMembers(encode(member));
    }
    for (NetworkRoot root : roster.roots().all()) {
      builder.addRoots(encode(root));
    }
    ByteString bytes = builder.build().toByteString();
    requireSize(bytes);
    return bytes;
  }

  /** Reads the wire form. Raises INVALID_ROSTER, TOO_LARGE. */
  public static Roster decode(ByteString bytes) {
    requireSize(bytes);
    try {
      var proto = org.tisc.proto.federation.v1.Roster.parseFrom(bytes);
      if (proto.getMembersCount() > Roster.MAX_MEMBERS) {
        throw new TiscException(
            Reason.TOO_LARGE,
            "A roster has at most "
                + Roster.MAX_MEMBERS
                + " members, not "
                + proto.getMembersCount());
      }
      List<Member> members = new ArrayList<>();
      for (var member : proto.getMembersList()) {
        members.add(decode(member));
      }
      return new Roster(
          new NetworkId(proto.getNetwork()),
          proto.getVersion(),
          Instant.ofEpochMilli(proto.getIssuedAtMillis()),
          Instant.ofEpochMilli(proto.getValidUntilMillis()),
          new NetworkSettings(
              proto.getSettings().getTitle(),
              suite(proto.getSettings().getSuite()),
              proto.getSettings().getScoringProfile(),
              proto.getSettings().getApproval() == Approval.APPROVAL_MANUAL,
              history(proto.getSettings().getFeedHistory())),
          members,
          roots(proto));
    } catch (InvalidProtocolBufferException | DateTimeException e) {
      throw new TiscException(Reason.INVALID_ROSTER, "A roster cannot be read", e);
    } catch (TiscException e) {
      if (e.reason() == Reason.INVALID_ARGUMENT) {
        throw new TiscException(
            Reason.INVALID_ROSTER, "A roster breaks a rule: " + e.getMessage(), e);
      }
      throw e;
    }
  }

  private static org.tisc.proto.federation.v1.Member encode(Member member) {
    MemberProfile profile = member.profile();
    var builder =
        org.tisc.proto.federation.v1.Member.newBuilder()
            .setNode(member.node().value())
            .setState(state(member.state()))
            .setRole(role(member.role()))
            .setDeputy(member.deputy())
            .setAdmission(member.admission())
            .setKeyTerm(member.keyTerm());
    for (KeyHash key : new TreeSet<>(member.tlsKeys())) {
      builder.addTlsKeyHashes(ByteString.copyFrom(key.bytes()));
    }
    member.feedKeys().forEach(key -> builder.addFeedKeys(key.spki()));
    member.memberSince().ifPresent(since -> builder.setMemberSinceMillis(since.toEpochMilli()));
    describe(builder, profile);
    return builder.build();
  }

  /** What a member says about itself, without node, state, role and keys. */
  public static org.tisc.proto.federation.v1.Member encode(MemberProfile profile) {
    var builder = org.tisc.proto.federation.v1.Member.newBuilder();
    describe(builder, profile);
    return builder.build();
  }

  private static void describe(
      org.tisc.proto.federation.v1.Member.Builder builder, MemberProfile profile) {
    builder
        .setNameZh(profile.names().zh())
        .setNameEn(profile.names().en())
        .setRegion(profile.region())
        .setSoftwareVersion(profile.softwareVersion())
        .setHostType(profile.details().hostType())
        .setPhase(profile.details().phase())
        .addAllContacts(contacts(profile.details()));
    profile.endpoints().forEach(endpoint -> builder.addEndpoints(endpoint.toString()));
  }

  /** The contacts in their wire form. */
  public static List<org.tisc.proto.federation.v1.Contact> contacts(CentreDetails details) {
    return details.contacts().stream()
        .map(
            contact ->
                org.tisc.proto.federation.v1.Contact.newBuilder()
                    .setKind(contact.kind())
                    .setText(contact.text())
                    .build())
        .toList();
  }

  /** Reads what a centre says of itself. Raises INVALID_ARGUMENT. */
  public static CentreDetails details(
      String hostType, String phase, List<org.tisc.proto.federation.v1.Contact> contacts) {
    return new CentreDetails(
        hostType,
        phase,
        contacts.stream().map(one -> new Contact(one.getKind(), one.getText())).toList());
  }

  /** Reads what a member says about itself. Raises INVALID_ARGUMENT. */
  public static MemberProfile profile(org.tisc.proto.federation.v1.Member proto) {
    return new MemberProfile(
        new Names(proto.getNameZh(), proto.getNameEn()),
        proto.getRegion(),
        proto.getEndpointsList().stream().map(Endpoint::parse).toList(),
        proto.getSoftwareVersion(),
        details(proto.getHostType(), proto.getPhase(), proto.getContactsList()));
  }

  private static Member decode(org.tisc.proto.federation.v1.Member proto) {
    Set<KeyHash> keys = new HashSet<>();
    for (ByteString hash : proto.getTlsKeyHashesList()) {
      if (!keys.add(KeyHash.of(hash.toByteArray()))) {
        throw new TiscException(
            Reason.INVALID_ROSTER, "Member " + proto.getNode() + " lists a key twice");
      }
    }
    return new Member(
        new NodeId(proto.getNode()),
        profile(proto),
        state(proto.getState()),
        role(proto.getRole()),
        keys,
        feedKeys(proto),
        proto.getMemberSinceMillis() == 0
            ? Optional.empty()
            : Optional.of(Instant.ofEpochMilli(proto.getMemberSinceMillis())),
        proto.getDeputy(),
        proto.getAdmission(),
        proto.getKeyTerm());
  }

  private static org.tisc.proto.federation.v1.NetworkRoot encode(NetworkRoot root) {
    var builder =
        org.tisc.proto.federation.v1.NetworkRoot.newBuilder()
            .setCertificate(ByteString.copyFrom(Certificates.encode(root.certificate())))
            .setState(state(root.state()))
            .setSinceVersion(root.since());
    root.voucher()
        .ifPresent(
            voucher -> builder.setVoucher(ByteString.copyFrom(Certificates.encode(voucher))));
    return builder.build();
  }

  private static NetworkRoots roots(org.tisc.proto.federation.v1.Roster proto) {
    if (proto.getRootsCount() > NetworkRoots.MAX) {
      throw new TiscException(
          Reason.INVALID_ROSTER,
          "A roster has at most " + NetworkRoots.MAX + " roots, not " + proto.getRootsCount());
    }
    List<NetworkRoot> roots = new ArrayList<>();
    for (var root : proto.getRootsList()) {
      roots.add(
          new NetworkRoot(
              Certificates.decode(root.getCertificate().toByteArray()),
              root.getVoucher().isEmpty()
                  ? Optional.empty()
                  : Optional.of(Certificates.decode(root.getVoucher().toByteArray())),
              state(root.getState()),
              root.getSinceVersion()));
    }
    return new NetworkRoots(roots);
  }

  private static RootState state(NetworkRoot.State state) {
    return switch (state) {
      case NEXT -> RootState.ROOT_STATE_NEXT;
      case CURRENT -> RootState.ROOT_STATE_CURRENT;
      case FORMER -> RootState.ROOT_STATE_FORMER;
      case RETIRED -> RootState.ROOT_STATE_RETIRED;
    };
  }

  private static NetworkRoot.State state(RootState state) {
    return switch (state) {
      case ROOT_STATE_NEXT -> NetworkRoot.State.NEXT;
      case ROOT_STATE_CURRENT -> NetworkRoot.State.CURRENT;
      case ROOT_STATE_FORMER -> NetworkRoot.State.FORMER;
      case ROOT_STATE_RETIRED -> NetworkRoot.State.RETIRED;
      case ROOT_STATE_UNSPECIFIED, UNRECOGNIZED -> throw unknown("state of a root");
    };
  }

  private static List<FeedKey> feedKeys(org.tisc.proto.federation.v1.Member proto) {
    if (proto.getFeedKeysCount() > Member.MAX_FEED_KEYS) {
      throw new TiscException(
          Reason.INVALID_ROSTER,
          "Member "
              + proto.getNode()
              + " lists "
              + proto.getFeedKeysCount()
              + " keys for feeds, expected at most "
              + Member.MAX_FEED_KEYS);
    }
    return proto.getFeedKeysList().stream().map(FeedKey::new).toList();
  }

  private static void requireSize(ByteString bytes) {
    if (bytes.size() > MAX_BYTES) {
      throw new TiscException(
          Reason.TOO_LARGE, "A roster has at most " + MAX_BYTES + " bytes, not " + bytes.size());
    }
  }

  private static CryptoSuite suite(Suite suite) {
    return switch (suite) {
      case INTL -> CryptoSuite.CRYPTO_SUITE_INTL;
      case SM -> CryptoSuite.CRYPTO_SUITE_SM;
    };
  }

  private static Suite suite(CryptoSuite suite) {
    return switch (suite) {
      case CRYPTO_SUITE_INTL -> Suite.INTL;
      case CRYPTO_SUITE_SM -> Suite.SM;
      case CRYPTO_SUITE_UNSPECIFIED, UNRECOGNIZED -> throw unknown("suite");
    };
  }

  private static org.tisc.proto.federation.v1.MemberState state(MemberState state) {
    return switch (state) {
      case ACTIVE -> org.tisc.proto.federation.v1.MemberState.MEMBER_STATE_ACTIVE;
      case SUSPENDED -> org.tisc.proto.federation.v1.MemberState.MEMBER_STATE_SUSPENDED;
      case REMOVED -> org.tisc.proto.federation.v1.MemberState.MEMBER_STATE_REMOVED;
    };
  }

  private static MemberState state(org.tisc.proto.federation.v1.MemberState state) {
    return switch (state) {
      case MEMBER_STATE_ACTIVE -> MemberState.ACTIVE;
      case MEMBER_STATE_SUSPENDED -> MemberState.SUSPENDED;
      case MEMBER_STATE_REMOVED -> MemberState.REMOVED;
      case MEMBER_STATE_UNSPECIFIED, UNRECOGNIZED -> throw unknown("member state");
    };
  }

  private static org.tisc.proto.federation.v1.MemberRole role(MemberRole role) {
    return switch (role) {
      case MEMBER -> org.tisc.proto.federation.v1.MemberRole.MEMBER_ROLE_MEMBER;
      case COORDINATOR -> org.tisc.proto.federation.v1.MemberRole.MEMBER_ROLE_COORDINATOR;
    };
  }

  private static MemberRole role(org.tisc.proto.federation.v1.MemberRole role) {
    return switch (role) {
      case MEMBER_ROLE_MEMBER -> MemberRole.MEMBER;
      case MEMBER_ROLE_COORDINATOR -> MemberRole.COORDINATOR;
      case MEMBER_ROLE_UNSPECIFIED, UNRECOGNIZED -> throw unknown("member role");
    };
  }

  private static org.tisc.proto.federation.v1.FeedHistory history(FeedHistory history) {
    return switch (history) {
      case BEGINNING -> org.tisc.proto.federation.v1.FeedHistory.FEED_HISTORY_BEGINNING;
      case JOINING -> org.tisc.proto.federation.v1.FeedHistory.FEED_HISTORY_JOINING;
    };
  }

  private static FeedHistory history(org.tisc.proto.federation.v1.FeedHistory history) {
    return switch (history) {
      case FEED_HISTORY_UNSPECIFIED, FEED_HISTORY_BEGINNING -> FeedHistory.BEGINNING;
      case FEED_HISTORY_JOINING -> FeedHistory.JOINING;
      case UNRECOGNIZED -> throw unknown("history of feeds");
    };
  }

  private static TiscException unknown(String what) {
    return new TiscException(
        Reason.INVALID_ROSTER, "A roster names a " + what + " that this release does not know");
  }
}
