package org.tisc.federation.membership;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.state.StateDocument;
import org.tisc.federation.state.StateStore;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The coordinator's book of invitations, on disk. Thread-safe as the store is. */
final class InvitationLedger {
  private static final String KIND = "invitation";

  /** An invitation as stored, with the revision to change it by. */
  record Line(String id, long revision, StoredInvitation invitation) {}

  private final StateStore store;
  // A line that an older release wrote lacks what was added since.
  private final JsonMapper json =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  InvitationLedger(StateStore store) {
    this.store = store;
  }

  Optional<Line> find(NetworkId network, String idText) {
    return store.read(KIND, id(network, idText)).map(this::line);
  }

  void add(NetworkId network, String idText, StoredInvitation invitation) {
    store.write(KIND, id(network, idText), 0, bytes(invitation));
  }

  /** Replaces a line. Raises STALE_REVISION when somebody else did first. */
  Line replace(Line line, StoredInvitation invitation) {
    return line(store.write(KIND, line.id(), line.revision(), bytes(invitation)));
  }

  /** All invitations into all networks. */
  List<Line> all() {
    return store.list(KIND).stream().map(this::line).toList();
  }

  /** All invitations into a network. */
  List<Line> of(NetworkId network) {
    return all().stream()
        .filter(line -> line.invitation().network().equals(network.value()))
        .toList();
  }

  /** Makes every invitation of a node worthless, used or not. */
  void voidAll(NetworkId network, NodeId node) {
    for (Line line : of(network)) {
      if (line.invitation().node().equals(node.value())
          && line.invitation().state() != StoredInvitation.State.VOID) {
        replace(line, line.invitation().voided());
      }
    }
  }

  private static String id(NetworkId network, String idText) {
    return network + "." + idText;
  }

  private ByteString bytes(StoredInvitation invitation) {
    return ByteString.copyFrom(json.writeValueAsBytes(invitation));
  }

  private Line line(StateDocument document) {
    try {
      return new Line(
          document.id(),
          document.revision(),
          json.readValue(document.content().toByteArray(), StoredInvitation.class));
    } catch (JacksonException e) {
      throw new TiscException(
          Reason.INTERNAL, "The stored invitation " + document.id() + " is damaged", e);
    }
  }
}
