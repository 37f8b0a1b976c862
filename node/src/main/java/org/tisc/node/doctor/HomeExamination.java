package org.tisc.node.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.membership.MembershipWarning;
import org.tisc.federation.membership.StoredMembership;
import org.tisc.federation.policy.Policy;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.state.StateStore;
import org.tisc.node.config.ConfigReader;
import org.tisc.node.config.NodeConfig;
import org.tisc.node.index.CollectionHealth;
import org.tisc.node.index.LuceneIndex;
import org.tisc.node.store.StoredState;

/**
 * Looks at a home folder: what can be seen without its node. Changes nothing in it. Used by one
 * thread.
 */
final class HomeExamination {
  private static final Logger LOG = LoggerFactory.getLogger(HomeExamination.class);

  private final NodeConfig config;
  private final Instant now;
  private final List<Finding> found = new ArrayList<>();

  HomeExamination(NodeConfig config, Instant now) {
    this.config = config;
    this.now = now;
  }

  /** What the configuration file is like. */
  static List<Finding> configuration(Path home, Supplier<NodeConfig> reading) {
    try {
      return List.of(
          Finding.naming(
              FindingCode.CONFIGURATION_GOOD, reading.get().home().resolve(NodeConfig.FILE)));
    } catch (TiscException e) {
      return mistakes(home, e);
    }
  }

  /** What is wrong with a configuration that was refused. */
  static List<Finding> mistakes(Path home, TiscException refused) {
    Path file = home.resolve(NodeConfig.FILE);
    if (refused.reason() == Reason.NOT_FOUND && Files.notExists(file)) {
      return List.of(
          Finding.naming(FindingCode.CONFIGURATION_MISSING, file).curedBy("tisc init " + home));
    }
    List<Finding> mistakes = new ArrayList<>();
    for (Violation violation : refused.violations()) {
      mistakes.add(
          Finding.naming(
              FindingCode.CONFIGURATION_MISTAKE, violation.field(), violation.message(), file));
    }
    if (mistakes.isEmpty()) {
      mistakes.add(
          Finding.naming(
              FindingCode.CONFIGURATION_MISTAKE,
              NodeConfig.FILE,
              String.valueOf(refused.getMessage()),
              file));
    }
    return mistakes;
  }

  /** What a stopped and a running node have in common. */
  HomeExamination common() {
    found.addAll(configuration(config.home(), () -> ConfigReader.read(config.home())));
    found.addAll(MachineCheck.of(MachineCheck.Facts.ofThisProcess()));
    NodeConfig.Folders folders = config.folders();
    found.addAll(
        DiskCheck.of(
            List.of(
                    config.home(),
                    folders.store(),
                    folders.index(),
                    folders.keys(),
                    folders.audit(),
                    folders.work(),
                    folders.log())
                .stream()
                .map(config::resolve)
                .map(DiskCheck.Folder::of)
                .toList()));
    found.addAll(HttpsCheck.of(HttpsCheck.Facts.of(config), now));
    return this;
  }

  /**
   * Keys and memberships.
   *
   * @param warnings what a running node says beside what is on disk
   * @return the memberships, for those who look further
   */
  List<StoredMembership> memberships(
      StateStore states, Map<NetworkId, List<MembershipWarning>> warnings) {
    StoredMembership.Found stored;
    try {
      stored =
          StoredMembership.read(
              config.resolve(config.folders().keys()),
              config.resolve(config.secrets().keyPassphraseFile()),
              states,
              now);
    } catch (TiscException e) {
      keys(List.of());
      if (found.stream().noneMatch(one -> one.code() == FindingCode.STORE_DAMAGED)) {
        found.add(
            Finding.naming(FindingCode.STORE_DAMAGED, store(), String.valueOf(e.getMessage())));
      }
      return List.of();
    }
    keys(stored.refused());
    found.addAll(
        NetworkCheck.of(
            new NetworkCheck.Facts(config.node().id(), stored.memberships(), warnings), now));
    return stored.memberships();
  }

  private void keys(List<String> refused) {
    List<Path> secrets = new ArrayList<>();
    secrets.add(config.resolve(config.secrets().adminTokenFile()));
    secrets.add(config.resolve(config.secrets().keyPassphraseFile()));
    config.http().keyFile().map(config::resolve).ifPresent(secrets::add);
    config.http().keyPassphraseFile().map(config::resolve).ifPresent(secrets::add);
    found.addAll(
        KeyCheck.of(KeyCheck.Facts.of(secrets, config.resolve(config.folders().keys()), refused)));
  }

  /** Database and audit log as files; takes as long as reading them. */
  HomeExamination files() {
    Path store = store();
    found.addAll(StorageCheck.store(StorageCheck.Whole.store(store), store));
    Path log = config.resolve(config.folders().audit()).resolve("audit.log");
    found.addAll(StorageCheck.audit(StorageCheck.Whole.audit(log), log));
    return this;
  }

  private Path store() {
    return config.resolve(config.folders().store()).resolve("node.db");
  }

  /** What only the files of a stopped node tell. */
  HomeExamination stopped() {
    found.addAll(
        PortCheck.stopped(
            List.of(
                PortCheck.Bound.attempt("http.bind", config.http().bind()),
                PortCheck.Bound.attempt("grpc.bind", config.grpc().bind()))));
    List<CollectionHealth> collections =
        LuceneIndex.inspect(config.resolve(config.folders().index()));
    found.addAll(StorageCheck.collections(collections));
    return stored(collections);
  }

  /** What the database of a node tells that is not asked itself. */
  private HomeExamination stored(List<CollectionHealth> collections) {
    Path store = store();
    if (Files.notExists(store)) {
      keys(List.of());
      found.addAll(ClockCheck.of(new ClockCheck.Facts(List.of(), Map.of()), now));
      return this;
    }
    try (StoredState states = StoredState.open(store)) {
      List<StoredMembership> memberships = memberships(states, Map.of());
      found.addAll(ClockCheck.of(new ClockCheck.Facts(memberships, Map.of()), now));
      found.addAll(
          RuleCheck.of(
              new RuleCheck.Facts(
                  config.node().id(),
                  Policy.stored(states),
                  collections.stream().map(CollectionHealth::name).toList(),
                  rosters(memberships)),
              now));
    } catch (TiscException e) {
      // Whether the file is damaged was looked at before; what it would tell is not known.
      LOG.debug("The store {} tells nothing", store, e);
      if (found.stream().noneMatch(one -> one.code().check() == Check.KEYS)) {
        keys(List.of());
      }
    }
    return this;
  }

  static List<Roster> rosters(List<StoredMembership> memberships) {
    return memberships.stream().flatMap(one -> one.roster().stream()).toList();
  }

  /** All findings so far. */
  List<Finding> found() {
    return List.copyOf(found);
  }
}
