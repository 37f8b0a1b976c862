package org.tisc.node.corpus;

import com.google.protobuf.ByteString;
import org.tisc.node.document.DocumentJson;
import org.tisc.node.index.IndexableDocument;

/** Documents as an import makes them, for tests of other rooms. */
public final class Mapped {
  private Mapped() {}

  /** What an import puts into the index for one document's JSON. */
  public static IndexableDocument of(String json) {
    return IndexMapping.of(DocumentJson.read(ByteString.copyFromUtf8(json).toByteArray()));
  }
}
