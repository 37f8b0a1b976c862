package org.tisc.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.search.Facet;
import org.tisc.federation.search.FacetAnswer;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.node.index.MemoryFolder;
import org.tisc.node.index.RandomCorpus;
import org.tisc.node.index.RandomQueries;
import org.tisc.node.index.UnionOracle;

/**
 * Totals and facets over a network, each record counted once whoever holds it, against what the
 * inverted indexes of all collections say one value after the other. Over mutual TLS.
 */
class FacetOracleTest {
  private static final Facet OFFICE = new Facet("office", 0);
  private static final Facet SECTION = new Facet("ipc", 1);
  private static final Facet SUBCLASS = new Facet("ipc", 3);
  private static final Facet YEAR = new Facet("year", 0);
  private static final Facet KIND = new Facet("kind", 0);

  @TempDir(factory = MemoryFolder.class)
  private Path folder;

  /** One collection of one node, and which of its keys have some value. */
  private record Held(int node, UnionOracle oracle, Map<CanonicalQuery, Set<String>> having) {
    Set<String> having(CanonicalQuery value) throws IOException {
      Set<String> known = having.get(value);
      if (known == null) {
        known = oracle.keys(value);
        having.put(value, known);
      }
      return known;
    }
  }

  @ParameterizedTest
  @CsvSource({"301, 3, 12", "302, 5, 8"})
  void everyNodeCountsEachRecordOnce(long seed, int nodes, int queriesOfEachType)
      throws IOException {
    RandomCorpus corpus = new RandomCorpus(seed, nodes, true);
    int withDoubles = 0;
    try (OracleRegion region = OracleRegion.start(corpus, folder, nodes, index -> index)) {
      List<Held> held = new ArrayList<>();
      for (int node = 0; node < nodes; node++) {
        for (String name : corpus.collections(node).stream().sorted().toList()) {
          held.add(
              new Held(node, UnionOracle.over(region.homes().get(node), name), new HashMap<>()));
        }
      }
      RandomQueries queries = new RandomQueries(seed, nodes);
      int number = 0;
      for (int round = 0; round < queriesOfEachType; round++) {
        for (RandomQueries.Type type : RandomQueries.Type.values()) {
          CanonicalQuery query = queries.of(type);
          int asking = number++ % nodes;
          FacetAnswer answer =
              region.count(asking, query, List.of(OFFICE, SECTION, SUBCLASS, YEAR, KIND), 1000);
          String what = "seed %d, query %d, node %d: %s".formatted(seed, number, asking, query);
          withDoubles += check(answer, query, order(held, asking), what) ? 1 : 0;
        }
      }
      for (Held each : held) {
        each.oracle().close();
      }
    }
    assertThat(withDoubles).as("queries that find doubles").isGreaterThan(20);
  }

  private static List<Held> order(List<Held> held, int asking) {
    return Stream.concat(
            held.stream().filter(each -> each.node() == asking),
            held.stream().filter(each -> each.node() != asking))
        .toList();
  }

  /** Whether something that matched was held twice. */
  private static boolean check(
      FacetAnswer answer, CanonicalQuery query, List<Held> order, String what) throws IOException {
    Set<String> distinct = new HashSet<>();
    long copies = 0;
    for (Held held : order) {
      Set<String> keys = held.oracle().keys(query);
      copies += keys.size();
      distinct.addAll(keys);
    }
    assertThat(answer.total())
        .as(what)
        .isEqualTo(new SearchAnswer.Total(distinct.size(), SearchAnswer.Relation.EQUAL));
    assertThat(answer.missing()).isEmpty();
    Map<Facet, Map<String, Long>> told =
        answer.facets().stream()
            .collect(
                Collectors.toMap(
                    FacetAnswer.Divided::facet,
                    divided ->
                        divided.values().stream()
                            .collect(
                                Collectors.toMap(
                                    FacetAnswer.Value::value, FacetAnswer.Value::count))));
    assertThat(answer.facets()).as(what).allMatch(FacetAnswer.Divided::exact);
    assertThat(told.get(OFFICE))
        .as(what)
        .isEqualTo(
            expected(order, query, List.of("CN", "EP", "US"), value -> term("office", value)));
    assertThat(told.get(SECTION))
        .as(what)
        .isEqualTo(expected(order, query, List.of("A", "B", "C", "H"), FacetOracleTest::ipc));
    assertThat(told.get(SUBCLASS))
        .as(what)
        .isEqualTo(
            expected(
                order,
                query,
                Stream.of("A", "B", "C", "H")
                    .flatMap(
                        section ->
                            IntStream.rangeClosed(1, 3).mapToObj(i -> section + "0" + i + "M"))
                    .toList(),
                FacetOracleTest::ipc));
    assertThat(told.get(YEAR))
        .as(what)
        .isEqualTo(
            expected(
                order,
                query,
                IntStream.range(2000, 2026).mapToObj(String::valueOf).toList(),
                year ->
                    new CanonicalQuery.Range(
                        "publicationDate",
                        Long.parseLong(year) * 10_000,
                        Long.parseLong(year) * 10_000 + 9_999)));
    return copies > distinct.size();
  }

  private static CanonicalQuery ipc(String prefix) {
    return new CanonicalQuery.Prefix(
        "ipc", ByteString.copyFromUtf8(prefix.toLowerCase(java.util.Locale.ROOT)));
  }

  private static CanonicalQuery term(String field, String value) {
    return new CanonicalQuery.Term(IndexTerm.of(field, value.toLowerCase(java.util.Locale.ROOT)));
  }

  /** How many records have each value by their first copy that matches; none that has nothing. */
  private static Map<String, Long> expected(
      List<Held> order,
      CanonicalQuery query,
      List<String> values,
      Function<String, CanonicalQuery> with)
      throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    Set<String> seen = new HashSet<>();
    for (Held held : order) {
      Set<String> fresh = held.oracle().keys(query);
      fresh.removeAll(seen);
      seen.addAll(fresh);
      for (String value : values) {
        Set<String> having = new HashSet<>(held.having(with.apply(value)));
        having.retainAll(fresh);
        if (!having.isEmpty()) {
          counts.merge(value, (long) having.size(), Long::sum);
        }
      }
    }
    return counts;
  }

  @Test
  void aFacetThatDoesNotExistIsRefusedBeforeAnybodyIsAsked() throws IOException {
    try (OracleRegion region = OracleRegion.start(folder, 2)) {
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () ->
                  region.count(
                      0, new CanonicalQuery.MatchAll(), List.of(new Facet("colour", 0)), 10))
          .hasMessageContaining("There is no facet colour; there are kind, office, ipc");
    }
  }
}
