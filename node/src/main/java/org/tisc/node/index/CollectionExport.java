package org.tisc.node.index;

import com.google.protobuf.ByteString;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.util.Bits;

/**
 * All live documents of one committed state of a collection, in the order of the index, one read at
 * a time. Used by one thread, and closed by it.
 */
public final class CollectionExport implements Iterator<CollectionExport.Exported>, AutoCloseable {
  /** A document's JSON, byte for byte as it was put. */
  public record Exported(ByteString json) {}

  private final CollectionPin pin;
  private final List<LeafReaderContext> leaves;
  private int leaf;
  private int doc = -1;
  private boolean closed;

  CollectionExport(CollectionPin pin) {
    this.pin = pin;
    this.leaves = pin.reader().leaves();
    advance();
  }

  /** How many documents there are in all. */
  public long documents() {
    return pin.info().documents();
  }

  @Override
  public boolean hasNext() {
    return leaf < leaves.size();
  }

  /** Raises SNAPSHOT_EXPIRED after close. */
  @Override
  public Exported next() {
    if (!hasNext()) {
      throw new NoSuchElementException("All " + documents() + " documents were read");
    }
    ByteString json = pin.with(() -> StoredFields.json(leaves.get(leaf).reader(), doc));
    advance();
    return new Exported(json);
  }

  private void advance() {
    doc++;
    while (leaf < leaves.size()) {
      LeafReader reader = leaves.get(leaf).reader();
      Bits live = reader.getLiveDocs();
      while (doc < reader.maxDoc() && live != null && !live.get(doc)) {
        doc++;
      }
      if (doc < reader.maxDoc()) {
        return;
      }
      leaf++;
      doc = 0;
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      pin.release();
    }
  }
}
