package org.tisc.node.feed;

import java.util.List;
import java.util.Optional;
import org.tisc.federation.feed.FeedCheck;
import org.tisc.federation.feed.FeedId;
import org.tisc.node.web.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A feed with what its check found. */
record Checked(FeedId feed, FeedCheck check) {
  /**
   * The answer of {@code feed verify}: entries, valid, feeds; each with network, origin, audience,
   * epoch, sequence, headHash, entries, bodies, valid, and firstBad with epoch, sequence, code,
   * text.
   *
   * @param rootKeyHash of the network whose roster was used, where the file brought it
   */
  static ObjectNode answer(List<Checked> all, Optional<String> rootKeyHash) {
    ObjectNode answer = Json.mapper().createObjectNode();
    answer.put("entries", all.stream().mapToLong(each -> each.check.entries()).sum());
    answer.put("valid", all.stream().allMatch(each -> each.check.firstBad().isEmpty()));
    rootKeyHash.ifPresent(hash -> answer.put("rootKeyHash", hash));
    ArrayNode feeds = answer.putArray("feeds");
    all.forEach(each -> feeds.add(each.json()));
    return answer;
  }

  private ObjectNode json() {
    ObjectNode json =
        Json.mapper()
            .createObjectNode()
            .put("network", feed.network().value())
            .put("origin", feed.origin().value())
            .put("audience", FeedView.audience(feed.audience()))
            .put("epoch", check.head().epoch())
            .put("sequence", check.head().sequence())
            .put("headHash", check.head().hash().hex())
            .put("entries", check.entries())
            .put("bodies", check.bodies())
            .put("valid", check.firstBad().isEmpty());
    check
        .firstBad()
        .ifPresent(
            bad ->
                json.putObject("firstBad")
                    .put("epoch", bad.epoch())
                    .put("sequence", bad.sequence())
                    .put("code", bad.code().name())
                    .put("text", bad.text()));
    return json;
  }
}
