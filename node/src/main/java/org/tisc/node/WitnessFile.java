package org.tisc.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.audit.AuditCheckpoint;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.SignedEntry;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.roster.RosterKeeper;
import org.tisc.federation.roster.RosterVerifier;
import org.tisc.federation.roster.SignedRoster;
import org.tisc.node.audit.CheckpointBody;
import org.tisc.node.config.NodeConfig;
import org.tisc.node.feed.FeedExport;
import org.tisc.node.store.SqliteStateStore;
import org.tisc.node.store.Store;
import tools.jackson.databind.JsonNode;

/**
 * Checkpoints of a node's audit log as another member exported them, checked by its signatures.
 *
 * @param keptBy the member that exported them, by the file's own word
 * @param root of the network under which they are proven
 * @param checkpoints in the order in which they were told
 */
record WitnessFile(
    NetworkId network,
    NodeId origin,
    NodeId keptBy,
    X509Certificate root,
    List<AuditCheckpoint> checkpoints) {
  WitnessFile {
    checkpoints = List.copyOf(checkpoints);
  }

  /**
   * Reads a file. Raises NOT_FOUND, and INVALID_ARGUMENT that names the first bad entry where
   * anything in it was changed, made up or left out.
   */
  static WitnessFile read(Path file) {
    List<AuditCheckpoint> checkpoints = new ArrayList<>();
    FeedExport.Content content =
        FeedExport.read(file, entry -> checkpoint(entry).ifPresent(checkpoints::add));
    JsonNode feed = content.answer().path("feeds").path(0);
    JsonNode bad = feed.path("firstBad");
    if (bad.isObject()) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "The checkpoints in %s prove nothing: entry %d of epoch %d: %s (%s)"
              .formatted(
                  file,
                  bad.path("sequence").asLong(),
                  bad.path("epoch").asLong(),
                  bad.path("text").asString(""),
                  bad.path("code").asString("")));
    }
    return new WitnessFile(
        content.feed().network(),
        content.feed().origin(),
        content.by(),
        content.root(),
        checkpoints);
  }

  private static Optional<AuditCheckpoint> checkpoint(SignedEntry entry) {
    return entry
        .body()
        .filter(body -> entry.header().kind().equals(CheckpointBody.KIND))
        .map(body -> CheckpointBody.read(body.content()));
  }

  /**
   * Makes sure that these are checkpoints of this home folder's node, proven under the root that it
   * knows of the network. Raises INVALID_ARGUMENT.
   *
   * @return whether the home folder knows the network
   */
  boolean requireOf(NodeConfig config, Path file) {
    if (!origin.equals(config.node().id())) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "The checkpoints in " + file + " are of " + origin + ", not of " + config.node().id());
    }
    Path database = config.resolve(config.folders().store()).resolve("node.db");
    if (Files.notExists(database)) {
      return false;
    }
    try (Store store = Store.openToRead(database)) {
      Optional<SignedRoster> known = RosterKeeper.stored(network, new SqliteStateStore(store));
      known.ifPresent(roster -> requireRoot(roster, file));
      return known.isPresent();
    }
  }

  private void requireRoot(SignedRoster known, Path file) {
    try {
      Roster _ = RosterVerifier.whenSigned(network, root, known);
    } catch (TiscException stranger) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "The checkpoints in "
              + file
              + " are proven under another root of network "
              + network
              + " than this node knows",
          stranger);
    }
  }
}
