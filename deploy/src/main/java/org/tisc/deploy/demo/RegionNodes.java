package org.tisc.deploy.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.tisc.deploy.demo.Region.Centre;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.cli.NodeAddress;
import org.tisc.node.cli.NodeClient;
import org.tisc.node.cli.Problem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks the nodes of a region as their administrator. May be used by many threads. */
final class RegionNodes implements AutoCloseable {
  private final Locale language;
  private final Map<String, NodeClient> clients = new ConcurrentHashMap<>();

  RegionNodes(Locale language) {
    this.language = language;
  }

  /** A client of one node, kept for the next time. */
  NodeClient node(Centre centre) {
    return clients.computeIfAbsent(
        centre.node(),
        id -> new NodeClient(new NodeAddress(URI.create(centre.url()), token(centre)), language));
  }

  /** The administrator's token of a node. */
  static String token(Centre centre) {
    try {
      return Files.readString(centre.homeFolder().resolve("admin.token")).strip();
    } catch (IOException e) {
      throw new TiscException(Reason.NOT_FOUND, "no token in " + centre.home(), e);
    }
  }

  /** Whether a node answers that it is ready. */
  boolean ready(Centre centre) {
    try {
      return node(centre).get("/api/v1/status").path("ready").asBoolean(false);
    } catch (TiscException | Problem e) {
      return false;
    }
  }

  /** Whether a node's links to all others of the region are ready. */
  boolean seesAll(Centre centre, Region region) {
    try {
      return sees(node(centre).get("/api/v1/status"), centre, region);
    } catch (TiscException | Problem e) {
      return false;
    }
  }

  /** Whether a status lists every other node of the region as READY. */
  static boolean sees(JsonNode status, Centre centre, Region region) {
    Set<String> missing = new TreeSet<>();
    region.nodes().forEach(other -> missing.add(other.node()));
    missing.remove(centre.node());
    boolean member = false;
    for (JsonNode network : status.path("networks")) {
      if (network.path("network").asString("").equals(region.network())) {
        member = true;
        for (JsonNode peer : network.path("peers")) {
          if (peer.path("link").asString("").equals("READY")) {
            missing.remove(peer.path("node").asString(""));
          }
        }
      }
    }
    return member && missing.isEmpty();
  }

  /** Searches the whole network from one node. */
  ObjectNode search(Centre centre, Region region, String query, int timeoutMillis) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("q", query);
    parameters.put("scope", "network:" + region.network());
    parameters.put("size", "20");
    parameters.put("timeoutMillis", Integer.toString(timeoutMillis));
    return node(centre).get(NodeClient.path("/api/v1/search", parameters));
  }

  @Override
  public void close() {
    clients.values().forEach(NodeClient::close);
  }
}
