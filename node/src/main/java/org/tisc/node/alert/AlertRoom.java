package org.tisc.node.alert;

import java.time.InstantSource;
import java.util.List;
import org.tisc.federation.identity.NodeId;
import org.tisc.node.store.Materialiser;
import org.tisc.node.store.Store;
import org.tisc.node.web.LiveStreams;
import org.tisc.node.web.Routes;

/** Builds the alerts of a node: their routes and pages. Thread-safe. */
public final class AlertRoom {
  private final AlertHttp http;
  private final AlertPages pages;
  private final EvidenceFiles evidence;

  /**
   * Alerts in an open store, whose migrations of this room and of the ledger were run.
   *
   * @param reviewRequired whether a second person must look at each alert before it goes out
   */
  public AlertRoom(
      Store store,
      Neighbourhood around,
      LiveStreams live,
      boolean reviewRequired,
      InstantSource clock) {
    Cards cards = new Cards(store, around.self(), clock);
    this.evidence = new EvidenceFiles(around, store, clock);
    AlertParts parts =
        new AlertParts(
            cards,
            new AlertDesk(store, cards, around, evidence, reviewRequired, clock),
            new AnswerDesk(store, cards, around),
            new Matrix(store, around),
            evidence,
            around,
            live,
            reviewRequired,
            clock);
    this.http = new AlertHttp(parts);
    this.pages = new AlertPages(parts, http);
  }

  /** Lets go of evidence that was taken for alerts that nobody wrote; to be called once a day. */
  public void releaseForgotten() {
    evidence.releaseForgotten();
  }

  /** What gives entries of this room's kinds their effect. */
  public static List<Materialiser> materialisers(NodeId self) {
    return List.of(new AlertMaterialiser(self), new ReceiptMaterialiser(self));
  }

  /** Declares all routes of this room. */
  public void declare(Routes routes) {
    http.declare(routes);
    pages.declare(routes);
  }
}
