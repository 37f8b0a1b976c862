package org.tisc.node.backup;

import java.util.Map;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.SealingKey;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/** The route that sends a backup. */
public final class BackupHttp {
  private final NodeBackup backup;

  /** The route over a node's backups. */
  public BackupHttp(NodeBackup backup) {
    this.backup = backup;
  }

  /** Declares the route. */
  public void declare(Routes routes) {
    routes.add(
        "POST",
        "/api/v1/backup",
        Permission.BACKUP,
        "The whole node as one file, sealed with the passphrase in the body; whole only with its"
            + " last entry, the manifest; with files=false in the body without shared files.",
        this::send);
  }

  private Reply send(Exchange exchange) {
    Body body = exchange.json(Body.class);
    char[] passphrase =
        body.passphrase
            .orElseThrow(
                () -> new TiscException(Reason.INVALID_ARGUMENT, "The field passphrase is missing"))
            .toCharArray();
    SealingKey.check(passphrase);
    NodeBackup.Asker asker = new NodeBackup.Asker(exchange.caller().name(), exchange.address());
    boolean withFiles = body.files.orElse(true);
    // Nothing has been sent while the parts are taken, so a failure there is still told as one.
    return new Reply.Stream(
        200, "application/zip", Map.of(), out -> backup.writeTo(out, passphrase, withFiles, asker));
  }

  record Body(Optional<String> passphrase, Optional<Boolean> files) {}
}
