package org.tisc.deploy.robustness;

import java.util.List;
import java.util.Optional;
import org.tisc.deploy.process.ProcessNode;
import tools.jackson.databind.JsonNode;

/** What a node says of the feeds that it holds, as {@code tisc feed list} prints it. */
record FeedTable(List<Line> lines) {
  /** The audience of a feed for the whole network. */
  private static final String ALL = "NETWORK";

  /** One feed. */
  record Line(
      String origin,
      String audience,
      long epoch,
      long sequence,
      String hash,
      long entries,
      String state) {
    static Line of(JsonNode feed) {
      return new Line(
          feed.path("origin").asString(""),
          feed.path("audience").asString(""),
          feed.path("epoch").asLong(),
          feed.path("sequence").asLong(),
          feed.path("headHash").asString(""),
          feed.path("entries").asLong(),
          feed.path("state").asString(""));
    }

    boolean reaches(String node) {
      return audience.equals(ALL) || audience.equals(node);
    }

    String head() {
      return epoch + "." + sequence + " " + hash;
    }
  }

  static FeedTable of(ProcessNode node) {
    return of(node.get("/api/v1/feeds"));
  }

  static FeedTable of(JsonNode answer) {
    return new FeedTable(answer.path("feeds").valueStream().map(Line::of).toList());
  }

  /** The feeds of an origin. */
  List<Line> of(String origin) {
    return lines.stream().filter(line -> line.origin().equals(origin)).toList();
  }

  /** How the same feed stands here. */
  String head(Line there) {
    Optional<Line> here =
        lines.stream()
            .filter(
                line ->
                    line.origin().equals(there.origin())
                        && line.audience().equals(there.audience()))
            .findFirst();
    return here.map(Line::head).orElse("nothing");
  }
}
