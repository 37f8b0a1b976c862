package org.tisc.node.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.tisc.node.config.NodeConfig;
import tools.jackson.databind.node.ObjectNode;

/** The work of a node that commands start without HTTP; the root of the node supplies it. */
public interface NodeRunner {
  /**
   * Runs the node until the process is told to stop. Blocks.
   *
   * @param setup told the file with the code of the first set-up, where there is no account yet
   */
  void serve(NodeConfig config, Consumer<Path> setup);

  /**
   * Finds what is wrong with a home folder, whether or not its node runs. Blocks on local disk.
   *
   * @param running what the running node found of itself; empty where none answers
   * @return the answer of {@code doctor}: node, running, at, worst, findings
   */
  ObjectNode examine(Path home, Optional<ObjectNode> running);

  /**
   * Reads the audit log of a home folder and checks its chain. Safe beside a running node.
   *
   * @param checkpoints what a member exported of those that it keeps; INVALID_ARGUMENT where they
   *     are not this node's or prove nothing
   * @return the answer of {@code audit verify}: entries, valid, first, firstBad; with checkpoints
   *     also what they say
   */
  ObjectNode verifyAudit(NodeConfig config, Optional<Path> checkpoints);

  /** Reads an exported part of an audit log and checks it in the same way. */
  ObjectNode verifyAuditExport(Path file, Optional<Path> checkpoints);

  /**
   * Checks every feed of a home folder. Safe beside a running node.
   *
   * @return the answer of {@code feed verify}: entries, valid, feeds
   */
  ObjectNode verifyFeeds(NodeConfig config);

  /** Checks an exported feed; the same answer, with rootKeyHash. */
  ObjectNode verifyFeedExport(Path file);

  /**
   * Checks a signed report of a search. Raises NOT_FOUND, and INVALID_ARGUMENT for a file that is
   * none.
   *
   * @return the answer of {@code report verify}: valid, network, node, at, rootKeyHash,
   *     rosterVersion, report
   */
  ObjectNode verifyReport(Path file);

  /**
   * Reads a backup to its end and checks it; with a passphrase also that its seals open. Raises
   * INVALID_BACKUP, KEY_FILE_REFUSED for another passphrase, NOT_FOUND.
   *
   * @param progress told how many bytes were read so far
   * @return the answer of {@code backup}: file, node, createdAt, bytes, sha256, entries,
   *     collections, damaged, opened
   */
  ObjectNode verifyBackup(Path file, Optional<char[]> passphrase, LongConsumer progress);

  /**
   * Makes a home folder from a backup, whole or not at all. Raises what {@link #verifyBackup}
   * raises, ALREADY_EXISTS where the folder holds something, OUT_OF_SPACE.
   *
   * @return the answer of {@code restore}: node, home, instance, url, backup
   */
  ObjectNode restoreBackup(Path file, Path home, char[] passphrase, LongConsumer progress);
}
