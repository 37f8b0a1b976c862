package org.tisc.node.network;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.tisc.federation.link.Refusals;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/**
 * The route that tells whom this node refused of late and why. A refused peer is told as little as
 * it may know, so the reason is to be seen on this side.
 */
public final class RefusalHttp {
  private final Supplier<List<Refusals.Refused>> recent;

  /** The route over these refusals, newest first. */
  public RefusalHttp(Supplier<List<Refusals.Refused>> recent) {
    this.recent = recent;
  }

  /** Declares the route. */
  public void declare(Routes routes) {
    routes.add(
        "GET",
        "/api/v1/refusals",
        Permission.NETWORK_ADMINISTER,
        "Callers that this node refused since it started, newest first, at most 100.",
        _ -> Reply.ok(new Answer(recent.get().stream().map(Refusal::of).toList())));
  }

  record Answer(List<Refusal> refusals) {}

  record Refusal(
      Instant at,
      String caller,
      String event,
      String what,
      String reason,
      String message,
      long count) {
    static Refusal of(Refusals.Refused refused) {
      return new Refusal(
          refused.at(),
          refused.who(),
          refused.event(),
          refused.what(),
          refused.reason().name(),
          refused.message(),
          refused.count());
    }
  }
}
