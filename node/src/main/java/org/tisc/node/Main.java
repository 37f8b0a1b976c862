package org.tisc.node;

import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.cli.NodeRunner;
import org.tisc.node.config.NodeConfig;

/** What the commands start without HTTP: the server and the check of the audit log. */
public final class Main implements NodeRunner {
  @Override
  public void serve(NodeConfig config) {
    throw new TiscException(
        Reason.INCOMPATIBLE, "this build contains no server for " + config.node().id());
  }

  @Override
  public AuditCheck verifyAudit(NodeConfig config) {
    throw new TiscException(
        Reason.INCOMPATIBLE, "this build contains no audit log for " + config.node().id());
  }
}
