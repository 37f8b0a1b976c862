package org.tisc.node.index;

import com.google.protobuf.ByteString;
import java.util.Optional;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.Statistics;

/**
 * From a checked canonical query to Lucene's. Only terms, phrases and groups of text fields score;
 * the rest is constant and so does not depend on any dictionary.
 */
final class QueryCompiler {
  private final Optional<Statistics> statistics;

  private QueryCompiler(Optional<Statistics> statistics) {
    this.statistics = statistics;
  }

  /**
   * A query that scores. It must have passed {@link QueryCheck#check}. Raises STATISTICS_MISSING.
   *
   * @param statistics what groups are scored with; the searcher has the same for all else
   */
  static Query scoring(CanonicalQuery query, Statistics statistics) {
    return new QueryCompiler(Optional.of(statistics)).compile(query);
  }

  /** A query that only finds. It must have passed {@link QueryCheck#check}. */
  static Query matching(CanonicalQuery query) {
    return new QueryCompiler(Optional.empty()).compile(query);
  }

  private Query compile(CanonicalQuery query) {
    return switch (query) {
      case CanonicalQuery.Term term -> term(term);
      case CanonicalQuery.Phrase phrase -> phrase(phrase);
      case CanonicalQuery.Prefix prefix -> prefix(prefix.field(), prefix.prefix());
      case CanonicalQuery.Masked masked -> Masks.query(masked.field(), masked.mask());
      case CanonicalQuery.Near near -> new NearQuery(near.field(), near.places());
      case CanonicalQuery.Range range ->
          range.from() > range.to()
              ? new MatchNoDocsQuery("empty range")
              : new ConstantScoreQuery(
                  LongField.newRangeQuery(range.field(), range.from(), range.to()));
      case CanonicalQuery.Fuzzy _ ->
          throw new TiscException(
              Reason.INVALID_QUERY, "A fuzzy word was sent, not the words that it stands for");
      case CanonicalQuery.MatchAll _ -> MatchAllDocsQuery.INSTANCE;
      case CanonicalQuery.MatchNone _ -> new MatchNoDocsQuery("nothing asked");
      case CanonicalQuery.Bool bool -> bool(bool);
      case CanonicalQuery.DisMax any ->
          new DisjunctionMaxQuery(
              any.queries().stream().map(this::compile).toList(), any.tieBreaker());
      case CanonicalQuery.Boosted boosted ->
          new BoostQuery(compile(boosted.query()), boosted.boost());
      case CanonicalQuery.Constant constant ->
          new BoostQuery(new ConstantScoreQuery(matching(constant.query())), constant.score());
      case CanonicalQuery.Group group -> group(group);
    };
  }

  private Query group(CanonicalQuery.Group group) {
    if (statistics.isEmpty()) {
      BooleanQuery.Builder any = new BooleanQuery.Builder();
      group
          .members()
          .forEach(member -> any.add(compile(member.query()), BooleanClause.Occur.SHOULD));
      return any.build();
    }
    return new GroupQuery(
        group.members().stream()
            .map(member -> new GroupQuery.Member(compile(member.query()), member.weight()))
            .toList(),
        GroupStatistics.of(group, statistics.get()));
  }

  private static Query term(CanonicalQuery.Term term) {
    String name = term.term().field();
    IndexField field =
        IndexField.byName(name)
            .orElseThrow(() -> new TiscException(Reason.INVALID_QUERY, "Unchecked field"));
    TermQuery query = new TermQuery(new Term(name, ref(term.term().bytes())));
    return field.scored() ? query : new ConstantScoreQuery(query);
  }

  static Query prefix(String field, ByteString start) {
    return new PrefixQuery(new Term(field, ref(start)), PrefixQuery.CONSTANT_SCORE_BLENDED_REWRITE);
  }

  private static Query phrase(CanonicalQuery.Phrase phrase) {
    PhraseQuery.Builder builder = new PhraseQuery.Builder();
    builder.setSlop(phrase.slop());
    for (int i = 0; i < phrase.terms().size(); i++) {
      builder.add(new Term(phrase.field(), ref(phrase.terms().get(i))), phrase.positions().get(i));
    }
    return builder.build();
  }

  private Query bool(CanonicalQuery.Bool bool) {
    BooleanQuery.Builder builder = new BooleanQuery.Builder();
    boolean onlyExcludes = !bool.clauses().isEmpty();
    for (CanonicalQuery.Clause clause : bool.clauses()) {
      BooleanClause.Occur occur =
          switch (clause.occur()) {
            case MUST -> BooleanClause.Occur.MUST;
            case SHOULD -> BooleanClause.Occur.SHOULD;
            case MUST_NOT -> BooleanClause.Occur.MUST_NOT;
            case FILTER -> BooleanClause.Occur.FILTER;
          };
      onlyExcludes &= occur == BooleanClause.Occur.MUST_NOT;
      builder.add(
          occur == BooleanClause.Occur.MUST || occur == BooleanClause.Occur.SHOULD
              ? compile(clause.query())
              : matching(clause.query()),
          occur);
    }
    if (onlyExcludes) {
      builder.add(MatchAllDocsQuery.INSTANCE, BooleanClause.Occur.FILTER);
    }
    return builder.build();
  }

  static BytesRef ref(ByteString bytes) {
    return new BytesRef(bytes.toByteArray());
  }
}
