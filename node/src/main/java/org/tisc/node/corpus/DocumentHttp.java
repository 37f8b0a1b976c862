package org.tisc.node.corpus;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.tisc.federation.error.Kind;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NodeId;
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
 * and no control characters; the template escapes all of it. While the copy is fetched, the members
 * are asked who else holds one. Thread-safe.
 */
final class DocumentHttp {
  private static final int OK = 200;
  private static final int LONGEST_NAME_SHOWN = 200;
  private static final DocumentHolders.Heard NOTHING =
      new DocumentHolders.Heard(List.of(), Map.of());

  private final DocumentFetch documents;
  private final DocumentHolders holders;
  private final OpenedFrom openedFrom;
  private final Messages messages = Messages.of(DocumentHttp.class);

  DocumentHttp(DocumentFetch documents, DocumentHolders holders, OpenedFrom openedFrom) {
    this.documents = documents;
    this.holders = holders;
    this.openedFrom = openedFrom;
  }

  void declare(Routes routes) {
    routes.add(
        "GET",
        "/documents/{key}",
        Permission.SEARCH,
        "The page of one document, of this node or of the member named by node=, else of any that"
            + " holds it; the parameters of a search mark what it sought and lead back to it.",
        this::page);
  }

  private Reply page(Exchange exchange) {
    String key = exchange.path("key");
    Optional<String> node = exchange.parameter("node");
    Optional<OpenedFrom.Opened> opened = openedFrom.of(exchange);
    FutureTask<DocumentHolders.Heard> asking =
        new FutureTask<>(() -> holders.of(key, exchange, opened.map(OpenedFrom.Opened::within)));
    Thread.ofVirtual().name("document-holders").start(asking);
    DocumentPages pages = new DocumentPages(messages, exchange.locale());
    try {
      FetchedDocument fetched = fetched(node, key, asking);
      Document document = read(fetched, key);
      return new Reply.Page(
          OK,
          "corpus/document.jte",
          Map.of("page", pages.of(fetched, document, heard(asking), opened)));
    } catch (TiscException failure) {
      if (failure.reason().kind() == Kind.INTERNAL) {
        throw failure;
      }
      return new Reply.Page(
          Problems.status(failure.reason()),
          "corpus/noDocument.jte",
          Map.of("absence", absence(failure, exchange, heard(asking), opened)));
    }
  }

  /** The copy of the node that is named; of none named the own one, else that of any holder. */
  private FetchedDocument fetched(
      Optional<String> node, String key, FutureTask<DocumentHolders.Heard> asking) {
    try {
      return documents.fetch(node, key);
    } catch (TiscException failure) {
      if (node.isPresent() || failure.reason() != Reason.NOT_FOUND) {
        throw failure;
      }
      TiscException told = failure;
      for (NodeId holder : heard(asking).holding()) {
        try {
          return documents.fetch(Optional.of(holder.value()), key);
        } catch (TiscException unable) {
          told = unable;
        }
      }
      throw told;
    }
  }

  /** What the members said; nothing where they could not be asked. */
  private static DocumentHolders.Heard heard(FutureTask<DocumentHolders.Heard> asking) {
    try {
      return asking.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TiscException(Reason.SHUTTING_DOWN, "the node is stopping", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TiscException) {
        return NOTHING;
      }
      throw new IllegalStateException("asking for holders failed", e);
    }
  }

  /** What breaks the schema, or is another document than the one asked for, is not shown. */
  static Document read(FetchedDocument fetched, String key) {
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
      TiscException failure,
      Exchange exchange,
      DocumentHolders.Heard heard,
      Optional<OpenedFrom.Opened> opened) {
    Locale locale = exchange.locale();
    String key = exchange.path("key");
    Optional<String> node = exchange.parameter("node");
    String known = "absence." + failure.reason().name();
    String shownNode =
        SafeText.shortened(
            SafeText.line(node.orElseGet(() -> messages.text(locale, "absence.here"))),
            LONGEST_NAME_SHOWN);
    return new DocumentPage.Absence(
        SafeText.shortened(SafeText.line(key), LONGEST_NAME_SHOWN),
        messages.text(locale, messages.has(known) ? known : "absence.other", shownNode),
        failure.reason().kind().retryable(),
        failure.reason().name(),
        heard.holding().stream()
            .filter(holder -> !holder.value().equals(node.orElse("")))
            .map(
                holder ->
                    new DocumentPage.Link(holder.value(), DocumentPages.path(key, holder, opened)))
            .toList(),
        new DocumentPages(messages, locale).place(opened));
  }
}
