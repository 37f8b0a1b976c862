package org.tisc.node.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Finds live documents by key in one reader, newest segment first. Keeps its place in each
 * segment's dictionary, so it belongs to one thread.
 */
final class KeyLookup {
  /** Where a document stands: a segment and the number in it. */
  record Place(LeafReader leaf, int doc) {
    /** The digest of the document's content. */
    byte[] hash() throws IOException {
      BinaryDocValues hashes = leaf.getBinaryDocValues(StoredFields.HASH);
      if (hashes == null || !hashes.advanceExact(doc)) {
        return new byte[0];
      }
      BytesRef hash = hashes.binaryValue();
      return Arrays.copyOfRange(hash.bytes, hash.offset, hash.offset + hash.length);
    }
  }

  private record Segment(LeafReader leaf, TermsEnum terms) {}

  private final List<Segment> segments = new ArrayList<>();
  private @Nullable PostingsEnum reuse;

  KeyLookup(IndexReader reader) throws IOException {
    for (LeafReaderContext context : reader.leaves().reversed()) {
      Terms terms = context.reader().terms(IndexField.KEY.fieldName());
      if (terms != null) {
        segments.add(new Segment(context.reader(), terms.iterator()));
      }
    }
  }

  Optional<Place> find(String key) throws IOException {
    BytesRef term = new BytesRef(key);
    for (Segment segment : segments) {
      if (segment.terms.seekExact(term)) {
        Bits live = segment.leaf.getLiveDocs();
        PostingsEnum postings = segment.terms.postings(reuse, PostingsEnum.NONE);
        reuse = postings;
        for (int doc = postings.nextDoc();
            doc != DocIdSetIterator.NO_MORE_DOCS;
            doc = postings.nextDoc()) {
          if (live == null || live.get(doc)) {
            return Optional.of(new Place(segment.leaf, doc));
          }
        }
      }
    }
    return Optional.empty();
  }
}
