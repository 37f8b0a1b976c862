package org.tisc.node.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.search.Delivery;
import org.tisc.federation.search.InexactReason;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchHit;
import org.tisc.federation.search.SearchQuestion;
import org.tisc.federation.search.SearchScope;
import org.tisc.federation.search.SourceReport;
import org.tisc.node.job.JobControl;

/**
 * Documents that somebody kept, asked for anew by their keys: as their holders have them now, and
 * as far as they grant them now. What nobody gives is said, never left out. Used by one thread.
 */
final class KeptHits implements SearchExports.Source {
  /** What a file of kept documents has beside the columns of every file. */
  static final List<String> COLUMNS = List.of("note", "tags", "state");

  /** Only documents of this key; every rule of sharing leaves it open. */
  private static final String KEY_FIELD = "key";

  private final SearchEngine engine;
  private final List<Kept> documents;
  private final List<NetworkId> networks;
  private final SearchTexts texts;
  private final Set<InexactReason> inexact = new LinkedHashSet<>();
  private final Map<String, SourceReport> sources = new HashMap<>();
  private boolean exact = true;

  /**
   * A kept document.
   *
   * @param scope where it was found, as a user writes it
   */
  record Kept(String key, String scope, String note, String tags) {}

  KeptHits(SearchEngine engine, List<Kept> documents, List<NetworkId> networks, SearchTexts texts) {
    this.engine = engine;
    this.documents = List.copyOf(documents);
    this.networks = List.copyOf(networks);
    this.texts = texts;
  }

  /** Documents with any of the keys, all alike. */
  static CanonicalQuery anyOf(List<String> keys) {
    List<CanonicalQuery.Clause> any =
        keys.stream()
            .map(key -> new CanonicalQuery.Term(IndexTerm.of(KEY_FIELD, key)))
            .map(term -> new CanonicalQuery.Clause(CanonicalQuery.Occur.SHOULD, term))
            .toList();
    return new CanonicalQuery.Constant(new CanonicalQuery.Bool(any), 1);
  }

  @Override
  public SearchExports.Told read(SearchExports.Writing writing) throws IOException {
    for (int from = 0; from < documents.size(); from += ListOfHits.PAGE) {
      write(documents.subList(from, Math.min(documents.size(), from + ListOfHits.PAGE)), writing);
      writing
          .control()
          .progress(
              Math.min(documents.size(), from + ListOfHits.PAGE),
              Optional.of((long) documents.size()),
              "");
    }
    return new SearchExports.Told(
        false, exact, List.copyOf(inexact), List.copyOf(sources.values()));
  }

  /** The key, by which what is missing is named, those chosen, and what was written beside. */
  @Override
  public List<String> columns(List<String> chosen) {
    return Stream.of(Stream.of("key"), chosen.stream(), COLUMNS.stream())
        .flatMap(one -> one)
        .distinct()
        .toList();
  }

  @Override
  public boolean named() {
    return true;
  }

  /** What one scope gave of the keys that were looked for there. */
  private record Given(Map<String, SearchHit> hits, boolean exact) {}

  private void write(List<Kept> part, SearchExports.Writing writing) throws IOException {
    Map<String, List<String>> byScope = new HashMap<>();
    part.forEach(
        one -> byScope.computeIfAbsent(one.scope(), _ -> new ArrayList<>()).add(one.key()));
    Map<String, Given> given = new HashMap<>();
    byScope.forEach((scope, keys) -> given.put(scope, ask(scope, keys, writing.control())));
    for (Kept one : part) {
      Given from = given.getOrDefault(one.scope(), new Given(Map.of(), false));
      SearchHit hit = from.hits().get(one.key());
      if (hit == null) {
        writing.missing(one.key(), from.exact());
      } else if (hit.document().isEmpty()) {
        writing.missing(one.key(), false);
      } else {
        writing.add(
            hit, Map.of("note", one.note(), "tags", one.tags(), "state", texts.of("kept.THERE")));
      }
    }
  }

  private Given ask(String scopeText, List<String> keys, JobControl control) {
    control.check();
    SearchScope scope;
    try {
      scope = ScopeText.parse(scopeText, networks);
    } catch (ScopeText.Refused left) {
      // This node has left the network since; its members cannot be asked.
      exact = false;
      return new Given(Map.of(), false);
    }
    SearchAnswer answer =
        engine.search(
            new SearchQuestion(
                control.jobId(),
                scope,
                anyOf(keys),
                Set.of(),
                Set.of(),
                keys.size(),
                ListOfHits.PAGE_TIMEOUT,
                control::shouldEnd),
            Delivery.ONCE);
    exact &= answer.exact();
    inexact.addAll(answer.inexact());
    for (SourceReport source : answer.sources()) {
      if (!source.state().complete()) {
        sources.put(source.node().value() + "/" + source.collection().orElse(""), source);
      }
    }
    Map<String, SearchHit> hits = new HashMap<>();
    answer.hits().forEach(hit -> hits.put(hit.key(), hit));
    return new Given(hits, answer.exact());
  }
}
