package org.tisc.node.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.CanonicalQuery.Clause;
import org.tisc.federation.query.CanonicalQuery.Occur;
import org.tisc.node.index.IndexField;
import org.tisc.node.index.QueryAnalysis;

/** Queries of several types in turn, over the words of a corpus; the same for the same seed. */
final class QueryLog {
  private static final int TYPES = 9;

  private final ZipfCorpus corpus;
  private final Random random;
  private final QueryAnalysis analysis = new QueryAnalysis();

  QueryLog(ZipfCorpus corpus, long seed) {
    this.corpus = corpus;
    this.random = new Random(seed);
  }

  List<CanonicalQuery> next(int count) {
    List<CanonicalQuery> queries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      queries.add(of(i % TYPES));
    }
    return queries;
  }

  private CanonicalQuery of(int type) {
    return switch (type) {
      case 0 -> analysis.words(word());
      case 1 -> analysis.words(word() + " " + word());
      case 2 -> analysis.text(IndexField.TITLE, word());
      case 3 -> any(analysis.words(word()), analysis.words(word()), analysis.words(word()));
      case 4 -> with(Occur.MUST_NOT, analysis.text(IndexField.TITLE, word()));
      case 5 -> analysis.phrase(IndexField.ABSTRACT, word() + " " + word(), 20);
      case 6 ->
          with(
              Occur.FILTER,
              analysis.keyword(
                  IndexField.OFFICE, List.of("CN", "EP", "US").get(random.nextInt(3))));
      case 7 -> {
        long from = 20_000_101L + 10_000L * random.nextInt(20);
        yield with(Occur.FILTER, analysis.range(IndexField.PUBLICATION_DATE, from, from + 100_000));
      }
      default -> with(Occur.SHOULD, analysis.prefix(IndexField.TITLE, word().substring(0, 2)));
    };
  }

  private CanonicalQuery with(Occur occur, CanonicalQuery second) {
    return new CanonicalQuery.Bool(
        List.of(new Clause(Occur.MUST, analysis.words(word())), new Clause(occur, second)));
  }

  private static CanonicalQuery any(CanonicalQuery... queries) {
    return new CanonicalQuery.Bool(
        List.of(queries).stream().map(query -> new Clause(Occur.SHOULD, query)).toList());
  }

  private String word() {
    return corpus.word(random, random.nextInt(corpus.nodes()));
  }
}
