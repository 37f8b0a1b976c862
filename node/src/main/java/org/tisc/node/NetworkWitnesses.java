package org.tisc.node;

import java.util.List;
import org.tisc.federation.feed.EntryDraft;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.Feeds;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.membership.MembershipSummary;
import org.tisc.federation.membership.Memberships;
import org.tisc.federation.sync.Deliveries;
import org.tisc.federation.sync.Delivery;
import org.tisc.node.audit.WitnessNetworks;
import org.tisc.node.feed.FeedHttp;

/** What the witness of audit logs sees of the federation. */
final class NetworkWitnesses implements WitnessNetworks {
  private final NodeId self;
  private final Memberships memberships;
  private final Feeds feeds;
  private final Deliveries deliveries;
  private final FeedHttp files;

  NetworkWitnesses(
      NodeId self, Memberships memberships, Feeds feeds, Deliveries deliveries, FeedHttp files) {
    this.self = self;
    this.memberships = memberships;
    this.feeds = feeds;
    this.deliveries = deliveries;
    this.files = files;
  }

  @Override
  public NodeId self() {
    return self;
  }

  @Override
  public List<NetworkId> networks() {
    return memberships.list().stream().map(MembershipSummary::network).sorted().toList();
  }

  @Override
  public void publish(EntryDraft draft) {
    var _ = feeds.publish(List.of(draft));
  }

  @Override
  public List<NodeId> holders(FeedId feed, long epoch, long sequence) {
    return feeds.read(feed, epoch, sequence, 1, 1).stream()
        .filter(found -> found.entry().header().sequence() == sequence)
        .flatMap(found -> deliveries.of(feed, found.entry().position()).stream())
        .filter(told -> told.state() == Delivery.State.STORED)
        .map(Delivery::node)
        .toList();
  }

  @Override
  public Export export(FeedId feed, String kind) {
    return files.export(feed, kind)::writeTo;
  }
}
