package org.tisc.federation.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Kind;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NodeId;

/**
 * Keeps the books of one query: what each source did, and what that means for the answer. Used by
 * one thread.
 */
final class Coverage {
  /**
   * A peer whose collections in scope are none, or are not shared with us: the two look the same.
   */
  static final String NOTHING_IN_SCOPE = "NOTHING_IN_SCOPE";

  /** A peer that only dials out. */
  static final String NO_INBOUND = "NO_INBOUND";

  /** Characters kept of a name in a peer's refusal. */
  private static final int MAX_WORD = 100;

  private static final class Entry {
    private List<CollectionInfo> collections = List.of();
    private SourceState state = SourceState.ANSWERED;
    private @Nullable String reason;
    private Optional<SourceReport.Refused> refusal = Optional.empty();
    private Map<String, LocalHits.Count> counts = Map.of();
    private long atNanos;
  }

  private long startNanos;
  private final Map<NodeId, Entry> entries = new TreeMap<>();
  private final Set<InexactReason> inexact = EnumSet.noneOf(InexactReason.class);

  Coverage(long startNanos) {
    this.startNanos = startNanos;
  }

  /** Another page is made from here on; who is not asked again took no time. */
  void readOn(long start) {
    startNanos = start;
    entries.values().forEach(entry -> entry.atNanos = start);
  }

  /** A node that could not even be asked. */
  void unreachable(NodeId node) {
    Entry entry = entry(node, startNanos);
    entry.state = SourceState.UNAVAILABLE;
    entry.reason = NO_INBOUND;
    inexact.add(InexactReason.PEER_MISSING);
  }

  /** A node told its collections. */
  void surveyed(NodeId node, List<CollectionInfo> collections, long atNanos) {
    Entry entry = entry(node, atNanos);
    entry.collections = collections;
    boolean empty = collections.stream().allMatch(one -> one.documents() == 0);
    entry.state = empty ? SourceState.EMPTY : SourceState.ANSWERED;
    entry.reason = collections.isEmpty() ? NOTHING_IN_SCOPE : null;
  }

  /** What a node told of its collections proves that nothing in them matches. */
  void nothing(NodeId node) {
    Entry entry = entries.get(node);
    if (entry != null) {
      entry.state = SourceState.EMPTY;
    }
  }

  /** The node scores by another profile; its part is left out. */
  void otherProfile(NodeId node, Source.Survey survey, long atNanos) {
    Entry entry = entry(node, atNanos);
    entry.collections = survey.collections();
    entry.state = SourceState.INCOMPATIBLE;
    entry.reason = InexactReason.PROFILE_DIFFERS.name();
    inexact.add(InexactReason.PROFILE_DIFFERS);
  }

  /** Round 1 failed: nothing of the node is in the answer. */
  void missing(NodeId node, TiscException failure, long atNanos) {
    fail(entry(node, atNanos), failure);
    inexact.add(InexactReason.PEER_MISSING);
  }

  /** Round 2 went well. */
  void searched(NodeId node, LocalHits hits, long atNanos) {
    entry(node, atNanos).counts = hits.counts();
  }

  /** A later round failed: the node's statistics are in the scores, its hits may be missing. */
  void lost(NodeId node, TiscException failure, long atNanos) {
    Entry entry = entry(node, atNanos);
    entry.counts = Map.of();
    fail(entry, failure);
    inexact.add(
        failure.reason() == Reason.SNAPSHOT_EXPIRED
            ? InexactReason.SNAPSHOT_MOVED
            : InexactReason.PEER_LOST_AFTER_STATISTICS);
  }

  /** A later round went well. */
  void displayed(NodeId node, long atNanos) {
    entry(node, atNanos);
  }

  /** Its hits are ranked, but it was lost before it could say how they read. */
  void lostBeforeDisplay(NodeId node, TiscException failure, long atNanos) {
    Entry entry = entry(node, atNanos);
    entry.state = SourceState.PARTIAL;
    entry.reason = failure.reason().name();
    entry.refusal = refused(failure);
    inexact.add(InexactReason.PEER_LOST_AFTER_STATISTICS);
  }

  private Entry entry(NodeId node, long atNanos) {
    Entry entry = entries.computeIfAbsent(node, _ -> new Entry());
    entry.atNanos = atNanos;
    return entry;
  }

  private static void fail(Entry entry, TiscException failure) {
    Reason reason = failure.reason();
    entry.refusal = refused(failure);
    entry.state = state(reason);
    entry.reason = reason.name().equals(entry.state.name()) ? null : reason.name();
  }

  /** What a failure says of the decision behind it; a peer's words, cleaned when they came in. */
  private static Optional<SourceReport.Refused> refused(TiscException failure) {
    Optional<String> decision =
        Optional.ofNullable(failure.fields().get("decision")).map(Coverage::shortened);
    Optional<Long> retryAfter = PeerMemory.retryAfterSeconds(failure);
    return decision.isEmpty() && retryAfter.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new SourceReport.Refused(
                decision,
                Optional.ofNullable(failure.fields().get("field")).map(Coverage::shortened),
                retryAfter));
  }

  private static String shortened(String text) {
    return text.substring(0, Math.min(text.length(), MAX_WORD));
  }

  /** What a failure of a peer makes of it as a source. */
  static SourceState state(Reason reason) {
    return switch (reason.kind()) {
      case TIMED_OUT -> SourceState.TIMED_OUT;
      case EXHAUSTED -> SourceState.BUSY;
      case DENIED, UNAUTHENTICATED, ABSENT -> SourceState.DENIED;
      case BEHIND -> SourceState.PARTIAL;
      case NOT_READY ->
          reason == Reason.ROSTER_EXPIRED ? SourceState.DENIED : SourceState.INCOMPATIBLE;
      case INVALID, EXISTS, CONFLICT -> SourceState.INCOMPATIBLE;
      case UNAVAILABLE, INTERNAL -> SourceState.UNAVAILABLE;
    };
  }

  /** Whether the failure is the fault of the question itself, so that no source can answer it. */
  static boolean faultOfQuestion(TiscException failure) {
    return failure.reason().kind() == Kind.INVALID || failure.reason() == Reason.CANCELLED;
  }

  boolean knowsCollections() {
    return entries.values().stream().anyMatch(entry -> !entry.collections.isEmpty());
  }

  boolean complete() {
    return inexact.isEmpty() && entries.values().stream().allMatch(entry -> entry.state.complete());
  }

  List<InexactReason> inexact() {
    return List.copyOf(inexact);
  }

  List<CollectionInfo> collections(NodeId node) {
    Entry entry = entries.get(node);
    return entry == null ? List.of() : entry.collections;
  }

  Optional<CollectionInfo> collection(NodeId node, String name) {
    Entry entry = entries.get(node);
    return entry == null
        ? Optional.empty()
        : entry.collections.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /**
   * The total over distinct keys.
   *
   * @param merged distinct keys that were merged
   * @param all whether every source gave all its hits, so that merged is the whole result
   */
  SearchAnswer.Total total(int merged, boolean all) {
    if (all) {
      return new SearchAnswer.Total(
          merged, complete() ? SearchAnswer.Relation.EQUAL : SearchAnswer.Relation.AT_LEAST);
    }
    long sum = 0;
    long largest = merged;
    int holding = 0;
    boolean exact = complete();
    for (Entry entry : entries.values()) {
      for (LocalHits.Count count : entry.counts.values()) {
        sum += count.atLeast();
        largest = Math.max(largest, count.atLeast());
        holding += count.atLeast() > 0 ? 1 : 0;
        exact &= count.exact();
      }
    }
    if (!exact) {
      return new SearchAnswer.Total(largest, SearchAnswer.Relation.AT_LEAST);
    }
    return new SearchAnswer.Total(
        sum, holding <= 1 ? SearchAnswer.Relation.EQUAL : SearchAnswer.Relation.AT_MOST);
  }

  /** By node, then collection. */
  List<SourceReport> reports() {
    List<SourceReport> reports = new ArrayList<>();
    entries.forEach(
        (node, entry) -> {
          long millis = Math.max(0, (entry.atNanos - startNanos) / 1_000_000);
          if (entry.collections.isEmpty()) {
            reports.add(
                new SourceReport(
                    node,
                    Optional.empty(),
                    entry.state,
                    Optional.ofNullable(entry.reason),
                    0,
                    Optional.empty(),
                    millis,
                    entry.refusal));
          }
          entry.collections.stream()
              .sorted(Comparator.comparing(CollectionInfo::name))
              .forEach(collection -> reports.add(report(node, entry, collection, millis)));
        });
    return reports;
  }

  private static SourceReport report(
      NodeId node, Entry entry, CollectionInfo collection, long millis) {
    boolean empty = entry.state == SourceState.ANSWERED && collection.documents() == 0;
    LocalHits.Count count = entry.counts.get(collection.name());
    return new SourceReport(
        node,
        Optional.of(collection.name()),
        empty ? SourceState.EMPTY : entry.state,
        Optional.ofNullable(entry.reason),
        count == null ? 0 : count.atLeast(),
        collection.indexedAt(),
        millis,
        entry.refusal);
  }
}
