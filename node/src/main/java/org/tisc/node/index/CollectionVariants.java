package org.tisc.node.index;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.FuzzyTermsEnum;
import org.apache.lucene.util.BytesRef;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.Likeness;
import org.tisc.federation.search.WorkBudget;

/** The words of one collection that are written almost like another one. */
final class CollectionVariants {
  /** The first letter is never another one: so only a small part of the dictionary is looked at. */
  private static final int SAME_LETTERS = 1;

  private static final int LOOK_EVERY = 256;

  private CollectionVariants() {}

  /** The best of them, in no order. The word must have passed {@link QueryCheck#check}. */
  static Set<ByteString> of(IndexReader reader, CanonicalQuery.Fuzzy fuzzy, WorkBudget budget)
      throws IOException {
    TreeSet<Likeness> best = new TreeSet<>(Likeness.BEST_FIRST);
    Term word = new Term(fuzzy.field(), QueryCompiler.ref(fuzzy.word()));
    int seen = 0;
    for (LeafReaderContext leaf : reader.leaves()) {
      Terms terms = leaf.reader().terms(fuzzy.field());
      if (terms == null) {
        continue;
      }
      SearchPool.requireTime(budget);
      TermsEnum alike = new FuzzyTermsEnum(terms, word, fuzzy.edits(), SAME_LETTERS, true);
      for (BytesRef term = alike.next(); term != null; term = alike.next()) {
        if (++seen % LOOK_EVERY == 0) {
          SearchPool.requireTime(budget);
        }
        Likeness.of(fuzzy, ByteString.copyFrom(term.bytes, term.offset, term.length))
            .ifPresent(best::add);
        if (best.size() > Likeness.MOST) {
          best.removeLast();
        }
      }
    }
    Set<ByteString> found = new TreeSet<>(ByteString.unsignedLexicographicalComparator());
    best.forEach(like -> found.add(like.term()));
    return found;
  }
}
