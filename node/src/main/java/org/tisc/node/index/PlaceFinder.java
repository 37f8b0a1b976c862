package org.tisc.node.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.query.Places;
import org.tisc.federation.query.TermMask;

/**
 * Finds {@link Places} in the documents of one segment. One thread; documents are asked for in
 * rising order.
 */
interface PlaceFinder {
  /** All places of the document, up to {@link PlaceList#MOST}. */
  PlaceList find(int document) throws IOException;

  /** A finder over the postings of the field. */
  static PlaceFinder in(LeafReader reader, String field, Places places) throws IOException {
    Terms terms = reader.terms(field);
    return terms == null ? _ -> PlaceList.NONE : in(terms, places);
  }

  private static PlaceFinder in(Terms terms, Places places) throws IOException {
    return switch (places) {
      case Places.Run run -> run(terms, run);
      case Places.Start start -> anyTerm(terms, QueryCompiler.ref(start.prefix()), _ -> true);
      case Places.Mask mask ->
          anyTerm(
              terms, QueryCompiler.ref(mask.mask().start()), term -> matches(mask.mask(), term));
      case Places.AnyOf any -> {
        List<PlaceFinder> each = new ArrayList<>();
        for (Places alternative : any.alternatives()) {
          each.add(in(terms, alternative));
        }
        yield any(each);
      }
      case Places.Within within -> {
        PlaceFinder left = in(terms, within.left());
        PlaceFinder right = in(terms, within.right());
        yield document -> {
          PlaceList first = left.find(document);
          return first.count() == 0
              ? first
              : first.within(right.find(document), within.gaps(), within.ordered());
        };
      }
    };
  }

  private static boolean matches(TermMask mask, BytesRef term) {
    return Masks.matches(mask, term.utf8ToString());
  }

  private static PlaceFinder run(Terms terms, Places.Run run) throws IOException {
    List<Postings> each = new ArrayList<>();
    TermsEnum dictionary = terms.iterator();
    for (int i = 0; i < run.terms().size(); i++) {
      if (!dictionary.seekExact(QueryCompiler.ref(run.terms().get(i)))) {
        return _ -> PlaceList.NONE;
      }
      each.add(new Postings(dictionary.postings(null, PostingsEnum.POSITIONS)));
    }
    return document -> {
      PlaceList starts = each.getFirst().at(document, run.width());
      for (int i = 1; i < each.size() && starts.count() > 0; i++) {
        starts = starts.where(each.get(i).at(document, 1), run.offsets().get(i));
      }
      return starts;
    };
  }

  private static PlaceFinder anyTerm(Terms terms, BytesRef start, Predicate<BytesRef> wanted)
      throws IOException {
    List<PlaceFinder> found = new ArrayList<>();
    TermsEnum dictionary = terms.iterator();
    boolean more = dictionary.seekCeil(start) != TermsEnum.SeekStatus.END;
    while (more && StringHelper.startsWith(dictionary.term(), start)) {
      if (wanted.test(dictionary.term())) {
        Postings postings = new Postings(dictionary.postings(null, PostingsEnum.POSITIONS));
        found.add(document -> postings.at(document, 1));
      }
      more = dictionary.next() != null;
    }
    return any(found);
  }

  private static PlaceFinder any(List<PlaceFinder> each) {
    return document -> {
      PlaceList all = PlaceList.NONE;
      for (PlaceFinder one : each) {
        all = all.or(one.find(document));
      }
      return all;
    };
  }

  /** Positions of one term. */
  final class Postings {
    private final PostingsEnum postings;

    Postings(@Nullable PostingsEnum postings) {
      if (postings == null) {
        throw new IllegalStateException("The field has no positions");
      }
      this.postings = postings;
    }

    /** Where the term stands, each place so many positions wide. */
    PlaceList at(int document, int width) throws IOException {
      if (postings.docID() < document) {
        postings.advance(document);
      }
      if (postings.docID() != document) {
        return PlaceList.NONE;
      }
      int[] starts = new int[Math.min(postings.freq(), PlaceList.MOST)];
      for (int i = 0; i < starts.length; i++) {
        starts[i] = postings.nextPosition();
      }
      return PlaceList.of(starts, width);
    }
  }
}
