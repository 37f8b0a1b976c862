package org.tisc.federation.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.tisc.federation.identity.NodeId;

/**
 * What is known of one page: who holds its keys, and how the copies to show read. Used by one
 * thread, {@link #ask} apart.
 */
final class PageDisplay {
  private record Wanted(List<String> keys, List<DocumentCopy> copies) {
    private static final Wanted NOTHING = new Wanted(List.of(), List.of());
  }

  private final List<Ranking.Placed> page;
  private final List<String> keys;
  private final Map<NodeId, Set<String>> held = new HashMap<>();
  private final Map<NodeId, Map<String, RenderedDocument>> texts = new HashMap<>();
  private final Map<Source, Wanted> wanted = new LinkedHashMap<>();

  PageDisplay(List<Ranking.Placed> page) {
    this.page = List.copyOf(page);
    this.keys = page.stream().map(placed -> placed.hit().key()).toList();
  }

  /** A source that may hold keys of the page, with what it rendered already. */
  void add(Source source, Map<String, RenderedDocument> rendered) {
    Map<String, Boolean> known = source.heldByMemory(keys);
    Set<String> holds = new HashSet<>();
    known.forEach(
        (key, holding) -> {
          if (holding) {
            holds.add(key);
          }
        });
    held.put(source.node(), holds);
    texts.put(source.node(), new HashMap<>(rendered));
    List<DocumentCopy> copies = new ArrayList<>();
    for (Ranking.Placed placed : page) {
      if (placed.node().equals(source.node()) && !rendered.containsKey(placed.hit().key())) {
        copies.add(new DocumentCopy(placed.hit().key(), placed.hit().collection()));
      }
    }
    Set<String> asking = new TreeSet<>(keys);
    asking.removeAll(known.keySet());
    copies.forEach(copy -> asking.add(copy.key()));
    if (!asking.isEmpty()) {
      wanted.put(source, new Wanted(List.copyOf(asking), copies));
    }
  }

  /** The sources that must be asked. */
  List<Source> unknown() {
    return List.copyOf(wanted.keySet());
  }

  /** Asks one of them; from any thread. */
  Source.Shown ask(Source source, long deadlineNanos) {
    Wanted one = wanted.getOrDefault(source, Wanted.NOTHING);
    return source.display(one.keys(), one.copies(), deadlineNanos);
  }

  /** Whether a source is asked how copies read, beside who holds them. */
  boolean wantsTexts(Source source) {
    return !wanted.getOrDefault(source, Wanted.NOTHING).copies().isEmpty();
  }

  /** A source answered. */
  void answered(NodeId node, Source.Shown shown) {
    held.computeIfAbsent(node, _ -> new HashSet<>()).addAll(shown.held());
    texts.computeIfAbsent(node, _ -> new HashMap<>()).putAll(shown.documents());
  }

  /** The page as far as it is known. */
  List<SearchHit> hits(BiFunction<NodeId, String, Optional<CollectionInfo>> collections) {
    return page.stream().map(placed -> hit(placed, collections)).toList();
  }

  private SearchHit hit(
      Ranking.Placed placed, BiFunction<NodeId, String, Optional<CollectionInfo>> collections) {
    String key = placed.hit().key();
    Set<NodeId> holders = new HashSet<>(Set.of(placed.node()));
    held.forEach(
        (node, holds) -> {
          if (holds.contains(key)) {
            holders.add(node);
          }
        });
    Optional<CollectionInfo> collection =
        collections.apply(placed.node(), placed.hit().collection());
    return new SearchHit(
        key,
        placed.hit().score(),
        placed.node(),
        holders.stream().sorted(Comparator.naturalOrder()).toList(),
        Optional.ofNullable(texts.getOrDefault(placed.node(), Map.of()).get(key)),
        collection.flatMap(CollectionInfo::licence),
        collection.map(CollectionInfo::onward).orElse("no"));
  }
}
