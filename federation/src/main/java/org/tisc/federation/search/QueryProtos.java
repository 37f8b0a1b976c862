package org.tisc.federation.search;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.FieldStatistics;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.query.Places;
import org.tisc.federation.query.QueryLimits;
import org.tisc.federation.query.Statistics;
import org.tisc.federation.query.TermMask;
import org.tisc.federation.query.TermStatistics;
import org.tisc.proto.federation.v1.BooleanClause;
import org.tisc.proto.federation.v1.BooleanQuery;
import org.tisc.proto.federation.v1.BoostQuery;
import org.tisc.proto.federation.v1.ConstantQuery;
import org.tisc.proto.federation.v1.DisjunctionMaxQuery;
import org.tisc.proto.federation.v1.GroupMember;
import org.tisc.proto.federation.v1.GroupQuery;
import org.tisc.proto.federation.v1.MaskQuery;
import org.tisc.proto.federation.v1.MatchAllQuery;
import org.tisc.proto.federation.v1.MatchNoneQuery;
import org.tisc.proto.federation.v1.NearQuery;
import org.tisc.proto.federation.v1.Occur;
import org.tisc.proto.federation.v1.PhraseQuery;
import org.tisc.proto.federation.v1.PrefixQuery;
import org.tisc.proto.federation.v1.Query;
import org.tisc.proto.federation.v1.QueryStatistics;
import org.tisc.proto.federation.v1.RangeQuery;
import org.tisc.proto.federation.v1.TermQuery;

/**
 * Canonical queries and statistics as messages and back. Messages of a peer are hostile: every
 * value is checked, and depth is bounded while reading.
 */
final class QueryProtos {
  private QueryProtos() {}

  static Query toProto(CanonicalQuery query) {
    Query.Builder message = Query.newBuilder();
    switch (query) {
      case CanonicalQuery.Term(IndexTerm term) ->
          message.setTerm(TermQuery.newBuilder().setField(term.field()).setTerm(term.bytes()));
      case CanonicalQuery.Phrase phrase ->
          message.setPhrase(
              PhraseQuery.newBuilder()
                  .setField(phrase.field())
                  .addAllTerms(phrase.terms())
                  .addAllPositions(phrase.positions())
                  .setSlop(phrase.slop()));
      case CanonicalQuery.Prefix(String field, ByteString prefix) ->
          message.setPrefix(PrefixQuery.newBuilder().setField(field).setPrefix(prefix));
      case CanonicalQuery.Masked(String field, TermMask mask) ->
          message.setMask(
              MaskQuery.newBuilder().setField(field).setMask(PlaceProtos.toProto(mask)));
      case CanonicalQuery.Near(String field, Places places) ->
          message.setNear(
              NearQuery.newBuilder().setField(field).setPlaces(PlaceProtos.toProto(places)));
      case CanonicalQuery.Fuzzy _ ->
          throw new IllegalStateException("A word stands for others that are not known yet");
      case CanonicalQuery.Range(String field, long from, long to) ->
          message.setRange(RangeQuery.newBuilder().setField(field).setFrom(from).setTo(to));
      case CanonicalQuery.MatchAll _ -> message.setMatchAll(MatchAllQuery.getDefaultInstance());
      case CanonicalQuery.MatchNone _ -> message.setMatchNone(MatchNoneQuery.getDefaultInstance());
      case CanonicalQuery.Bool bool -> {
        BooleanQuery.Builder built = BooleanQuery.newBuilder();
        for (CanonicalQuery.Clause clause : bool.clauses()) {
          built.addClauses(
              BooleanClause.newBuilder()
                  .setOccur(toProto(clause.occur()))
                  .setQuery(toProto(clause.query())));
        }
        message.setBoolean(built);
      }
      case CanonicalQuery.DisMax disMax -> {
        DisjunctionMaxQuery.Builder built =
            DisjunctionMaxQuery.newBuilder().setTieBreaker(disMax.tieBreaker());
        disMax.queries().forEach(part -> built.addQueries(toProto(part)));
        message.setDisjunctionMax(built);
      }
      case CanonicalQuery.Group group -> {
        GroupQuery.Builder built = GroupQuery.newBuilder();
        for (CanonicalQuery.Member member : group.members()) {
          built.addMembers(
              GroupMember.newBuilder()
                  .setQuery(toProto(member.query()))
                  .setWeight(member.weight()));
        }
        message.setGroup(built);
      }
      case CanonicalQuery.Boosted(CanonicalQuery part, float boost) ->
          message.setBoost(BoostQuery.newBuilder().setQuery(toProto(part)).setBoost(boost));
      case CanonicalQuery.Constant(CanonicalQuery part, float score) ->
          message.setConstant(ConstantQuery.newBuilder().setQuery(toProto(part)).setScore(score));
    }
    return message.build();
  }

  private static Occur toProto(CanonicalQuery.Occur occur) {
    return switch (occur) {
      case MUST -> Occur.OCCUR_MUST;
      case SHOULD -> Occur.OCCUR_SHOULD;
      case MUST_NOT -> Occur.OCCUR_MUST_NOT;
      case FILTER -> Occur.OCCUR_FILTER;
    };
  }

  /** A peer's query, checked. Raises INVALID_QUERY or QUERY_TOO_LARGE. */
  static CanonicalQuery fromProto(Query message) {
    CanonicalQuery query = read(message, 1);
    QueryLimits.check(query);
    return query;
  }

  private static CanonicalQuery read(Query message, int depth) {
    if (depth > QueryLimits.MAX_DEPTH) {
      throw new TiscException(
          Reason.QUERY_TOO_LARGE, "The query is nested deeper than " + QueryLimits.MAX_DEPTH);
    }
    return switch (message.getFormCase()) {
      case TERM ->
          new CanonicalQuery.Term(
              new IndexTerm(message.getTerm().getField(), message.getTerm().getTerm()));
      case PHRASE -> {
        PhraseQuery phrase = message.getPhrase();
        yield new CanonicalQuery.Phrase(
            phrase.getField(), phrase.getTermsList(), phrase.getPositionsList(), phrase.getSlop());
      }
      case PREFIX ->
          new CanonicalQuery.Prefix(
              message.getPrefix().getField(), message.getPrefix().getPrefix());
      case RANGE -> {
        RangeQuery range = message.getRange();
        yield new CanonicalQuery.Range(range.getField(), range.getFrom(), range.getTo());
      }
      case MASK ->
          new CanonicalQuery.Masked(
              message.getMask().getField(), PlaceProtos.fromProto(message.getMask().getMask()));
      case NEAR ->
          new CanonicalQuery.Near(
              message.getNear().getField(),
              PlaceProtos.fromProto(message.getNear().getPlaces(), depth + 1));
      case MATCH_ALL -> new CanonicalQuery.MatchAll();
      case MATCH_NONE -> new CanonicalQuery.MatchNone();
      case BOOLEAN -> {
        List<CanonicalQuery.Clause> clauses = new ArrayList<>();
        for (BooleanClause clause : message.getBoolean().getClausesList()) {
          clauses.add(
              new CanonicalQuery.Clause(
                  fromProto(clause.getOccur()), read(clause.getQuery(), depth + 1)));
        }
        yield new CanonicalQuery.Bool(clauses);
      }
      case DISJUNCTION_MAX -> {
        List<CanonicalQuery> queries = new ArrayList<>();
        for (Query part : message.getDisjunctionMax().getQueriesList()) {
          queries.add(read(part, depth + 1));
        }
        yield new CanonicalQuery.DisMax(queries, message.getDisjunctionMax().getTieBreaker());
      }
      case GROUP -> {
        List<CanonicalQuery.Member> members = new ArrayList<>();
        for (GroupMember member : message.getGroup().getMembersList()) {
          members.add(
              new CanonicalQuery.Member(read(member.getQuery(), depth + 1), member.getWeight()));
        }
        yield new CanonicalQuery.Group(members);
      }
      case BOOST ->
          new CanonicalQuery.Boosted(
              read(message.getBoost().getQuery(), depth + 1), message.getBoost().getBoost());
      case CONSTANT ->
          new CanonicalQuery.Constant(
              read(message.getConstant().getQuery(), depth + 1), message.getConstant().getScore());
      case FORM_NOT_SET ->
          throw new TiscException(
              Reason.INVALID_QUERY, "The analysed query has a part of no known form");
    };
  }

  private static CanonicalQuery.Occur fromProto(Occur occur) {
    return switch (occur) {
      case OCCUR_MUST -> CanonicalQuery.Occur.MUST;
      case OCCUR_SHOULD -> CanonicalQuery.Occur.SHOULD;
      case OCCUR_MUST_NOT -> CanonicalQuery.Occur.MUST_NOT;
      case OCCUR_FILTER -> CanonicalQuery.Occur.FILTER;
      case OCCUR_UNSPECIFIED, UNRECOGNIZED ->
          throw new TiscException(
              Reason.INVALID_QUERY, "The analysed query has a clause of no known kind");
    };
  }

  static QueryStatistics toProto(Statistics statistics) {
    QueryStatistics.Builder message = QueryStatistics.newBuilder();
    statistics
        .fields()
        .forEach(
            (field, value) ->
                message.addFields(
                    org.tisc.proto.federation.v1.FieldStatistics.newBuilder()
                        .setField(field)
                        .setMaxDoc(value.maxDoc())
                        .setDocCount(value.docCount())
                        .setSumDocFreq(value.sumDocFreq())
                        .setSumTotalTermFreq(value.sumTotalTermFreq())));
    statistics
        .terms()
        .forEach(
            (term, value) ->
                message.addTerms(
                    org.tisc.proto.federation.v1.TermStatistics.newBuilder()
                        .setField(term.field())
                        .setTerm(term.bytes())
                        .setDocumentFrequency(value.documentFrequency())
                        .setTotalTermFrequency(value.totalTermFrequency())));
    return message.build();
  }

  /** A peer's statistics, each number checked. Raises INVALID_ARGUMENT. */
  static Statistics fromProto(QueryStatistics message) {
    Map<String, FieldStatistics> fields = new HashMap<>();
    for (org.tisc.proto.federation.v1.FieldStatistics field : message.getFieldsList()) {
      FieldStatistics value =
          new FieldStatistics(
              field.getMaxDoc(),
              field.getDocCount(),
              field.getSumDocFreq(),
              field.getSumTotalTermFreq());
      if (fields.put(field.getField(), value) != null) {
        throw new TiscException(Reason.INVALID_ARGUMENT, "A field has two statistics");
      }
    }
    Map<IndexTerm, TermStatistics> terms = new HashMap<>();
    for (org.tisc.proto.federation.v1.TermStatistics term : message.getTermsList()) {
      TermStatistics value =
          new TermStatistics(term.getDocumentFrequency(), term.getTotalTermFrequency());
      if (terms.put(new IndexTerm(term.getField(), term.getTerm()), value) != null) {
        throw new TiscException(Reason.INVALID_ARGUMENT, "A term has two statistics");
      }
    }
    for (Map.Entry<IndexTerm, TermStatistics> term : terms.entrySet()) {
      FieldStatistics field = fields.get(term.getKey().field());
      if (field == null || term.getValue().documentFrequency() > field.docCount()) {
        throw new TiscException(
            Reason.INVALID_ARGUMENT, "A term's document frequency is over its field's count");
      }
    }
    return new Statistics(fields, terms);
  }
}
