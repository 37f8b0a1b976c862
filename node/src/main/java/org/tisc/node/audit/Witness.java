package org.tisc.node.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.audit.AuditCheckpoint;
import org.tisc.federation.audit.AuditEvent;
import org.tisc.federation.audit.AuditEventType;
import org.tisc.federation.audit.AuditLog;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.EntryDraft;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.Tlp;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.node.store.Store;

/**
 * Tells the networks how far this node's audit log is, keeps what members tell of theirs, and
 * raises an alarm where a log does not agree with what was told of it. Thread-safe.
 */
public final class Witness implements AutoCloseable {
  /*
   * A checkpoint is an entry of the node's feed for the network, so it is signed, ordered, kept and
   * handed on like any other, and a member that lost its disk gets its own checkpoints back from
   * the others. Publishing one writes no audit event: else each would be the reason for the next.
   *
   * The own log is compared before each publication. Where it does not agree any more, the next
   * checkpoint is told at once, so that the others see it too.
   */
  private static final Logger log = LoggerFactory.getLogger(Witness.class);

  /** So many new entries are told before the usual time is over. */
  static final long MANY = 1000;

  /** But never sooner than this after the last time. */
  static final Duration LEAST = Duration.ofMinutes(5);

  private static final long CLOSE_SECONDS = 5;

  private static final Duration ROUND = Duration.ofMinutes(1);

  private final AuditLog audit;
  private final Store store;
  private final WitnessNetworks networks;
  private final Duration every;
  private final InstantSource clock;
  // Whether a look for new alarms is about to begin; one is enough for all that came before it.
  private final AtomicBoolean waiting = new AtomicBoolean();
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().name("audit-witness").daemon().factory());

  /**
   * A witness that does nothing by itself before {@link #start}.
   *
   * @param every how long a log that has grown a little may go untold
   */
  public Witness(
      AuditLog audit, Store store, WitnessNetworks networks, Duration every, InstantSource clock) {
    this.audit = audit;
    this.store = store;
    this.networks = networks;
    this.every = every;
    this.clock = clock;
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Compares the own log now, and publishes when it is due from some minutes on. */
  public void start() {
    timer.execute(() -> guarded(this::look));
    var _ =
        timer.scheduleWithFixedDelay(
            () -> guarded(this::round), LEAST.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Something new of others came: an alarm may be due. Does not block. */
  public void heard() {
    if (!waiting.compareAndSet(false, true)) {
      return;
    }
    try {
      timer.execute(
          () -> {
            waiting.set(false);
            guarded(this::record);
          });
    } catch (RejectedExecutionException closing) {
      log.debug("The next start records what came last", closing);
    }
  }

  private static void guarded(Runnable work) {
    try {
      work.run();
    } catch (TiscException failure) {
      log.error("The witness of audit logs failed; it goes on at the next round", failure);
    }
  }

  private void look() {
    var _ = compared();
    record();
  }

  /** What is done every minute. */
  void round() {
    for (NetworkId network : networks.networks()) {
      var _ = noted(OwnComparison.withLongest(audit, store, own(network)));
      Optional<AuditCheckpoint> now = audit.checkpoint();
      Optional<KeptCheckpoint> last = store.read(tx -> CheckpointRows.newest(own(network), tx));
      if (now.isPresent() && due(now.get(), last.map(KeptCheckpoint::checkpoint))) {
        attempt(network);
      }
    }
    record();
  }

  private boolean due(AuditCheckpoint now, Optional<AuditCheckpoint> last) {
    if (last.isEmpty() || now.size() < last.get().size() || now.contradicts(last.get())) {
      return true;
    }
    long fresh = now.size() - last.get().size();
    Duration ago = Duration.between(last.get().at(), now.at());
    // A clock that was set back must not silence the log.
    boolean overdue = ago.isNegative() || ago.compareTo(every) >= 0;
    return fresh > 0 && (overdue || (fresh >= MANY && ago.compareTo(LEAST) >= 0));
  }

  private void attempt(NetworkId network) {
    try {
      var _ = publish(network);
    } catch (TiscException refused) {
      // Not on the roster yet, or after a restore not heard yet: the next round tries again.
      log.debug("No checkpoint of the audit log for {}: {}", network, refused.getMessage());
    }
  }

  /**
   * Tells a network how far the log is, unless that is what was told last. Raises what {@code
   * Feeds.publish} raises, and NOT_FOUND while the log is empty.
   *
   * @return what stands told now
   */
  synchronized KeptCheckpoint publish(NetworkId network) {
    AuditCheckpoint now =
        audit
            .checkpoint()
            .orElseThrow(() -> new TiscException(Reason.NOT_FOUND, "The audit log is empty"));
    Optional<KeptCheckpoint> last = store.read(tx -> CheckpointRows.newest(own(network), tx));
    boolean told =
        last.map(KeptCheckpoint::checkpoint)
            .filter(one -> one.size() == now.size() && one.head().equals(now.head()))
            .isPresent();
    if (!told) {
      networks.publish(
          new EntryDraft(
              FeedId.toNetwork(own(network)),
              CheckpointBody.KIND,
              CheckpointBody.RECORD,
              store.read(tx -> CheckpointRows.revision(own(network), tx)) + 1,
              Tlp.GREEN,
              false,
              CheckpointBody.write(now),
              List.of(),
              List.of()));
    }
    return store
        .read(tx -> CheckpointRows.newest(own(network), tx))
        .orElseThrow(() -> new IllegalStateException("an own checkpoint had no effect"));
  }

  private PeerId own(NetworkId network) {
    return new PeerId(network, networks.self());
  }

  /** The own log against all that is kept of it in each network; an alarm is noted. */
  List<OwnComparison> compared() {
    return networks.networks().stream()
        .map(network -> noted(OwnComparison.withAll(audit, store, own(network))))
        .toList();
  }

  private OwnComparison noted(OwnComparison found) {
    found
        .failed()
        .ifPresent(
            failed -> {
              Instant at = clock.instant();
              var _ =
                  store.write(
                      tx -> {
                        CheckpointRows.contradict(
                            failed.finding(), failed.kept(), failed.now(), at, tx);
                        return true;
                      });
            });
    return found;
  }

  private void record() {
    List<AuditContradiction> fresh = store.read(CheckpointRows::unrecorded);
    for (AuditContradiction one : fresh) {
      log.warn(
          "The audit log of {} does not agree with what it told before: {}, told {}, now {}",
          one.origin(),
          one.finding(),
          one.kept(),
          one.told());
      var _ =
          audit.append(
              new AuditEvent(
                  AuditEventType.AUDIT_CONTRADICTED,
                  "node",
                  Map.of(
                      "network", one.origin().network().value(),
                      "origin", one.origin().node().value(),
                      "finding", one.finding().name(),
                      "keptSize", String.valueOf(one.kept()),
                      "keptHead", one.keptHead(),
                      "toldSize", String.valueOf(one.told()),
                      "toldHead", one.toldHead())));
      var _ =
          store.write(
              tx -> {
                CheckpointRows.recorded(one, tx);
                return true;
              });
    }
  }

  /** What did not agree within some time, newest first. */
  public List<AuditContradiction> contradictions(Duration within) {
    Instant since = clock.instant().minus(within);
    return contradictions().stream().filter(one -> one.foundAt().isAfter(since)).toList();
  }

  /** All that did not agree, newest first. */
  List<AuditContradiction> contradictions() {
    return store.read(tx -> CheckpointRows.contradictions(tx, 1000));
  }

  /** The members that have signed that they hold an own checkpoint. */
  List<NodeId> holders(KeptCheckpoint own) {
    return networks.holders(FeedId.toNetwork(own.origin()), own.epoch(), own.sequence());
  }

  /** Whom these are told. */
  WitnessNetworks networks() {
    return networks;
  }

  /** The newest checkpoint of each other member. */
  List<KeptCheckpoint> ofOthers() {
    return store.read(CheckpointRows::newest).stream()
        .filter(one -> !one.origin().node().equals(networks.self()))
        .toList();
  }

  /** Ends what is under way, for 5 s at most. Never interrupts: that would close the log's file. */
  @Override
  public void close() {
    timer.shutdown();
    try {
      var _ = timer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
