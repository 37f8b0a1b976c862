package org.tisc.node;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.tisc.federation.Federation;
import org.tisc.federation.SharingAssembly;
import org.tisc.federation.SharingParts;
import org.tisc.federation.audit.AuditComparison;
import org.tisc.federation.audit.AuditLog;
import org.tisc.federation.blob.BlobSettings;
import org.tisc.federation.blob.Blobs;
import org.tisc.federation.feed.FeedQuota;
import org.tisc.federation.feed.FeedState;
import org.tisc.federation.feed.Feeds;
import org.tisc.federation.feed.HeadKnowledge;
import org.tisc.federation.feed.QuotaStore;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.identity.InstanceId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.sync.SyncLimits;
import org.tisc.node.activity.ActivityHttp;
import org.tisc.node.activity.Ledger;
import org.tisc.node.alert.AlertRoom;
import org.tisc.node.audit.CheckpointMaterialiser;
import org.tisc.node.audit.Witness;
import org.tisc.node.audit.WitnessHttp;
import org.tisc.node.backup.BackupFiles;
import org.tisc.node.blob.FolderBlobStore;
import org.tisc.node.config.NodeConfig;
import org.tisc.node.doctor.FeedCheck;
import org.tisc.node.doctor.WitnessCheck;
import org.tisc.node.feed.FeedHttp;
import org.tisc.node.feed.OriginWarning;
import org.tisc.node.store.EntrySink;
import org.tisc.node.store.Materialiser;
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
  private final NodeId self;
  private final SqliteFeedStore feedStore;
  private final FeedQuota quota;
  private final Blobs blobs;
  private final FeedUpkeep upkeep;
  private final FeedHttp feedHttp;
  private final AlertRoom alerts;
  private final ActivityHttp activities;
  private final Witness witness;
  private final WitnessHttp witnessHttp;
  private final LiveStreams live = new LiveStreams(LiveStreams.Limits.usual());

  /** So many entries without effect are counted; more are as bad. */
  private static final int QUARANTINED_SHOWN = 200;

  /** How long an alarm about an audit log stands where everybody sees it. */
  private static final Duration ALARM = Duration.ofDays(30);

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
      AuditLog audit,
      AuditTrail trail,
      InstantSource clock) {
    this.self = config.node().id();
    FeedTrail feedTrail = new FeedTrail(trail, clock);
    this.quota = quota(config.feeds());
    this.feedStore =
        new SqliteFeedStore(store, new EntrySink(materialisers(self)), clock, feedTrail);
    feedStore.applyUnknown();
    feedStore.retryQuarantined();
    Feeds feeds =
        new Feeds(
            self,
            new QuotaStore(feedStore, self, quota, clock),
            federation.memberships()::findRoster,
            federation.memberships()::feedKey,
            new HeadKnowledge(new SqliteStateStore(store), InstanceId.of(config.home())),
            clock,
            feedTrail);
    SharingAssembly sharing =
        federation.share(
            new SharingParts(
                feeds,
                new FolderBlobStore(
                    FolderBlobStore.beside(storeFolder), config.files().quota().bytes()),
                SyncLimits.defaults(),
                BlobSettings.defaults()
                    .with(
                        config.files().mirror(),
                        config.files().mirrorLargest().bytes(),
                        config.files().largest().bytes())),
            federation.memberships()::feedKey);
    this.blobs = sharing.blobs();
    this.feedHttp =
        new FeedHttp(self, feeds, feedStore, federation.memberships(), this::originWarnings, clock);
    this.witness =
        new Witness(
            audit,
            store,
            new NetworkWitnesses(
                self, federation.memberships(), feeds, sharing.deliveries(), feedHttp),
            config.audit().checkpointEvery(),
            clock);
    feeds.onGrown(_ -> witness.heard());
    this.witnessHttp = new WitnessHttp(audit, witness);
    this.alerts =
        new AlertRoom(
            store,
            new AlertNeighbours(
                self, federation.memberships(), feeds, sharing.deliveries(), sharing.blobs()),
            live,
            config.alerts().review() == NodeConfig.Alerts.Review.REQUIRED,
            clock);
    this.activities = new ActivityHttp(new Ledger(store));
    this.upkeep =
        new FeedUpkeep(feedStore, config.feeds().keepSuperseded(), alerts::releaseForgotten, clock);
  }

  private static List<Materialiser> materialisers(NodeId self) {
    List<Materialiser> all = new ArrayList<>(AlertRoom.materialisers(self));
    all.add(new CheckpointMaterialiser());
    return all;
  }

  private List<OriginWarning> originWarnings() {
    return witness.contradictions(ALARM).stream()
        .map(
            one ->
                new OriginWarning(
                    one.origin().network().value(), one.origin().node().value(), one.texts()))
        .toList();
  }

  /** How all feeds stand. */
  FeedCheck.Facts feeds() {
    List<FeedState> states = feedStore.feeds();
    List<FeedCheck.Kept> kept =
        states.stream()
            .map(state -> state.feed().originId())
            .distinct()
            .filter(origin -> !origin.node().equals(self))
            .map(
                origin -> {
                  FeedQuota.Usage used = feedStore.usage(origin);
                  return new FeedCheck.Kept(
                      origin.network() + "/" + origin.node(),
                      used.entries(),
                      quota.entries(),
                      used.bytes(),
                      quota.bytes());
                })
            .toList();
    return new FeedCheck.Facts(
        states.size(),
        kept,
        states.stream()
            .filter(state -> state.fork().isPresent())
            .map(state -> state.feed().toString())
            .toList(),
        feedStore.withoutEffect(StoredEntry.Effect.QUARANTINED, QUARANTINED_SHOWN).size());
  }

  /** Audit logs that of late did not agree with what was told of them. */
  List<WitnessCheck.Alarm> alarms() {
    return witness.contradictions(ALARM).stream()
        .map(
            one ->
                new WitnessCheck.Alarm(
                    one.origin().network() + "/" + one.origin().node(),
                    one.origin().node().equals(self),
                    one.finding() == AuditComparison.Finding.CUT,
                    one.kept(),
                    one.told()))
        .toList();
  }

  /** Begins what goes on by itself; to be called when the federation runs. */
  void start() {
    witness.start();
  }

  /** The files that a backup holds. */
  BackupFiles files() {
    return new BackedUpFiles(blobs);
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
    witnessHttp.declare(routes);
  }

  /** The live views; to be closed before the server that carries them. */
  LiveStreams live() {
    return live;
  }

  @Override
  public void close() {
    witness.close();
    upkeep.close();
  }
}
