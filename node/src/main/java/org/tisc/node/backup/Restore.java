package org.tisc.node.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tisc.federation.audit.AuditEvent;
import org.tisc.federation.audit.AuditEventType;
import org.tisc.federation.audit.AuditLog;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.InstanceId;
import org.tisc.federation.identity.SecretFile;
import org.tisc.node.config.NodeConfig;
import org.tisc.node.index.IndexConfig;
import org.tisc.node.index.LuceneIndex;
import org.tisc.node.store.Store;

/**
 * Makes a home folder from a backup, without a running node. Everything happens in a folder beside
 * the wanted one (or inside it, where it exists and is empty) that no command takes for a node;
 * only when all of it was checked and is on disk does it get its place. A failure leaves nothing; a
 * crash leaves that folder, which may be deleted.
 */
final class Restore {
  private static final String UNFINISHED = ".restoring";

  private final Caution caution;
  private final Path home;
  private final boolean exists;
  private final Path staging;

  private Restore(Path home, Caution caution) {
    this.caution = caution;
    this.home = home;
    this.exists = Files.exists(home, LinkOption.NOFOLLOW_LINKS);
    this.staging =
        exists
            ? home.resolve(UNFINISHED)
            : home.resolveSibling("." + home.getFileName() + UNFINISHED);
  }

  /** A restored node. */
  record Restored(
      NodeConfig config,
      InstanceId instance,
      Caution.Withheld withheld,
      BackupReader.Whole backup) {}

  /**
   * Restores. Raises ALREADY_EXISTS where the folder holds something, OUT_OF_SPACE where there is
   * no room, and what {@link BackupReader#read} raises.
   */
  static Restored run(
      Path file, Path home, char[] passphrase, LongConsumer progress, Caution caution) {
    Restore restore = new Restore(home.toAbsolutePath().normalize(), caution);
    try {
      restore.prepare(file);
    } catch (IOException e) {
      throw Staging.failed(restore.home, e);
    }
    try {
      Restored restored = restore.fill(file, passphrase, progress);
      restore.settle();
      return restored;
    } catch (IOException e) {
      TiscException failure = Staging.failed(restore.home, e);
      restore.remove(failure);
      throw failure;
    } catch (RuntimeException e) {
      restore.remove(e);
      throw e;
    }
  }

  private void prepare(Path file) throws IOException {
    if (exists && !isEmptyFolder()) {
      throw new TiscException(
          Reason.ALREADY_EXISTS,
          home + " holds something; a node is restored into a missing or empty folder only");
    }
    if (Files.isRegularFile(file)) {
      Path parent = exists ? home : Files.createDirectories(staging.getParent());
      long room = Files.getFileStore(parent).getUsableSpace();
      if (room < Files.size(file)) {
        throw new TiscException(
            Reason.OUT_OF_SPACE,
            "The backup has "
                + Files.size(file)
                + " bytes; there is room for "
                + room
                + " at "
                + parent);
      }
    }
  }

  private boolean isEmptyFolder() throws IOException {
    if (!Files.isDirectory(home)) {
      return false;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(home)) {
      return !entries.iterator().hasNext();
    }
  }

  private Restored fill(Path file, char[] passphrase, LongConsumer progress) throws IOException {
    if (Files.exists(staging, LinkOption.NOFOLLOW_LINKS)) {
      throw new TiscException(
          Reason.ALREADY_EXISTS,
          staging + " is left of an interrupted restore, or one is running; delete it first");
    }
    Files.createDirectory(
        staging,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Staging filled = new Staging(staging);
    BackupReader.Whole whole = BackupReader.read(file, Optional.of(passphrase), filled, progress);
    NodeConfig config = filled.config();
    check(config, whole.manifest());
    // Whoever read the old token must not be the administrator of a node that is restored for that.
    Path token = config.resolve(config.secrets().adminTokenFile());
    Files.delete(token);
    SecretFile.create(token);
    Caution.Withheld withheld = caution.withhold(store(config));
    InstanceId instance = InstanceId.of(staging);
    note(config, whole.manifest(), instance, withheld);
    forceAll(staging);
    return new Restored(config, instance, withheld, whole);
  }

  private static Path store(NodeConfig config) {
    return config.resolve(config.folders().store()).resolve("node.db");
  }

  private static void check(NodeConfig config, Manifest manifest) {
    if (!config.node().id().value().equals(manifest.node())) {
      throw new TiscException(
          Reason.INVALID_BACKUP, "The backup's manifest names another node than its configuration");
    }
    Set<String> held =
        manifest.entries().stream().map(Manifest.Entry::name).collect(Collectors.toSet());
    for (String needed :
        List.of(BackupForm.CONFIG, BackupForm.TOKEN, BackupForm.STORE, "audit/audit.log")) {
      if (!held.contains(needed)) {
        throw new TiscException(Reason.INVALID_BACKUP, "The backup lacks its part " + needed);
      }
    }
    Store.check(store(config));
    try (LuceneIndex index =
        LuceneIndex.open(config.resolve(config.folders().index()), IndexConfig.defaults())) {
      Map<String, Long> found = index.documents();
      Map<String, Long> expected =
          manifest.collections().stream()
              .collect(
                  Collectors.toMap(
                      Manifest.Collection::collection, Manifest.Collection::documents));
      if (!found.equals(expected)) {
        Set<String> wrong = new TreeSet<>();
        expected.forEach(
            (name, documents) -> {
              if (!documents.equals(found.get(name))) {
                wrong.add(name);
              }
            });
        throw new TiscException(
            Reason.INVALID_BACKUP, "Collections of the backup cannot be opened whole: " + wrong);
      }
    }
  }

  /** The log goes on with the fact that it was restored. */
  private static void note(
      NodeConfig config, Manifest manifest, InstanceId instance, Caution.Withheld withheld) {
    Path log = config.resolve(config.folders().audit()).resolve("audit.log");
    try (AuditLog audit = AuditLog.open(log, InstantSource.system())) {
      if (audit.entries() != manifest.audit().entries()) {
        throw new TiscException(
            Reason.INVALID_BACKUP,
            "The audit log of the backup ends with entry "
                + audit.entries()
                + ", not "
                + manifest.audit().entries());
      }
      audit.append(
          new AuditEvent(
              AuditEventType.NODE_RESTORED,
              "node",
              Map.of(
                  "backupAt", manifest.createdAt().toString(),
                  "backupSequence", Long.toString(manifest.audit().entries()),
                  "backupHash", manifest.audit().hash(),
                  "instance", instance.value(),
                  "suspendedAccounts", String.valueOf(withheld.accounts()),
                  "suspendedTokens", String.valueOf(withheld.tokens()),
                  "voidInvitations", String.valueOf(withheld.invitations()))));
    }
  }

  /** Puts what was checked where it belongs. */
  private void settle() throws IOException {
    if (!exists) {
      Files.move(staging, home, StandardCopyOption.ATOMIC_MOVE);
      force(Objects.requireNonNull(home.getParent()));
      return;
    }
    // The configuration last: without it a folder is no node.
    Path config = staging.resolve(NodeConfig.FILE);
    for (Path part : parts()) {
      if (!part.equals(config)) {
        Files.move(part, home.resolve(part.getFileName()), StandardCopyOption.ATOMIC_MOVE);
      }
    }
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
    Files.move(config, home.resolve(NodeConfig.FILE), StandardCopyOption.ATOMIC_MOVE);
    Files.delete(staging);
    force(home);
  }

  private List<Path> parts() throws IOException {
    try (Stream<Path> entries = Files.list(staging)) {
      return entries.sorted().toList();
    }
  }

  /** The files themselves were forced when they were written. */
  private static void forceAll(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isDirectory).toList()) {
        force(path);
      }
    }
  }

  /** Puts the names in a folder on disk, and nothing below it: what stands there may be others'. */
  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder)) {
      channel.force(true);
    }
  }

  private void remove(Exception failure) {
    if (failure instanceof TiscException known && known.reason() == Reason.ALREADY_EXISTS) {
      return;
    }
    try {
      delete(staging);
      if (exists) {
        // The folder was empty before.
        try (Stream<Path> entries = Files.list(home)) {
          for (Path entry : entries.toList()) {
            delete(entry);
          }
        }
      }
    } catch (IOException left) {
      failure.addSuppressed(left);
    }
  }

  private static void delete(Path path) throws IOException {
    if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(path)) {
      for (Path each : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
