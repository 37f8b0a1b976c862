package org.tisc.node.search;

import java.util.Optional;
import org.tisc.federation.error.Kind;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import org.tisc.node.web.Exchange;

/**
 * How a page of a form says that what was asked for was refused.
 *
 * @param status of the page
 * @param sentence in the reader's language
 */
record PageRefusal(int status, String sentence) {
  /**
   * Of a refusal; a mistake of ours is raised on.
   *
   * @param room begins the keys of the sentences that are the page's own, as in {@code basket}
   */
  static PageRefusal of(Exchange exchange, String room, TiscException refused) {
    if (refused.reason().kind() == Kind.INTERNAL) {
      throw refused;
    }
    SearchTexts texts = SearchTexts.in(exchange.locale());
    return new PageRefusal(
        refused.reason().kind().httpStatus(),
        refused.violations().stream()
            .findFirst()
            .map(Violation::message)
            .orElseGet(() -> reason(texts, room, refused.reason().name())));
  }

  /** The sentence of a reason. */
  static String reason(SearchTexts texts, String room, String reason) {
    return texts
        .find(room + ".refused." + reason)
        .or(() -> texts.find("failure." + reason))
        .orElseGet(() -> texts.of("failure.other", reason));
  }

  /** The sentence where a page may have one. */
  Optional<String> said() {
    return Optional.of(sentence);
  }
}
