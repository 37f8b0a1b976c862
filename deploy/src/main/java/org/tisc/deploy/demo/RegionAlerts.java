package org.tisc.deploy.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.tisc.deploy.demo.Region.Centre;
import org.tisc.deploy.sample.SampleAlerts;
import org.tisc.federation.error.Reason;
import org.tisc.node.cli.NodeClient;
import org.tisc.node.cli.Problem;
import org.tisc.node.cli.Screen;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The sample alerts of a region, and the proof that an alert gets to every node. */
final class RegionAlerts {
  private static final String PATH = "/api/v1/alerts";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();

  /** A node that joined a moment ago is not ready to publish for a while. */
  private static final Set<String> NOT_YET =
      Set.of(Reason.FEED_KEY_MISSING.name(), Reason.FEED_HEAD_UNKNOWN.name());

  private final RegionNodes asking;
  private final Screen screen;

  RegionAlerts(RegionNodes asking, Screen screen) {
    this.asking = asking;
    this.screen = screen;
  }

  /** Publishes the sample alerts, each at the next node, where the region has none yet. */
  void publish(Region region) {
    List<ObjectNode> files = SampleAlerts.of(region.network(), Instant.now());
    for (int i = 0; i < files.size(); i++) {
      Centre centre = region.nodes().get(i % region.nodes().size());
      String headline = files.get(i).path("headline").path("zh").asString("");
      if (!published(centre, headline)) {
        publish(centre, files.get(i));
        screen.complain(screen.text("demo.alert", centre.node(), headline));
      }
    }
  }

  private boolean published(Centre centre, String headline) {
    for (JsonNode alert : asking.node(centre).get(PATH + "?box=OUT&size=200").path("alerts")) {
      if (alert.path("headline").path("zh").asString("").equals(headline)) {
        return true;
      }
    }
    return false;
  }

  private ObjectNode publish(Centre centre, ObjectNode file) {
    NodeClient node = asking.node(centre);
    ObjectNode[] answer = {JSON.createObjectNode()};
    Wait.until(
        PATIENCE,
        () -> {
          try {
            answer[0] = node.post(PATH, file);
            return true;
          } catch (Problem e) {
            if (NOT_YET.contains(e.reason())) {
              return false;
            }
            throw e;
          }
        },
        () -> centre.node() + " cannot publish an alert yet");
    return answer[0];
  }

  /** Publishes a test at the first node; empty when all others said that it is on their disk. */
  String stored(Region region) {
    Centre first = region.nodes().getFirst();
    ObjectNode file = SampleAlerts.of(region.network(), Instant.now()).getFirst();
    file.put("status", "TEST");
    String id = publish(first, file).path("alertId").asString("");
    Set<String> expected = new TreeSet<>();
    region.nodes().stream().skip(1).forEach(centre -> expected.add(centre.node()));
    Wait.until(
        PATIENCE,
        () -> stored(first, id).equals(expected),
        () -> "the alert is stored at " + stored(first, id) + " only, not at " + expected);
    for (Centre centre : region.nodes()) {
      JsonNode card = asking.node(centre).get(PATH + "/" + id);
      if (!card.path("state").asString("").equals("ACTIVE")
          || !card.path("alert").path("status").asString("").equals("TEST")) {
        return centre.node() + " shows the alert as " + card.path("state");
      }
    }
    return "";
  }

  private Set<String> stored(Centre origin, String id) {
    Set<String> stored = new TreeSet<>();
    for (JsonNode line :
        asking.node(origin).get(PATH + "/" + id + "/deliveries").path("deliveries")) {
      if (Set.of("STORED", "SHOWN", "ACKNOWLEDGED").contains(line.path("state").asString(""))) {
        stored.add(line.path("peer").asString(""));
      }
    }
    return stored;
  }
}
