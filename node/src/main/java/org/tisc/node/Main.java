package org.tisc.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.tisc.federation.Federation;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.membership.RestoredInvitations;
import org.tisc.node.account.RestoredAccounts;
import org.tisc.node.backup.Backups;
import org.tisc.node.backup.Caution;
import org.tisc.node.cli.NodeRunner;
import org.tisc.node.config.NodeConfig;
import org.tisc.node.doctor.Doctor;
import org.tisc.node.feed.FeedExport;
import org.tisc.node.feed.HomeFeeds;
import org.tisc.node.store.SqliteStateStore;
import org.tisc.node.store.Store;
import tools.jackson.databind.node.ObjectNode;

/** What the commands start without HTTP: the server, examinations, backups. */
public final class Main implements NodeRunner {
  private final String version;
  private final InstantSource clock;

  /** Runs nodes of this version of the software by the machine's clock. */
  public Main(String version) {
    this(version, InstantSource.system());
  }

  /** Runs nodes that take the time of day from this clock. */
  public Main(String version, InstantSource clock) {
    this.version = version;
    this.clock = clock;
  }

  @Override
  public void serve(NodeConfig config, Consumer<Path> setup) {
    Federation.prepareProcess();
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    Level level = Level.valueOf(config.log().level().name());
    ((Logger) LoggerFactory.getLogger("org.tisc")).setLevel(level);
    CountDownLatch stopped = new CountDownLatch(1);
    Node node = Node.start(config, version, clock);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  node.close();
                  stopped.countDown();
                },
                "shutdown"));
    node.setupCodeFile().ifPresent(setup);
    try {
      stopped.await();
    } catch (InterruptedException failure) {
      Thread.currentThread().interrupt();
      throw new TiscException(Reason.SHUTTING_DOWN, "The node was told to stop", failure);
    }
  }

  @Override
  public ObjectNode examine(Path home, Optional<ObjectNode> running) {
    return Doctor.examine(home, running);
  }

  @Override
  public ObjectNode verifyAudit(NodeConfig config, Optional<Path> checkpoints) {
    return AuditVerdict.ofHome(config, checkpoints);
  }

  @Override
  public ObjectNode verifyAuditExport(Path file, Optional<Path> checkpoints) {
    return AuditVerdict.ofExport(file, checkpoints);
  }

  @Override
  public ObjectNode verifyFeeds(NodeConfig config) {
    return HomeFeeds.verify(config.resolve(config.folders().store()).resolve("node.db"));
  }

  @Override
  public ObjectNode verifyFeedExport(Path file) {
    return FeedExport.verify(file);
  }

  @Override
  public ObjectNode verifyReport(Path file) {
    return ReportFile.verify(file);
  }

  @Override
  public ObjectNode verifyBackup(Path file, Optional<char[]> passphrase, LongConsumer progress) {
    return Backups.verify(file, passphrase, progress);
  }

  @Override
  public ObjectNode restoreBackup(Path file, Path home, char[] passphrase, LongConsumer progress) {
    return Backups.restore(file, home, passphrase, progress, Main::withhold);
  }

  /** What was taken away after the backup was made does not come back with it unasked. */
  static Caution.Withheld withhold(Path file) {
    try (Store store = Store.open(file, Node.STORE_ROOMS)) {
      RestoredAccounts.Suspended suspended = store.write(RestoredAccounts::suspend);
      return new Caution.Withheld(
          suspended.accounts(),
          suspended.tokens(),
          RestoredInvitations.voidOpen(new SqliteStateStore(store)));
    }
  }
}
