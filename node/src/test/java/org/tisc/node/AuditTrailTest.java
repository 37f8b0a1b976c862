package org.tisc.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.audit.AuditEntry;
import org.tisc.federation.audit.AuditLog;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;

class AuditTrailTest {
  @TempDir private Path folder;

  private static final Map<String, String> REFUSAL =
      Map.of("caller", "127.0.0.1", "what", "a call", "reason", "DENIED", "message", "no");

  @Test
  void knowsEveryEventThatTheFederationTells() {
    Map<String, Map<String, String>> told =
        Map.of(
            "network.created", Map.of("network", "jjj"),
            "network.joined", Map.of("network", "jjj", "invitation", "ab12"),
            "invitation.created",
                Map.of(
                    "network", "jjj", "node", "tianjin", "invitation", "ab12", "expiresAt", "soon"),
            "enrolment.accepted", Map.of("network", "jjj", "address", "127.0.0.1"),
            "enrolment.refused", REFUSAL,
            "roster.accepted", Map.of("network", "jjj", "version", "2"),
            "roster.refused", REFUSAL,
            "roster.equivocation", Map.of("network", "jjj", "version", "2"),
            "call.refused", REFUSAL,
            "connection.refused", REFUSAL);
    try (AuditLog log = AuditLog.open(folder.resolve("audit.log"), InstantSource.system())) {
      try (AuditTrail trail = new AuditTrail(log, Duration.ofDays(365), InstantSource.system())) {
        told.forEach(trail::record);
      }
      List<AuditEntry> entries = log.list(1, 100);
      assertThat(entries).hasSize(told.size());
      assertThat(entries).allSatisfy(entry -> assertThat(entry.details()).isNotEmpty());
    }
  }

  @Test
  void writesQueriesBeforeItIsClosedAndNeverTheirText() {
    PeerId peer = new PeerId(new NetworkId("jjj"), new NodeId("tianjin"));
    try (AuditLog log = AuditLog.open(folder.resolve("audit.log"), InstantSource.system())) {
      try (AuditTrail trail = new AuditTrail(log, Duration.ofDays(365), InstantSource.system())) {
        trail.queryServed(peer, List.of("patents"), 7);
        trail.documentsShown(peer, 2);
        trail.documentsShown(peer, 0);
        trail.queryAsked("li", "network:jjj", 3);
      }
      assertThat(log.list(1, 100))
          .extracting(AuditEntry::event)
          .containsExactly("QUERY_SERVED", "DOCUMENTS_FETCHED", "QUERY_ASKED");
    }
  }
}
