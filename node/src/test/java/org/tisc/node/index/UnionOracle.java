package org.tisc.node.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.WildcardQuery;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.query.Likeness;
import org.tisc.federation.query.TermMask;
import org.tisc.federation.search.LocalHits.Hit;

/**
 * What one plain Lucene index over the collections of several nodes answers: an unchanged {@code
 * IndexSearcher} over a {@code MultiReader}, with its own compilation of the query, its own sort
 * over all matches, and the best copy of each key kept. The measure of exactness.
 */
public final class UnionOracle implements AutoCloseable {
  private final IndexReader union;
  private final IndexSearcher searcher;
  private final PlacesByHand.Layouts layouts = new PlacesByHand.Layouts();

  private UnionOracle(IndexReader union) {
    this.union = union;
    this.searcher = new IndexSearcher(union);
    searcher.setQueryCache(null);
  }

  /** Over the newest committed state of every collection under these nodes' home folders. */
  public static UnionOracle over(List<Path> homes) throws IOException {
    List<IndexReader> readers = new ArrayList<>();
    for (Path home : homes) {
      try (Stream<Path> indexes = Files.find(home, 3, UnionOracle::isIndex)) {
        for (Path index : indexes.sorted().toList()) {
          readers.add(DirectoryReader.open(FSDirectory.open(index)));
        }
      }
    }
    return new UnionOracle(new MultiReader(readers.toArray(IndexReader[]::new)));
  }

  /** Over the newest committed state of one collection under a node's home folder. */
  public static UnionOracle over(Path home, String collection) throws IOException {
    try (Stream<Path> indexes =
        Files.find(
            home,
            3,
            (path, attributes) ->
                isIndex(path, attributes) && path.resolveSibling("").endsWith(collection))) {
      Path index = indexes.findFirst().orElseThrow();
      return new UnionOracle(DirectoryReader.open(FSDirectory.open(index)));
    }
  }

  /** Over one reader, which this closes. */
  static UnionOracle over(IndexReader reader) {
    return new UnionOracle(reader);
  }

  private static boolean isIndex(Path path, Object attributes) {
    return path.getFileName().toString().startsWith("index-");
  }

  /** Whether documents that are deleted still count in the statistics. */
  public boolean hasPendingDeletes() {
    return union.hasDeletions();
  }

  /** The best distinct keys, best first; the collection of a hit is not told. */
  public List<Hit> best(CanonicalQuery query, int limit) throws IOException {
    Sort sort = new Sort(SortField.FIELD_SCORE, new SortField("_key", SortField.Type.STRING));
    ScoreDoc[] docs = searcher.search(compile(query), Math.max(1, union.maxDoc()), sort).scoreDocs;
    List<Hit> best = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (ScoreDoc doc : docs) {
      Object[] values = ((FieldDoc) doc).fields;
      String key = ((BytesRef) values[1]).utf8ToString();
      if (keys.add(key) && best.size() < limit) {
        best.add(new Hit(key, (Float) values[0], ""));
      }
    }
    return best;
  }

  /** The distinct keys that match. */
  public Set<String> keys(CanonicalQuery query) throws IOException {
    Set<String> keys = new HashSet<>();
    best(query, Integer.MAX_VALUE).forEach(hit -> keys.add(hit.key()));
    return keys;
  }

  /** How many documents match, copies counted. */
  public long matches(CanonicalQuery query) throws IOException {
    return searcher.count(compile(query));
  }

  /** The query with the words of the whole dictionary that a fuzzy one stands for. */
  public CanonicalQuery expand(CanonicalQuery.Fuzzy fuzzy) throws IOException {
    Set<com.google.protobuf.ByteString> all = new HashSet<>();
    TermsEnum dictionary = MultiTerms.getTerms(union, fuzzy.field()).iterator();
    for (BytesRef term = dictionary.next(); term != null; term = dictionary.next()) {
      all.add(com.google.protobuf.ByteString.copyFrom(term.bytes, term.offset, term.length));
    }
    List<CanonicalQuery.Member> members = new ArrayList<>();
    for (Likeness like : Likeness.best(fuzzy, all)) {
      IndexTerm term = new IndexTerm(fuzzy.field(), like.term());
      members.add(new CanonicalQuery.Member(new CanonicalQuery.Term(term), like.value()));
    }
    return members.isEmpty() ? new CanonicalQuery.MatchNone() : new CanonicalQuery.Group(members);
  }

  private Query compile(CanonicalQuery query) {
    return switch (query) {
      case CanonicalQuery.Term term -> {
        Query plain = new TermQuery(new Term(term.term().field(), bytes(term.term().bytes())));
        boolean text = List.of("title", "abstract", "claims").contains(term.term().field());
        yield text ? plain : new ConstantScoreQuery(plain);
      }
      case CanonicalQuery.Phrase phrase -> {
        PhraseQuery.Builder builder = new PhraseQuery.Builder().setSlop(phrase.slop());
        for (int i = 0; i < phrase.terms().size(); i++) {
          Term term = new Term(phrase.field(), bytes(phrase.terms().get(i)));
          builder.add(term, phrase.positions().get(i));
        }
        yield builder.build();
      }
      case CanonicalQuery.Prefix prefix ->
          new PrefixQuery(new Term(prefix.field(), bytes(prefix.prefix())));
      case CanonicalQuery.Masked masked ->
          new WildcardQuery(new Term(masked.field(), pattern(masked.mask())));
      case CanonicalQuery.Near near -> new ConstantScoreQuery(new PlacesByHand(near, layouts));
      case CanonicalQuery.Fuzzy _ -> throw new IllegalArgumentException("Not expanded");
      case CanonicalQuery.Group group -> GroupByHand.of(group);
      case CanonicalQuery.Range range ->
          LongPoint.newRangeQuery(range.field(), range.from(), range.to());
      case CanonicalQuery.MatchAll _ -> MatchAllDocsQuery.INSTANCE;
      case CanonicalQuery.MatchNone _ -> new MatchNoDocsQuery("none");
      case CanonicalQuery.Bool bool -> bool(bool);
      case CanonicalQuery.DisMax any ->
          new DisjunctionMaxQuery(
              any.queries().stream().map(this::compile).toList(), any.tieBreaker());
      case CanonicalQuery.Boosted boosted ->
          new BoostQuery(compile(boosted.query()), boosted.boost());
      case CanonicalQuery.Constant constant ->
          new BoostQuery(new ConstantScoreQuery(compile(constant.query())), constant.score());
    };
  }

  private Query bool(CanonicalQuery.Bool bool) {
    BooleanQuery.Builder builder = new BooleanQuery.Builder();
    bool.clauses()
        .forEach(
            clause ->
                builder.add(
                    compile(clause.query()), BooleanClause.Occur.valueOf(clause.occur().name())));
    if (bool.clauses().stream().allMatch(c -> c.occur() == CanonicalQuery.Occur.MUST_NOT)) {
      builder.add(MatchAllDocsQuery.INSTANCE, BooleanClause.Occur.FILTER);
    }
    return builder.build();
  }

  private static String pattern(TermMask mask) {
    StringBuilder pattern = new StringBuilder();
    for (TermMask.Part part : mask.parts()) {
      part.literal().toStringUtf8().chars().forEach(c -> pattern.append('\\').append((char) c));
      pattern.append("?".repeat(part.any()));
    }
    return pattern + (mask.open() ? "*" : "");
  }

  private static BytesRef bytes(com.google.protobuf.ByteString bytes) {
    return new BytesRef(bytes.toByteArray());
  }

  @Override
  public void close() throws IOException {
    union.close();
  }
}
