package org.tisc.node.search;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.search.RenderedDocument;
import org.tisc.federation.search.SearchHit;
import org.tisc.node.web.Json;
import tools.jackson.databind.JsonNode;

/** One JSON object in each line, with the names that the search's own answer has. */
final class JsonLinesSink implements ExportSink {
  private final OutputStream out;

  JsonLinesSink(OutputStream out) {
    this.out = out;
  }

  private record Line(
      String key,
      String kind,
      Optional<String> title,
      float score,
      String node,
      List<String> holders,
      JsonNode fields,
      Optional<String> licence,
      String onward,
      Optional<String> note,
      Optional<String> tags) {}

  private record Missing(String key, String state) {}

  @Override
  public void add(ExportRecord record) throws IOException {
    SearchHit hit = record.hit();
    line(
        new Line(
            hit.key(),
            SearchReply.kind(hit),
            hit.document().map(RenderedDocument::title),
            hit.score(),
            hit.best().value(),
            hit.holders().stream().map(NodeId::value).toList(),
            record.fields(),
            hit.licence(),
            hit.onward(),
            Optional.ofNullable(record.kept().get("note")),
            Optional.ofNullable(record.kept().get("tags"))));
  }

  @Override
  public void missing(String key, String state) throws IOException {
    line(new Missing(key, state));
  }

  private void line(Object line) throws IOException {
    out.write((Json.text(line) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void finish() throws IOException {
    out.flush();
  }
}
