package org.tisc.node.index;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.Places;

/**
 * The definition of {@link Places} taken by its word: each document's field is laid out position by
 * position, and every place of every part is tried with every place of its neighbour.
 */
final class PlacesByHand extends Query {
  private final CanonicalQuery.Near near;
  private final Layouts known;

  PlacesByHand(CanonicalQuery.Near near, Layouts known) {
    this.near = near;
    this.known = known;
  }

  /** For each segment and field, each document's terms at each position; they never change. */
  static final class Layouts {
    private final Map<List<Object>, Map<Integer, Map<Integer, Set<String>>>> bySegment =
        new HashMap<>();

    Map<Integer, Map<Integer, Set<String>>> of(LeafReaderContext leaf, String field)
        throws IOException {
      List<Object> segment = List.of(leaf.reader().getCoreCacheHelper().getKey(), field);
      Map<Integer, Map<Integer, Set<String>>> layout = bySegment.get(segment);
      if (layout == null) {
        layout = layouts(leaf, field);
        bySegment.put(segment, layout);
      }
      return layout;
    }
  }

  private record Place(int from, int to) {}

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode mode, float boost) {
    return new ConstantScoreWeight(this, boost) {
      @Override
      public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext leaf) throws IOException {
        FixedBitSet found = new FixedBitSet(Math.max(1, leaf.reader().maxDoc()));
        known
            .of(leaf, near.field())
            .forEach(
                (document, layout) -> {
                  if (!places(layout, near.places()).isEmpty()) {
                    found.set(document);
                  }
                });
        return new ScorerSupplier() {
          @Override
          public Scorer get(long leadCost) {
            DocIdSetIterator documents = new BitSetIterator(found, found.cardinality());
            return new ConstantScoreScorer(score(), mode, documents);
          }

          @Override
          public long cost() {
            return found.length();
          }
        };
      }

      @Override
      public boolean isCacheable(LeafReaderContext leaf) {
        return false;
      }
    };
  }

  /** For each document the terms at each position. */
  private static Map<Integer, Map<Integer, Set<String>>> layouts(
      LeafReaderContext leaf, String field) throws IOException {
    Map<Integer, Map<Integer, Set<String>>> layouts = new HashMap<>();
    Terms terms = leaf.reader().terms(field);
    if (terms == null) {
      return layouts;
    }
    TermsEnum dictionary = terms.iterator();
    for (BytesRef term = dictionary.next(); term != null; term = dictionary.next()) {
      PostingsEnum postings = dictionary.postings(null, PostingsEnum.POSITIONS);
      while (postings.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
        Map<Integer, Set<String>> layout =
            layouts.computeIfAbsent(postings.docID(), _ -> new TreeMap<>());
        for (int i = 0; i < postings.freq(); i++) {
          layout
              .computeIfAbsent(postings.nextPosition(), _ -> new TreeSet<>())
              .add(term.utf8ToString());
        }
      }
    }
    return layouts;
  }

  private static Set<Place> places(Map<Integer, Set<String>> layout, Places places) {
    Set<Place> found = new HashSet<>();
    switch (places) {
      case Places.Run run -> {
        for (int start : layout.keySet()) {
          boolean all = true;
          for (int i = 0; i < run.terms().size(); i++) {
            all &=
                layout
                    .getOrDefault(start + run.offsets().get(i), Set.of())
                    .contains(run.terms().get(i).toStringUtf8());
          }
          if (all) {
            found.add(new Place(start, start + run.width()));
          }
        }
      }
      case Places.Start start ->
          layout.forEach(
              (position, terms) -> {
                if (terms.stream().anyMatch(t -> t.startsWith(start.prefix().toStringUtf8()))) {
                  found.add(new Place(position, position + 1));
                }
              });
      case Places.Mask mask ->
          layout.forEach(
              (position, terms) -> {
                if (terms.stream().anyMatch(term -> Masks.matches(mask.mask(), term))) {
                  found.add(new Place(position, position + 1));
                }
              });
      case Places.AnyOf any ->
          any.alternatives().forEach(each -> found.addAll(places(layout, each)));
      case Places.Within within -> {
        for (Place left : places(layout, within.left())) {
          for (Place right : places(layout, within.right())) {
            if (between(left, right, within.gaps())
                || (!within.ordered() && between(right, left, within.gaps()))) {
              found.add(new Place(Math.min(left.from, right.from), Math.max(left.to, right.to)));
            }
          }
        }
      }
    }
    return found;
  }

  private static boolean between(Place first, Place second, int gaps) {
    return second.from >= first.to && second.from - first.to <= gaps;
  }

  @Override
  public void visit(QueryVisitor visitor) {
    visitor.visitLeaf(this);
  }

  @Override
  public String toString(String field) {
    return near.toString();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PlacesByHand places && near.equals(places.near);
  }

  @Override
  public int hashCode() {
    return near.hashCode();
  }
}
