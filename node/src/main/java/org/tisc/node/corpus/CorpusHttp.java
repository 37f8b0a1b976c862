package org.tisc.node.corpus;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.policy.Policy;
import org.tisc.federation.policy.RuleSet;
import org.tisc.federation.policy.Sharing;
import org.tisc.federation.search.CollectionInfo;
import org.tisc.federation.search.FederatedSearch;
import org.tisc.federation.search.FetchedDocument;
import org.tisc.node.document.Document;
import org.tisc.node.document.SafeText;
import org.tisc.node.index.CollectionExport;
import org.tisc.node.index.CollectionSettings;
import org.tisc.node.index.LuceneIndex;
import org.tisc.node.job.JobHttp;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Json;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;
import tools.jackson.databind.JsonNode;

/** The routes of collections and documents. */
public final class CorpusHttp {
  private static final int MAX_FILE_NAME = 255;

  private final LuceneIndex index;
  private final Corpus corpus;
  private final CorpusEvents events;
  private final Policy policy;
  private final Object naming = new Object();
  private final DocumentFetch documents;
  private final DocumentHolders holders;
  private final JobHttp jobHttp;

  /**
   * The routes over these parts.
   *
   * @param policy keeps with whom collections are shared
   * @param networks the networks of this node; a document is looked for at their members
   * @param jobHttp shows jobs
   */
  public CorpusHttp(
      NodeId self,
      LuceneIndex index,
      Corpus corpus,
      CorpusEvents events,
      Policy policy,
      FederatedSearch search,
      Supplier<List<NetworkId>> networks,
      JobHttp jobHttp) {
    this.index = index;
    this.corpus = corpus;
    this.events = events;
    this.policy = policy;
    this.documents = new DocumentFetch(self, search, networks);
    this.holders = new DocumentHolders(search, networks, events);
    this.jobHttp = jobHttp;
  }

  /** Declares the routes but for pages. */
  public void declare(Routes routes) {
    routes.add(
        "GET",
        "/api/v1/collections",
        Permission.STATUS_READ,
        "The own collections.",
        _ -> Reply.ok(Map.of("collections", views())));
    routes.add(
        "POST",
        "/api/v1/collections",
        Permission.CORPUS_ADMINISTER,
        "Make a collection of one kind of documents; shared with nobody unless said otherwise.",
        this::create);
    routes.add(
        "PUT",
        "/api/v1/collections/{collection}/share",
        Permission.CORPUS_ADMINISTER,
        "Change with whom a collection is shared; takes effect in the next round of any query.",
        this::share);
    routes.add(
        "DELETE",
        "/api/v1/collections/{collection}",
        Permission.CORPUS_ADMINISTER,
        "Remove a collection with its documents.",
        this::drop);
    routes.add(
        "POST",
        "/api/v1/collections/{collection}/import",
        Permission.CORPUS_WRITE,
        "Import the file in the body; answers with a job whose result is the report.",
        this::importFile);
    routes.add(
        "GET",
        "/api/v1/collections/{collection}/export",
        Permission.CORPUS_WRITE,
        "All documents of a collection as JSON Lines.",
        this::export);
    routes.add(
        "POST",
        "/api/v1/collections/{collection}/reindex",
        Permission.CORPUS_WRITE,
        "Write a collection's index anew from its documents; answers with a job.",
        exchange ->
            new Reply.Json(
                202,
                jobHttp.view(
                    corpus.reindex(exchange.path("collection"), exchange.caller().name()),
                    exchange.locale())));
    routes.add(
        "GET",
        "/api/v1/documents/{key}",
        Permission.SEARCH,
        "One whole document, of this node or of the member named by node=.",
        this::document);
  }

  /** Declares the page of a document. */
  public CorpusHttp declarePages(Routes routes, OpenedFrom openedFrom) {
    new DocumentHttp(documents, holders, openedFrom).declare(routes);
    return this;
  }

  /**
   * A document as its holder sends it, read and bounded. Blocks; raises as fetching does.
   *
   * @param node the own one when empty
   */
  public Document document(Optional<String> node, String key) {
    return DocumentHttp.read(documents.fetch(node, key), key);
  }

  private List<View> views() {
    RuleSet rules = policy.rules();
    return index.collections().stream().map(info -> View.of(info, rules)).toList();
  }

  /**
   * Rules about a name that is free are those of a collection that is gone; they must not open the
   * new one to anybody. So they go before it is made, and it is shared after.
   */
  private Reply create(Exchange exchange) {
    CreateBody body = exchange.json(CreateBody.class);
    String actor = exchange.caller().name();
    String name = required("collection", body.collection);
    Sharing sharing = Sharing.parse(body.share.orElse("none"));
    CollectionSettings settings =
        new CollectionSettings(
            required("kind", body.kind), body.title, body.licence, body.onward.orElse("no"));
    CollectionInfo created;
    synchronized (naming) {
      if (!index.exists(name)) {
        policy.forget(actor, name);
      }
      created = index.create(name, settings);
      policy.share(actor, name, sharing);
    }
    events.created(actor, name, sharing.text());
    return new Reply.Json(201, View.of(created, policy.rules()));
  }

  private Reply share(Exchange exchange) {
    String name = exchange.path("collection");
    Sharing sharing = Sharing.parse(required("share", exchange.json(ShareBody.class).share));
    synchronized (naming) {
      if (!index.exists(name)) {
        throw new TiscException(
            Reason.UNKNOWN_COLLECTION, "No collection is called " + SafeText.line(name));
      }
      String before = policy.rules().share(name);
      policy.share(exchange.caller().name(), name, sharing);
      events.shared(exchange.caller().name(), name, sharing.text(), before);
    }
    return Reply.ok(
        views().stream().filter(view -> view.collection.equals(name)).findFirst().orElseThrow());
  }

  private Reply drop(Exchange exchange) {
    String name = exchange.path("collection");
    synchronized (naming) {
      index.drop(name);
      policy.forget(exchange.caller().name(), name);
    }
    events.dropped(exchange.caller().name(), name);
    return Reply.ok(Map.of("collection", name, "dropped", true));
  }

  private Reply importFile(Exchange exchange) {
    String file = exchange.parameter("file").orElse("upload");
    if (file.length() > MAX_FILE_NAME || file.chars().anyMatch(Character::isISOControl)) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "file is a name of at most " + MAX_FILE_NAME + " characters without control characters");
    }
    return new Reply.Json(
        202,
        jobHttp.view(
            corpus.importFile(
                exchange.body(),
                file,
                exchange.path("collection"),
                exchange.parameter("format").orElse("auto"),
                exchange.parameter("mapping"),
                exchange.locale(),
                exchange.caller().name()),
            exchange.locale()));
  }

  private Reply export(Exchange exchange) {
    CollectionExport export = index.export(exchange.path("collection"));
    return new Reply.Stream(
        200,
        "application/x-ndjson",
        Map.of(),
        out -> {
          try (export) {
            while (export.hasNext()) {
              export.next().json().writeTo(out);
              out.write('\n');
            }
          }
        });
  }

  private Reply document(Exchange exchange) {
    FetchedDocument fetched = documents.fetch(exchange.parameter("node"), exchange.path("key"));
    return Reply.ok(
        new DocumentView(
            fetched.node().value(),
            fetched.collection(),
            fetched.licence(),
            fetched.onward(),
            json(fetched.json()),
            Optional.of(fetched.abridged()).filter(yes -> yes)));
  }

  private static JsonNode json(ByteString bytes) {
    return Json.read(bytes.newInput(), JsonNode.class);
  }

  private static String required(String field, Optional<String> value) {
    return value.orElseThrow(
        () -> new TiscException(Reason.INVALID_ARGUMENT, "The field " + field + " is missing"));
  }

  record CreateBody(
      Optional<String> collection,
      Optional<String> kind,
      Optional<String> title,
      Optional<String> share,
      Optional<String> licence,
      Optional<String> onward) {}

  record ShareBody(Optional<String> share) {}

  /**
   * One document with its origin.
   *
   * @param abridged true where the node keeps fields back, so that some may be missing; else absent
   */
  record DocumentView(
      String node,
      String collection,
      Optional<String> licence,
      String onward,
      JsonNode document,
      Optional<Boolean> abridged) {}

  record View(
      String collection,
      String kind,
      Optional<String> title,
      long documents,
      Optional<Instant> indexedAt,
      String share,
      Optional<String> licence,
      String onward) {
    private static View of(CollectionInfo info, RuleSet rules) {
      return new View(
          info.name(),
          info.kind(),
          info.title(),
          info.documents(),
          info.indexedAt(),
          rules.share(info.name()),
          info.licence(),
          info.onward());
    }
  }
}
