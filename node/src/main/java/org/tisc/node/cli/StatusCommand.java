package org.tisc.node.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Shows the node, its networks with the link to each peer, and its collections. */
@Command
final class StatusCommand extends NodeCommand {
  StatusCommand(Shell shell) {
    super(shell);
  }

  @Override
  ObjectNode ask(NodeClient node) {
    return node.get("/api/v1/status");
  }

  @Override
  protected void print(ObjectNode answer, Screen screen) {
    screen.line(
        screen.text(
            answer.path("ready").asBoolean(false) ? "status.ready" : "status.notReady",
            answer.path("node").asString(""),
            answer.path("pid").asString(""),
            answer.path("version").asString("")));
    JsonNode https = answer.path("https");
    if (https.isObject()) {
      screen.line(
          screen.text(
              "status.https",
              https.path("fingerprint").asString(""),
              https.path("notAfter").asString("")));
    }
    for (JsonNode network : answer.path("networks")) {
      screen.line(
          screen.text(
              "status.network",
              network.path("network").asString(""),
              network.path("role").asString(""),
              network.path("rosterVersion").asString("")));
      String state = network.path("state").asString("ACTIVE");
      if (!state.equals("ACTIVE")) {
        screen.line(screen.text("status.state", network.path("network").asString(""), state));
      }
      for (JsonNode warning : network.path("warnings")) {
        String code = warning.path("code").asString("");
        screen.line(screen.text("status.warning", code, warning.path("detail").asString("")));
      }
      List<List<String>> peers = new ArrayList<>();
      for (JsonNode peer : network.path("peers")) {
        peers.add(
            List.of(
                Cells.cell(peer.path("node")),
                Cells.cell(peer.path("link")),
                Cells.cell(peer.path("outbound").path("reach")),
                Cells.cell(peer.path("inbound").path("reach")),
                Cells.cell(peer.path("lastContact")),
                Cells.cell(peer.path("breaker")),
                Cells.cell(peer.path("lastError"))));
      }
      if (!peers.isEmpty()) {
        screen.table(
            List.of("node", "link", "outbound", "inbound", "lastContact", "breaker", "lastError"),
            peers);
      }
    }
    CollectionCommands.table(answer.path("collections"), screen);
  }
}
