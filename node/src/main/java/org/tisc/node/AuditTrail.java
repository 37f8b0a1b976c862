package org.tisc.node;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.audit.AuditEvent;
import org.tisc.federation.audit.AuditEventType;
import org.tisc.federation.audit.AuditLog;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.link.SecurityEvents;
import org.tisc.federation.policy.PolicyEvents;
import org.tisc.federation.policy.Refusal;
import org.tisc.federation.policy.Rule;
import org.tisc.federation.search.SearchEvents;
import org.tisc.node.corpus.CorpusEvents;
import org.tisc.node.corpus.ImportReport;
import org.tisc.node.web.HttpsCertificate;

/**
 * Brings what the rooms tell into the audit log.
 *
 * <p>What changes rights or members is on disk before the change is answered. Queries are many and
 * must not wait for the disk, so they go through a bounded queue to one writer; when it is full the
 * query waits, so that nothing goes unrecorded. A crash may lose the queries of the last moment.
 */
final class AuditTrail
    implements SecurityEvents, SearchEvents, PolicyEvents, CorpusEvents, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AuditTrail.class);
  private static final int QUEUE = 10_000;
  private static final long CLOSE_MILLIS = 5_000;
  private static final long POLL_MILLIS = 200;

  private static final Duration TRIM_EVERY = Duration.ofDays(1);

  private final AuditLog audit;
  private final Duration keep;
  private final InstantSource clock;
  private final BlockingQueue<AuditEvent> queries = new ArrayBlockingQueue<>(QUEUE);
  private final Thread writer = Thread.ofPlatform().name("audit-queries").unstarted(this::write);
  private volatile boolean closing;

  /**
   * A trail into a log.
   *
   * @param keep how long entries are kept; older ones are removed at start and once a day
   */
  AuditTrail(AuditLog audit, Duration keep, InstantSource clock) {
    this.audit = audit;
    this.keep = keep;
    this.clock = clock;
    writer.start();
  }

  @Override
  public void record(String event, Map<String, String> details) {
    AuditEventType type;
    try {
      type = AuditEventType.valueOf(event.toUpperCase(Locale.ROOT).replace('.', '_'));
    } catch (IllegalArgumentException unknown) {
      log.error("The audit log has no event named {}", event);
      return;
    }
    Map<String, String> allowed = new LinkedHashMap<>();
    details.forEach(
        (name, value) -> {
          if (type.details().contains(name)) {
            allowed.put(name, value);
          }
        });
    String actor = details.getOrDefault("caller", details.getOrDefault("address", "node"));
    audit.append(new AuditEvent(type, actor, allowed));
  }

  void nodeStarted(String node, String version) {
    audit.append(
        new AuditEvent(
            AuditEventType.NODE_STARTED, "node", Map.of("node", node, "version", version)));
  }

  void nodeStopped(String node) {
    audit.append(new AuditEvent(AuditEventType.NODE_STOPPED, "node", Map.of("node", node)));
  }

  void certificateLoaded(HttpsCertificate certificate) {
    audit.append(
        new AuditEvent(
            AuditEventType.HTTPS_CERTIFICATE_LOADED,
            "node",
            Map.of(
                "fingerprint", certificate.fingerprint(),
                "notAfter", certificate.notAfter().toString())));
  }

  @Override
  public void queryAsked(String account, String scope, int sources) {
    later(
        new AuditEvent(
            AuditEventType.QUERY_ASKED,
            account,
            Map.of("scope", scope, "sources", String.valueOf(sources))));
  }

  void hitsExported(String account, String scope, String format, long documents) {
    later(
        new AuditEvent(
            AuditEventType.HITS_EXPORTED,
            account,
            Map.of("scope", scope, "format", format, "count", String.valueOf(documents))));
  }

  @Override
  public void queryServed(PeerId peer, List<String> collections, int hits) {
    later(
        new AuditEvent(
            AuditEventType.QUERY_SERVED,
            peer.uri(),
            Map.of(
                "network", peer.network().value(),
                "peer", peer.node().value(),
                "collections", String.join(",", collections),
                "hits", String.valueOf(hits))));
  }

  @Override
  public void documentsShown(PeerId peer, int documents) {
    if (documents > 0) {
      later(
          new AuditEvent(
              AuditEventType.DOCUMENTS_FETCHED,
              peer.uri(),
              Map.of(
                  "network", peer.network().value(),
                  "peer", peer.node().value(),
                  "count", String.valueOf(documents))));
    }
  }

  @Override
  public void rulesChanged(
      String actor,
      long before,
      long version,
      List<Rule> added,
      List<Rule> removed,
      String digest) {
    removed.forEach(
        rule ->
            audit.append(rule(AuditEventType.RULE_REMOVED, actor, rule, before, version, digest)));
    added.forEach(
        rule ->
            audit.append(rule(AuditEventType.RULE_ADDED, actor, rule, before, version, digest)));
  }

  private static AuditEvent rule(
      AuditEventType type, String actor, Rule rule, long before, long version, String digest) {
    return new AuditEvent(
        type,
        actor,
        Map.of(
            "rule", rule.id(),
            "terms", rule.terms().text(),
            "before", String.valueOf(before),
            "version", String.valueOf(version),
            "digest", digest));
  }

  @Override
  public void refusedByPolicy(PeerId peer, Refusal refusal) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("decision", refusal.decision());
    details.put("network", peer.network().value());
    details.put("peer", peer.node().value());
    details.put("verb", refusal.verb().name());
    details.put("collection", refusal.collection());
    refusal.field().ifPresent(field -> details.put("field", field));
    refusal.rule().ifPresent(rule -> details.put("rule", rule));
    details.put("version", String.valueOf(refusal.version()));
    details.put("reason", refusal.reason().name());
    later(new AuditEvent(AuditEventType.REFUSED_BY_RULES, peer.uri(), details));
  }

  @Override
  public void created(String account, String collection, String share) {
    audit.append(
        new AuditEvent(
            AuditEventType.COLLECTION_CREATED,
            account,
            Map.of("collection", collection, "share", share)));
  }

  @Override
  public void shared(String account, String collection, String share, String before) {
    audit.append(
        new AuditEvent(
            AuditEventType.COLLECTION_SHARED,
            account,
            Map.of("collection", collection, "share", share, "before", before)));
  }

  @Override
  public void dropped(String account, String collection) {
    audit.append(
        new AuditEvent(
            AuditEventType.COLLECTION_DROPPED, account, Map.of("collection", collection)));
  }

  @Override
  public void importFinished(String account, ImportReport report) {
    audit.append(
        new AuditEvent(
            AuditEventType.IMPORT_FINISHED,
            account,
            Map.of(
                "collection", report.collection(),
                "read", String.valueOf(report.read()),
                "added", String.valueOf(report.added()),
                "updated", String.valueOf(report.updated()),
                "rejected", String.valueOf(report.rejected()))));
  }

  private void later(AuditEvent event) {
    try {
      queries.put(event);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      log.warn("A query of the last moment is not in the audit log");
    }
  }

  private void write() {
    Instant nextTrim = Instant.MIN;
    try {
      while (!closing || !queries.isEmpty()) {
        Instant now = clock.instant();
        if (!closing && !now.isBefore(nextTrim)) {
          trim();
          nextTrim = now.plus(TRIM_EVERY);
        }
        AuditEvent event = queries.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (event != null) {
          append(event);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void trim() {
    try {
      int files = audit.trim(keep);
      if (files > 0) {
        log.info(
            "{} files of the audit log were older than {} days and are gone", files, keep.toDays());
      }
    } catch (TiscException failure) {
      log.error("The audit log could not be trimmed", failure);
    }
  }

  private void append(AuditEvent event) {
    try {
      audit.append(event);
    } catch (TiscException failure) {
      log.error("A query could not be written to the audit log", failure);
    }
  }

  /** Writes what waits, for 5 s at most. */
  @Override
  public void close() {
    closing = true;
    try {
      writer.join(CLOSE_MILLIS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
