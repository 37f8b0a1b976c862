package org.tisc.node.backup;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.tisc.node.web.Json;
import tools.jackson.databind.node.ObjectNode;

/** What can be done with a backup file without a running node. Stateless. */
public final class Backups {
  private Backups() {}

  /**
   * Reads a backup to its end and checks every length and hash; with a passphrase also that every
   * seal opens and that nobody else wrote the manifest. Raises INVALID_BACKUP, KEY_FILE_REFUSED for
   * another passphrase, NOT_FOUND.
   *
   * @param progress told how many bytes of the file were read so far
   * @return file, node, createdAt, bytes, sha256, entries, files, collections, damaged, opened
   */
  public static ObjectNode verify(Path file, Optional<char[]> passphrase, LongConsumer progress) {
    return view(file, BackupReader.read(file, passphrase, BackupReader.Sink.NONE, progress));
  }

  /**
   * Makes a node's home folder from a backup; the folder is missing or empty before and holds a
   * whole, checked node afterwards, or nothing. Raises ALREADY_EXISTS, OUT_OF_SPACE and what {@link
   * #verify} raises.
   *
   * @param caution takes from the restored store what must not come back unasked
   * @return node, home, instance, url, suspendedAccounts, suspendedTokens, voidInvitations, and the
   *     backup as {@link #verify} tells of it
   */
  public static ObjectNode restore(
      Path file, Path home, char[] passphrase, LongConsumer progress, Caution caution) {
    Restore.Restored restored = Restore.run(file, home, passphrase, progress, caution);
    ObjectNode answer = Json.mapper().createObjectNode();
    answer.put("node", restored.config().node().id().value());
    answer.put("home", home.toAbsolutePath().normalize().toString());
    answer.put("instance", restored.instance().value());
    answer.put("url", restored.config().localUrl());
    answer.put("suspendedAccounts", restored.withheld().accounts());
    answer.put("suspendedTokens", restored.withheld().tokens());
    answer.put("voidInvitations", restored.withheld().invitations());
    answer.set("backup", view(file, restored.backup()));
    return answer;
  }

  private static ObjectNode view(Path file, BackupReader.Whole whole) {
    Manifest manifest = whole.manifest();
    return Json.mapper()
        .valueToTree(
            new View(
                file.toAbsolutePath().normalize().toString(),
                manifest.node(),
                manifest.createdAt(),
                whole.bytes(),
                whole.sha256(),
                manifest.entries().size(),
                manifest.entries().stream()
                    .filter(entry -> entry.name().startsWith(BackupForm.FILES))
                    .count(),
                manifest.collections(),
                manifest.damaged(),
                whole.opened()));
  }

  private record View(
      String file,
      String node,
      Instant createdAt,
      long bytes,
      String sha256,
      int entries,
      long files,
      List<Manifest.Collection> collections,
      List<String> damaged,
      boolean opened) {}
}
