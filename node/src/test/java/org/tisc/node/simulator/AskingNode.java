package org.tisc.node.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.search.FederatedSearch;
import org.tisc.federation.search.IndexTopic;
import org.tisc.federation.search.PeerChannel;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchFigures;
import org.tisc.federation.search.SearchScope;

/** Node 0 of a region as it asks the others over lines of one kind. */
final class AskingNode implements AutoCloseable {
  private final SimulatedRegion region;
  private final NetworkProfile profile;
  private final Wire wire = new Wire();
  private final Traffic traffic = new Traffic();
  private final List<SimulatedNode> peers;
  private final List<Line> lines = new ArrayList<>();
  private final List<SimulatedNode.Telling> told = new ArrayList<>();
  private final FederatedSearch search;
  private final IndexTopic topic;
  private volatile boolean noticed;

  AskingNode(SimulatedRegion region, NetworkProfile profile) {
    this.region = region;
    this.profile = profile;
    this.peers = region.nodes().subList(1, region.nodes().size());
    SimulatedNode self = region.nodes().getFirst();
    peers.forEach(_ -> lines.add(new Line(profile.oneWayNanos())));
    this.search = search();
    this.topic = new IndexTopic(self.index(), self.guard(), search);
    for (int i = 0; i < peers.size(); i++) {
      told.add(peers.get(i).tell(topic, lines.get(i), wire, traffic));
    }
  }

  private FederatedSearch search() {
    SimulatedNode self = region.nodes().getFirst();
    List<PeerChannel> good = channels(false);
    List<PeerChannel> doubtful = channels(true);
    return new FederatedSearch(
        self.id(), self.index(), _ -> noticed ? doubtful : good, System::nanoTime);
  }

  private List<PeerChannel> channels(boolean lastInDoubt) {
    List<PeerChannel> channels = new ArrayList<>();
    for (int i = 0; i < peers.size(); i++) {
      channels.add(
          new PeerChannel(
              new PeerId(SimulatedRegion.NETWORK, peers.get(i).id()),
              true,
              lastInDoubt && i == peers.size() - 1,
              peers.get(i).over(lines.get(i), wire, traffic)));
    }
    return channels;
  }

  /** From now on the last peer has the fault of the profile. */
  void beginFault() {
    lines.getLast().begin(profile.fault());
    if (profile.fault() == NetworkProfile.Fault.KNOWN_SILENT) {
      noticed = true;
      peers.getLast().stopTelling(told.getLast());
    }
  }

  Traffic traffic() {
    return traffic;
  }

  /** How the warm searches went. */
  SearchFigures figures() {
    return search.figures();
  }

  /** With all that is remembered. */
  SearchAnswer ask(CanonicalQuery query, Duration timeout) {
    return search.search(
        SimulatedRegion.question(
            new SearchScope.WholeNetwork(SimulatedRegion.NETWORK), query, timeout));
  }

  /** As a node that knows nothing of any peer. */
  Cold askCold(CanonicalQuery query, Duration timeout) {
    FederatedSearch cold = search();
    SearchAnswer answer =
        cold.search(
            SimulatedRegion.question(
                new SearchScope.WholeNetwork(SimulatedRegion.NETWORK), query, timeout));
    return new Cold(answer, cold.figures().rounds());
  }

  /** An answer, and how many rounds it took. */
  record Cold(SearchAnswer answer, long rounds) {}

  @Override
  public void close() {
    for (int i = 0; i < peers.size(); i++) {
      peers.get(i).stopTelling(told.get(i));
    }
    topic.close();
    wire.close();
  }
}
