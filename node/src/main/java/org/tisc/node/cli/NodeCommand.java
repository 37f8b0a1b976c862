package org.tisc.node.cli;

import tools.jackson.databind.node.ObjectNode;

/** A command that asks a node over HTTP. */
abstract class NodeCommand extends PlainCommand {
  NodeCommand(Shell shell) {
    super(shell);
  }

  /** Asks the node. */
  abstract ObjectNode ask(NodeClient node);

  /** Raises wrong usage that the options alone show, before any node is looked for. */
  void check() {}

  @Override
  protected final ObjectNode answer() {
    check();
    NodeAddress address =
        new NodeFinder(shell().environment()).find(common().url, common().pin, common().home);
    try (NodeClient node = new NodeClient(address, shell().words().locale())) {
      return ask(node);
    }
  }
}
