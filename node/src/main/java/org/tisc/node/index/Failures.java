package org.tisc.node.index;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import org.apache.lucene.store.AlreadyClosedException;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** Turns failures of disk and library into ours. */
final class Failures {
  private Failures() {}

  /** A failure to write: OUT_OF_SPACE where the disk says so, else INTERNAL. */
  static TiscException writing(String collection, Exception cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof IOException && diskFull((IOException) at)) {
        return new TiscException(
            Reason.OUT_OF_SPACE,
            "The disk is full; collection " + collection + " keeps its last committed state",
            cause);
      }
    }
    return new TiscException(
        Reason.INTERNAL, "Collection " + collection + " could not be written", cause);
  }

  /** A failure to read an index. */
  static TiscException reading(String collection, Exception cause) {
    if (cause instanceof AlreadyClosedException) {
      return new TiscException(
          Reason.SNAPSHOT_EXPIRED, "The snapshot of " + collection + " is closed", cause);
    }
    return new TiscException(
        Reason.INTERNAL, "Collection " + collection + " could not be read", cause);
  }

  private static boolean diskFull(IOException failure) {
    String message =
        failure instanceof FileSystemException file && file.getReason() != null
            ? file.getReason()
            : failure.getMessage();
    if (message == null) {
      return false;
    }
    String lower = message.toLowerCase(Locale.ROOT);
    return lower.contains("no space left") || lower.contains("quota exceeded");
  }
}
