package org.tisc.node.backup;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.audit.AuditCopy;
import org.tisc.federation.audit.AuditEvent;
import org.tisc.federation.audit.AuditEventType;
import org.tisc.federation.audit.AuditLog;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.InstanceId;
import org.tisc.federation.identity.SealingKey;
import org.tisc.node.config.NodeConfig;
import org.tisc.node.index.IndexCopy;
import org.tisc.node.index.LuceneIndex;
import org.tisc.node.store.Store;
import org.tisc.node.web.Json;

/** Makes backups of the running node, one at a time. Thread-safe. */
public final class NodeBackup {
  private static final Logger LOG = LoggerFactory.getLogger(NodeBackup.class);

  private final NodeConfig config;
  private final String version;
  private final InstanceId instance;
  private final Store store;
  private final LuceneIndex index;
  private final BackupFiles files;
  private final AuditLog audit;
  private final InstantSource clock;
  private final Semaphore turn = new Semaphore(1);

  /**
   * Backups of these parts.
   *
   * @param version of this software
   */
  public NodeBackup(
      NodeConfig config,
      String version,
      InstanceId instance,
      Store store,
      LuceneIndex index,
      BackupFiles files,
      AuditLog audit,
      InstantSource clock) {
    this.config = config;
    this.version = version;
    this.instance = instance;
    this.store = store;
    this.index = index;
    this.files = files;
    this.audit = audit;
    this.clock = clock;
  }

  /** Who asks for a backup. */
  record Asker(String account, String address) {}

  /**
   * Takes all parts as of now, then writes them out; the node works on meanwhile. Blocks as long as
   * the stream does. However it ends, what was taken is given free. Raises BUSY while another
   * backup is written, OUT_OF_SPACE when there is no room for a copy of the store.
   *
   * @param withFiles whether the files of this centre go with it
   */
  void writeTo(OutputStream out, char[] passphrase, boolean withFiles, Asker asker)
      throws IOException {
    if (!turn.tryAcquire()) {
      throw new TiscException(Reason.BUSY, "Another backup of this node is being written");
    }
    try {
      byte[] salt = SealingKey.salt();
      SealingKey key = SealingKey.of(passphrase, salt);
      audit.append(
          new AuditEvent(
              AuditEventType.NODE_BACKED_UP, asker.account(), Map.of("address", asker.address())));
      take(out, Opening.of(config.node().id().value(), salt, key), key, withFiles);
    } finally {
      turn.release();
    }
  }

  private void take(OutputStream out, Opening opening, SealingKey key, boolean withFiles)
      throws IOException {
    Path storeCopy = storeCopy();
    byte[] settings = Files.readAllBytes(config.home().resolve(NodeConfig.FILE));
    SortedMap<String, byte[]> small = small();
    try {
      store.copyTo(storeCopy);
      // After the database, so that no file is missing that an entry in it names.
      try (BackupFiles.Taken taken = files.take();
          IndexCopy indexCopy = index.copy();
          AuditCopy auditCopy = audit.copy()) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<String> damaged = List.copyOf(index.damaged().keySet());
        BackupWriter writer = new BackupWriter(out, key);
        writer.plain(BackupForm.OPENING, Json.bytes(opening));
        // First, because where the others belong follows from it.
        writer.sealed(BackupForm.CONFIG, new ByteArrayInputStream(settings));
        for (Map.Entry<String, byte[]> file : small.entrySet()) {
          writer.sealed(file.getKey(), new ByteArrayInputStream(file.getValue()));
        }
        writer.sealed(BackupForm.STORE, Files.newInputStream(storeCopy));
        Files.delete(storeCopy);
        for (IndexCopy.Collection collection : indexCopy.collections()) {
          for (IndexCopy.File file : collection.files()) {
            writer.sealed(
                BackupForm.INDEX + collection.name() + "/" + file.name(),
                Files.newInputStream(file.path()));
          }
        }
        for (String hash : withFiles ? taken.hashes() : List.<String>of()) {
          writer.sealed(BackupForm.FILES + hash, taken.content(hash));
        }
        for (AuditCopy.File file : auditCopy.files()) {
          writer.sealed(BackupForm.AUDIT + file.name(), file.content());
        }
        writer.sealed(BackupForm.AUDIT + "audit.log.head", auditCopy.headFile());
        writer.finish(manifest(now, indexCopy, auditCopy, damaged, writer.entries()));
        LOG.info("A backup of {} entries was sent", writer.entries().size());
      }
    } finally {
      Files.deleteIfExists(storeCopy);
    }
  }

  private Manifest manifest(
      Instant now,
      IndexCopy indexCopy,
      AuditCopy auditCopy,
      List<String> damaged,
      List<Manifest.Entry> entries) {
    return new Manifest(
        BackupForm.FORMAT,
        config.node().id().value(),
        instance.value(),
        version,
        now,
        new Manifest.AuditPlace(auditCopy.entries(), auditCopy.hash()),
        indexCopy.collections().stream()
            .map(collection -> new Manifest.Collection(collection.name(), collection.documents()))
            .toList(),
        damaged,
        entries);
  }

  /** An unused name; what a crash left under it is removed. */
  private Path storeCopy() throws IOException {
    Path folder = config.resolve(config.folders().work()).resolve("backup");
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path copy = folder.resolve("node.db");
    Files.deleteIfExists(copy);
    return copy;
  }

  /** Secrets and keys: few and short, so they are held in memory. */
  private SortedMap<String, byte[]> small() throws IOException {
    SortedMap<String, byte[]> small = new TreeMap<>();
    keep(small, BackupForm.PASSPHRASE, config.resolve(config.secrets().keyPassphraseFile()));
    keep(small, BackupForm.TOKEN, config.resolve(config.secrets().adminTokenFile()));
    own(config.http().certificateFile())
        .ifPresent(file -> keep(small, BackupForm.CERTIFICATE, file));
    own(config.http().keyFile()).ifPresent(file -> keep(small, BackupForm.CERTIFICATE_KEY, file));
    Path keys = config.resolve(config.folders().keys());
    try (DirectoryStream<Path> networks = Files.newDirectoryStream(keys, NodeBackup::isFolder)) {
      for (Path network : networks) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(network, NodeBackup::isFile)) {
          for (Path file : files) {
            String name = BackupForm.KEYS + network.getFileName() + "/" + file.getFileName();
            if (BackupForm.sealed(name)) {
              keep(small, name, file);
            }
          }
        }
      }
    }
    return small;
  }

  /** A file of the certificate, where it lies in the home folder; others belong to the machine. */
  private Optional<Path> own(Optional<Path> file) {
    return file.map(config::resolve).filter(path -> path.startsWith(config.home()));
  }

  private static boolean isFolder(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isFile(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static void keep(SortedMap<String, byte[]> small, String name, Path file) {
    try {
      if (Files.size(file) > BackupForm.MAX_SECRET_BYTES) {
        throw new TiscException(Reason.TOO_LARGE, file + " is longer than 1 MiB");
      }
      small.put(name, Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      // It was replaced or finished meanwhile, or this node has none.
      LOG.debug("{} is not there", file.getFileName());
    } catch (IOException e) {
      throw new TiscException(Reason.INTERNAL, "cannot read " + file + ": " + e, e);
    }
  }
}
