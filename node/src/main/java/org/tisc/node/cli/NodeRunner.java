package org.tisc.node.cli;

import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.tisc.node.config.NodeConfig;

/** The work of a node that commands start without HTTP; the root of the node supplies it. */
public interface NodeRunner {
  /**
   * Runs the node until the process is told to stop. Blocks.
   *
   * @param setup told the file with the code of the first set-up, where there is no account yet
   */
  void serve(NodeConfig config, Consumer<Path> setup);

  /** Reads the audit log of a home folder and checks its chain. Safe beside a running node. */
  AuditCheck verifyAudit(NodeConfig config);

  /** Reads an exported part of an audit log and checks its chain. */
  AuditCheck verifyAuditExport(Path file);

  /**
   * What the check found.
   *
   * @param first sequence of the first entry that is there
   * @param entries sequence of the last good entry
   * @param firstBad sequence of the first entry that does not continue the chain
   */
  record AuditCheck(long first, long entries, OptionalLong firstBad) {}
}
