package org.tisc.node.audit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.tisc.federation.audit.AuditComparison;
import org.tisc.federation.audit.AuditLog;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/** The routes of what members keep of each other's audit logs. Thread-safe. */
public final class WitnessHttp {
  private final AuditLog audit;
  private final Witness witness;

  /** The routes over a witness. */
  public WitnessHttp(AuditLog audit, Witness witness) {
    this.audit = audit;
    this.witness = witness;
  }

  /** Declares the routes. */
  public void declare(Routes routes) {
    routes.add(
        "GET",
        "/api/v1/audit/witness",
        Permission.AUDIT_READ,
        "The own audit log against every checkpoint that was told of it, who holds them, the newest"
            + " checkpoint of each member, and what does not agree.",
        _ -> Reply.ok(answer()));
    routes.add(
        "GET",
        "/api/v1/audit/witness/{network}/{origin}/export",
        Permission.AUDIT_READ,
        "The checkpoints of a member's audit log as JSON Lines that prove themselves, for tisc"
            + " audit verify --checkpoint.",
        this::export);
    routes.add(
        "POST",
        "/api/v1/audit/checkpoints",
        Permission.AUDIT_WITNESS,
        "Tell a network, or all, how long the audit log is and the hash of its end (network).",
        exchange -> Reply.ok(publish(exchange)));
  }

  private WitnessView.Answer answer() {
    List<OwnComparison> compared = witness.compared();
    Optional<Long> firstBad =
        compared.stream().flatMap(one -> firstBad(one).stream()).min(Long::compare);
    return new WitnessView.Answer(
        audit.entries(),
        firstBad.isEmpty(),
        firstBad,
        compared.stream().map(this::own).toList(),
        witness.ofOthers().stream().map(WitnessView.Told::of).toList(),
        witness.contradictions().stream().map(WitnessView.Contradiction::of).toList());
  }

  /** Of a log that was cut the first that is missing; else the first behind what agrees. */
  private static Optional<Long> firstBad(OwnComparison compared) {
    return compared
        .failed()
        .map(
            failed ->
                failed.finding() == AuditComparison.Finding.CUT
                    ? failed.now().size() + 1
                    : compared.vouched() + 1);
  }

  private WitnessView.Own own(OwnComparison compared) {
    Optional<KeptCheckpoint> shown =
        compared.failed().map(OwnComparison.Failed::kept).or(compared::newest);
    return new WitnessView.Own(
        compared.network().value(),
        compared
            .failed()
            .map(failed -> failed.finding().name())
            .orElse(compared.newest().isPresent() ? "AGREES" : "NOTHING_TOLD"),
        compared.compared(),
        shown.map(WitnessView.Told::of),
        shown.stream().flatMap(one -> witness.holders(one).stream()).map(NodeId::value).toList());
  }

  private Reply export(Exchange exchange) {
    FeedId feed =
        FeedId.toNetwork(
            new PeerId(
                new NetworkId(exchange.path("network")), new NodeId(exchange.path("origin"))));
    WitnessNetworks.Export export = witness.networks().export(feed, CheckpointBody.KIND);
    return new Reply.Stream(200, "application/x-ndjson", Map.of(), export::to);
  }

  /** The body of the request: one network, or all of this node. */
  record Which(Optional<String> network) {}

  private record Published(List<WitnessView.Told> checkpoints) {}

  private Published publish(Exchange exchange) {
    Optional<String> one = exchange.json(Which.class).network();
    Stream<NetworkId> networks =
        one.map(name -> Stream.of(new NetworkId(name)))
            .orElseGet(() -> witness.networks().networks().stream());
    return new Published(networks.map(witness::publish).map(WitnessView.Told::of).toList());
  }
}
