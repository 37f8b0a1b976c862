package org.tisc.node.search;

import java.util.List;
import java.util.Optional;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.search.RenderedDocument;
import org.tisc.federation.search.SearchHit;
import org.tisc.federation.search.SourceReport;
import org.tisc.federation.search.SourceState;
import org.tisc.node.query.NumberList;

/**
 * The JSON object of a search for a list of numbers.
 *
 * @param asked how many different numbers the list holds
 * @param exact whether every source answered completely; if not, a number not found may be at one
 *     of {@code sources}
 * @param open numbers that time or the bound of questions left unasked
 * @param unread pieces of the list that hold no number
 * @param sources that did not answer completely
 */
public record NumberReply(
    int asked,
    boolean exact,
    List<Found> found,
    List<String> notFound,
    List<String> open,
    List<String> unread,
    List<Source> sources) {

  /** A number with the documents that carry it. */
  public record Found(String number, List<Document> documents) {}

  /** A document. */
  public record Document(String key, Optional<String> title, List<String> holders) {}

  /** A source that did not answer completely. */
  public record Source(
      String node, Optional<String> collection, SourceState state, Optional<String> reason) {}

  static NumberReply of(NumberList list, NumberSearch.Result result) {
    return new NumberReply(
        list.entries().size(),
        result.exact(),
        result.found().entrySet().stream()
            .map(
                one ->
                    new Found(
                        one.getKey().text(),
                        one.getValue().values().stream().map(NumberReply::document).toList()))
            .toList(),
        result.notFound().stream().map(NumberList.Entry::text).toList(),
        result.open().stream().map(NumberList.Entry::text).toList(),
        list.unread(),
        result.incomplete().stream().map(NumberReply::source).toList());
  }

  private static Document document(SearchHit hit) {
    return new Document(
        hit.key(),
        hit.document().map(RenderedDocument::title).filter(title -> !title.isEmpty()),
        hit.holders().stream().map(NodeId::value).toList());
  }

  private static Source source(SourceReport source) {
    return new Source(source.node().value(), source.collection(), source.state(), source.reason());
  }
}
