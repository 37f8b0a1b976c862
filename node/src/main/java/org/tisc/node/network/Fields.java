package org.tisc.node.network;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** What the bodies of requests about networks are read by. */
final class Fields {
  private Fields() {}

  /** A field that must be there. Raises INVALID_ARGUMENT. */
  static String required(String field, Optional<String> value) {
    return value.orElseThrow(
        () -> new TiscException(Reason.INVALID_ARGUMENT, "The field " + field + " is missing"));
  }

  /** An absolute path on the node. Raises INVALID_ARGUMENT. */
  static Path absolute(String field, String text) {
    Path path;
    try {
      path = Path.of(text);
    } catch (InvalidPathException failure) {
      throw new TiscException(Reason.INVALID_ARGUMENT, field + " is no path", failure);
    }
    if (!path.isAbsolute()) {
      throw new TiscException(Reason.INVALID_ARGUMENT, field + " is an absolute path on the node");
    }
    return path;
  }
}
