package org.tisc.node;

import java.nio.file.Path;
import java.time.InstantSource;
import org.tisc.federation.Federation;
import org.tisc.federation.SharingAssembly;
import org.tisc.federation.SharingParts;
import org.tisc.federation.blob.BlobSettings;
import org.tisc.federation.feed.FeedQuota;
import org.tisc.federation.feed.Feeds;
import org.tisc.federation.feed.HeadKnowledge;
import org.tisc.federation.feed.QuotaStore;
import org.tisc.federation.identity.InstanceId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.sync.SyncLimits;
import org.tisc.node.activity.ActivityHttp;
import org.tisc.node.activity.Ledger;
import org.tisc.node.alert.AlertRoom;
import org.tisc.node.blob.FolderBlobStore;
import org.tisc.node.config.NodeConfig;
import org.tisc.node.feed.FeedHttp;
import org.tisc.node.store.EntrySink;
import org.tisc.node.store.SqliteFeedStore;
import org.tisc.node.store.SqliteStateStore;
import org.tisc.node.store.Store;
import org.tisc.node.web.LiveStreams;
import org.tisc.node.web.Routes;

/**
 * What this node shares for good: feeds on disk with their effects, files beside them, and the
 * records that both are about. Built before the federation starts.
 */
final class SharedRecords implements AutoCloseable {
  /** Room for files of all networks; the disk's own end comes first where it is smaller. */
  private static final long FILES_BYTES = 16L << 30;

  private final FeedUpkeep upkeep;
  private final FeedHttp feedHttp;
  private final AlertRoom alerts;
  private final ActivityHttp activities;
  private final LiveStreams live = new LiveStreams(LiveStreams.Limits.usual());

  /**
   * Records of a node.
   *
   * @param storeFolder where the database lies; files lie beside it
   */
  SharedRecords(
      NodeConfig config,
      Path storeFolder,
      Store store,
      Federation federation,
      AuditTrail trail,
      InstantSource clock) {
    NodeId self = config.node().id();
    FeedTrail feedTrail = new FeedTrail(trail, clock);
    SqliteFeedStore feedStore =
        new SqliteFeedStore(store, new EntrySink(AlertRoom.materialisers(self)), clock, feedTrail);
    feedStore.applyUnknown();
    feedStore.retryQuarantined();
    Feeds feeds =
        new Feeds(
            self,
            new QuotaStore(feedStore, self, quota(config.feeds()), clock),
            federation.memberships()::findRoster,
            federation.memberships()::feedKey,
            new HeadKnowledge(new SqliteStateStore(store), InstanceId.of(config.home())),
            clock,
            feedTrail);
    SharingAssembly sharing =
        federation.share(
            new SharingParts(
                feeds,
                new FolderBlobStore(storeFolder.resolve("files"), FILES_BYTES),
                SyncLimits.defaults(),
                BlobSettings.defaults()),
            federation.memberships()::feedKey);
    this.feedHttp = new FeedHttp(self, feeds, feedStore, federation.memberships(), clock);
    this.alerts =
        new AlertRoom(
            store,
            new AlertNeighbours(
                self, federation.memberships(), feeds, sharing.deliveries(), sharing.blobs()),
            live,
            config.alerts().review() == NodeConfig.Alerts.Review.REQUIRED,
            clock);
    this.activities = new ActivityHttp(new Ledger(store));
    this.upkeep = new FeedUpkeep(feedStore, config.feeds().keepSuperseded(), clock);
  }

  private static FeedQuota quota(NodeConfig.Feeds config) {
    return new FeedQuota(
        config.maxEntriesPerMember(),
        config.maxSizePerMember().bytes(),
        config.maxSizePerDay().bytes());
  }

  /** Declares the routes of all records. */
  void declare(Routes routes) {
    feedHttp.declare(routes);
    alerts.declare(routes);
    activities.declare(routes);
  }

  /** The live views; to be closed before the server that carries them. */
  LiveStreams live() {
    return live;
  }

  @Override
  public void close() {
    upkeep.close();
  }
}
