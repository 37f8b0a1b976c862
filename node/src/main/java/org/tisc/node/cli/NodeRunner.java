package org.tisc.node.cli;

import java.util.OptionalLong;
import org.tisc.node.config.NodeConfig;

/** The work of a node that commands start without HTTP; the root of the node supplies it. */
public interface NodeRunner {
  /** Runs the node until the process is told to stop. Blocks. */
  void serve(NodeConfig config);

  /** Reads the audit log of a home folder and checks its chain. Safe beside a running node. */
  AuditCheck verifyAudit(NodeConfig config);

  /**
   * What the check found.
   *
   * @param entries number of entries read
   * @param firstBad position of the first entry that does not continue the chain, from 1
   */
  record AuditCheck(long entries, OptionalLong firstBad) {}
}
