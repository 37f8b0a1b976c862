package org.tisc.node.backup;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.InstanceId;
import org.tisc.federation.identity.NodeId;

/**
 * What a backup says about itself, as JSON in its last entry.
 *
 * @param format {@link BackupForm#FORMAT}
 * @param node whose backup it is
 * @param instance of the home folder that it was made from
 * @param version of the software that made it
 * @param createdAt when its parts were taken
 * @param audit where the audit log stood
 * @param collections with how many documents
 * @param damaged collections that could not be opened and so are not in it
 * @param entries every entry before the manifest's proof, in order
 */
record Manifest(
    String format,
    String node,
    String instance,
    String version,
    Instant createdAt,
    AuditPlace audit,
    List<Collection> collections,
    List<String> damaged,
    List<Entry> entries) {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  Manifest {
    requireFormat(format);
    node = new NodeId(node).value();
    instance = new InstanceId(instance).value();
    require(version.length() <= 100, "version");
    require(!createdAt.equals(Instant.MIN) && audit.entries >= 0, "createdAt or audit");
    collections = List.copyOf(collections);
    damaged = List.copyOf(damaged);
    entries = List.copyOf(entries);
  }

  /** A collection and how many documents it has. */
  record Collection(String collection, long documents) {
    Collection {
      require(collection.length() <= 200 && documents >= 0, "collections");
    }
  }

  /** The last entry of an audit log. */
  record AuditPlace(long entries, String hash) {
    AuditPlace {
      require(HASH.matcher(hash).matches(), "audit");
    }
  }

  /** An entry with its length and hash as it stands in the file. */
  record Entry(String name, long bytes, String sha256) {
    Entry {
      require(name.length() <= 400 && bytes >= 0 && HASH.matcher(sha256).matches(), "entries");
    }
  }

  static void requireFormat(String format) {
    if (!format.equals(BackupForm.FORMAT)) {
      throw new TiscException(
          Reason.INVALID_BACKUP,
          "The backup is of another form than "
              + BackupForm.FORMAT
              + "; restore it with the release that made it");
    }
  }

  private static void require(boolean holds, String field) {
    if (!holds) {
      throw new TiscException(Reason.INVALID_BACKUP, "The backup's manifest is damaged: " + field);
    }
  }
}
