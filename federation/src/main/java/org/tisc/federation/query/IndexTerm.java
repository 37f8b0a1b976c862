package org.tisc.federation.query;

import com.google.protobuf.ByteString;

/**
 * One term of one index field, as the bytes that stand in the index.
 *
 * @param field the index field, see the schema in the node's index room
 * @param bytes the term, UTF-8 for text and keywords
 */
public record IndexTerm(String field, ByteString bytes) implements Comparable<IndexTerm> {
  /** A term given as text. */
  public static IndexTerm of(String field, String text) {
    return new IndexTerm(field, ByteString.copyFromUtf8(text));
  }

  @Override
  public int compareTo(IndexTerm other) {
    int byField = field.compareTo(other.field);
    return byField != 0
        ? byField
        : ByteString.unsignedLexicographicalComparator().compare(bytes, other.bytes);
  }
}
