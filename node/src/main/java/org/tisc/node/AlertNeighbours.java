package org.tisc.node;

import com.google.protobuf.ByteString;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.tisc.federation.blob.Blobs;
import org.tisc.federation.feed.BlobReference;
import org.tisc.federation.feed.EntryDraft;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.Feeds;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.membership.MembershipSummary;
import org.tisc.federation.membership.Memberships;
import org.tisc.federation.roster.Member;
import org.tisc.federation.sync.Deliveries;
import org.tisc.node.alert.Neighbourhood;

/** What alerts see of the federation: members, the own feeds, and how far entries came. */
final class AlertNeighbours implements Neighbourhood {
  private final NodeId self;
  private final Memberships memberships;
  private final Feeds feeds;
  private final Deliveries deliveries;
  private final Blobs blobs;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  AlertNeighbours(
      NodeId self, Memberships memberships, Feeds feeds, Deliveries deliveries, Blobs blobs) {
    this.self = self;
    this.memberships = memberships;
    this.feeds = feeds;
    this.deliveries = deliveries;
    this.blobs = blobs;
    feeds.onGrown(_ -> changed());
    deliveries.onChange(_ -> changed());
  }

  private void changed() {
    listeners.forEach(Runnable::run);
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
  public List<Centre> members(NetworkId network) {
    List<Centre> centres = new ArrayList<>();
    for (Member member : memberships.roster(network).members()) {
      if (member.active() && !member.node().equals(self)) {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("zh", member.profile().names().zh());
        if (!member.profile().names().en().isEmpty()) {
          names.put("en", member.profile().names().en());
        }
        centres.add(new Centre(member.node(), names));
      }
    }
    centres.sort(java.util.Comparator.comparing(Centre::node));
    return centres;
  }

  @Override
  public List<StoredEntry> publish(List<EntryDraft> drafts) {
    return feeds.publish(drafts);
  }

  @Override
  public List<Delivery> deliveries(FeedId feed, FeedPosition entry) {
    return deliveries.of(feed, entry).stream().map(AlertNeighbours::delivery).toList();
  }

  private static Delivery delivery(org.tisc.federation.sync.Delivery told) {
    Arrival state =
        switch (told.state()) {
          case QUEUED -> Arrival.QUEUED;
          case STORED -> Arrival.STORED;
          case REJECTED -> Arrival.REJECTED;
          case UNKNOWN -> Arrival.UNKNOWN;
        };
    Optional<String> reason = Optional.of(told.reason()).filter(code -> !code.isEmpty());
    Optional<Instant> at = told.at();
    return new Delivery(told.node(), state, reason, at);
  }

  @Override
  public Optional<BlobReference> file(ByteString sha256) {
    return blobs.find(sha256);
  }

  @Override
  public ByteString piece(ByteString sha256, int piece) {
    return blobs.read(sha256, piece);
  }

  @Override
  public BlobReference take(InputStream content) {
    return blobs.add(content);
  }

  @Override
  public void keep(ByteString sha256) {
    blobs.pin(sha256);
  }

  @Override
  public void release(ByteString sha256) {
    blobs.unpin(sha256);
  }

  @Override
  public void fetch(ByteString sha256) {
    blobs.fetch(sha256);
  }

  @Override
  public Listening onChange(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
