package org.tisc.node.index;

import com.google.protobuf.ByteString;
import java.util.List;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FilterLeafReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.index.StandardDirectoryReader;

/**
 * What Lucene calls the parts of an index: each segment and each commit has a random name of 16
 * bytes from its making on. A segment's terms are written once; deleting a document changes only
 * which of its documents live.
 */
final class Segments {
  private Segments() {}

  /** The names of all segments of a state, in its order. */
  static List<ByteString> names(DirectoryReader state) {
    return state.leaves().stream().map(leaf -> name(leaf.reader())).toList();
  }

  static ByteString name(LeafReader leaf) {
    if (FilterLeafReader.unwrap(leaf) instanceof SegmentReader segment) {
      return ByteString.copyFrom(segment.getSegmentInfo().info.getId());
    }
    throw new IllegalStateException("A committed index consists of segments");
  }

  /** The name of the commit that was opened. */
  static ByteString state(DirectoryReader state) {
    if (state instanceof StandardDirectoryReader committed) {
      return ByteString.copyFrom(committed.getSegmentInfos().getId());
    }
    throw new IllegalStateException("A committed index is read as Lucene opens it");
  }
}
