package org.tisc.federation.roster;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.DateTimeException;
import java.time.Instant;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;

/**
 * A deputy's word that a member is out of the network. It ends one admission of one member and can
 * do nothing else: it never brings anybody in, and never touches the coordinator or a deputy.
 *
 * @param network whose member is out
 * @param node who is out
 * @param admission the admission that is over; a later one is not touched
 * @param deputy who says so
 * @param at when it was signed
 */
public record Removal(NetworkId network, NodeId node, long admission, NodeId deputy, Instant at) {
  /** The longest serialised removal in bytes. */
  static final int MAX_BYTES = 1024;

  ByteString encode() {
    return org.tisc.proto.federation.v1.Removal.newBuilder()
        .setNetwork(network.value())
        .setNode(node.value())
        .setAdmission(admission)
        .setDeputy(deputy.value())
        .setSignedAtMillis(at.toEpochMilli())
        .build()
        .toByteString();
  }

  /** Reads the wire form. Raises INVALID_ROSTER, TOO_LARGE. */
  static Removal decode(ByteString bytes) {
    if (bytes.size() > MAX_BYTES) {
      throw new TiscException(
          Reason.TOO_LARGE, "A removal has at most " + MAX_BYTES + " bytes, not " + bytes.size());
    }
    try {
      var proto = org.tisc.proto.federation.v1.Removal.parseFrom(bytes);
      return new Removal(
          new NetworkId(proto.getNetwork()),
          new NodeId(proto.getNode()),
          proto.getAdmission(),
          new NodeId(proto.getDeputy()),
          Instant.ofEpochMilli(proto.getSignedAtMillis()));
    } catch (InvalidProtocolBufferException | DateTimeException e) {
      throw new TiscException(Reason.INVALID_ROSTER, "A removal cannot be read", e);
    } catch (TiscException e) {
      throw new TiscException(
          Reason.INVALID_ROSTER, "A removal breaks a rule: " + e.getMessage(), e);
    }
  }

  /**
   * Whether it says something about this roster: its deputy is one there, and the member it takes
   * out is active by the very admission it names, and neither coordinator nor deputy.
   */
  boolean speaksOf(Roster roster) {
    return roster.network().equals(network)
        && roster.member(deputy).filter(Member::deputy).isPresent()
        && roster
            .member(node)
            .filter(
                member ->
                    member.active()
                        && member.role() == MemberRole.MEMBER
                        && !member.deputy()
                        && member.admission() == admission)
            .isPresent();
  }
}
