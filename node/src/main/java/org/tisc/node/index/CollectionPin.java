package org.tisc.node.index;

import java.io.IOException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.store.AlreadyClosedException;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.search.CollectionInfo;

/**
 * One committed state of one collection, kept open by a count of its users. The pin holds one count
 * from its making to {@link #release}; each piece of work holds another while it runs, so that
 * closing a snapshot never takes the files from under a search.
 *
 * @param info the collection as of this state
 * @param reader the state
 * @param profile the scoring profile the state was written with
 */
record CollectionPin(CollectionInfo info, DirectoryReader reader, String profile) {
  /** Work on the reader. */
  interface Work<T> {
    T run() throws IOException;
  }

  String name() {
    return info.name();
  }

  /** Runs the work. Raises SNAPSHOT_EXPIRED after release. */
  <T> T with(Work<T> work) {
    if (!reader.tryIncRef()) {
      throw new TiscException(Reason.SNAPSHOT_EXPIRED, "The snapshot of " + name() + " is closed");
    }
    try {
      return work.run();
    } catch (IOException | AlreadyClosedException e) {
      throw Failures.reading(name(), e);
    } finally {
      release();
    }
  }

  void release() {
    try {
      reader.decRef();
    } catch (IOException e) {
      throw Failures.reading(name(), e);
    }
  }
}
