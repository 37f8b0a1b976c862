package org.tisc.node.corpus;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.error.Kind;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.search.FetchedDocument;
import org.tisc.node.document.Document;
import org.tisc.node.document.DocumentJson;
import org.tisc.node.document.DocumentParts;
import org.tisc.node.document.SafeText;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Messages;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Problems;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/**
 * The page of one document. What a peer sends is read like any imported document, so it has bounds
 * and no control characters; the template escapes all of it. Thread-safe.
 */
final class DocumentHttp {
  private static final int OK = 200;
  private static final int LONGEST_NAME_SHOWN = 200;

  private final DocumentFetch documents;
  private final Messages messages = Messages.of(DocumentHttp.class);

  DocumentHttp(DocumentFetch documents) {
    this.documents = documents;
  }

  void declare(Routes routes) {
    routes.add(
        "GET",
        "/documents/{key}",
        Permission.SEARCH,
        "The page of one document, of this node or of the member named by node=.",
        this::page);
  }

  private Reply page(Exchange exchange) {
    String key = exchange.path("key");
    Optional<String> node = exchange.parameter("node");
    try {
      FetchedDocument fetched = documents.fetch(node, key);
      Document document = read(fetched, key);
      DocumentPage page = new DocumentPages(messages, exchange.locale()).of(fetched, document);
      return new Reply.Page(OK, "corpus/document.jte", Map.of("page", page));
    } catch (TiscException failure) {
      if (failure.reason().kind() == Kind.INTERNAL) {
        throw failure;
      }
      return new Reply.Page(
          Problems.status(failure.reason()),
          "corpus/noDocument.jte",
          Map.of("absence", absence(failure, key, node, exchange.locale())));
    }
  }

  /** What breaks the schema, or is another document than the one asked for, is not shown. */
  private static Document read(FetchedDocument fetched, String key) {
    Document document;
    try {
      document = DocumentJson.read(DocumentParts.titled(fetched.json().toByteArray(), key));
    } catch (TiscException broken) {
      throw new TiscException(
          Reason.INCOMPATIBLE, fetched.node() + " sent a document that cannot be read", broken);
    }
    if (!document.key().toString().equals(key)) {
      throw new TiscException(Reason.INCOMPATIBLE, fetched.node() + " sent another document");
    }
    return document;
  }

  private DocumentPage.Absence absence(
      TiscException failure, String key, Optional<String> node, Locale locale) {
    String known = "absence." + failure.reason().name();
    String shownNode =
        SafeText.shortened(
            SafeText.line(node.orElseGet(() -> messages.text(locale, "absence.here"))),
            LONGEST_NAME_SHOWN);
    return new DocumentPage.Absence(
        SafeText.shortened(SafeText.line(key), LONGEST_NAME_SHOWN),
        messages.text(locale, messages.has(known) ? known : "absence.other", shownNode),
        failure.reason().kind().retryable(),
        failure.reason().name());
  }
}
