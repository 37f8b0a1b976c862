package org.tisc.deploy.sample;

import java.util.Map;
import java.util.Optional;

/** Makes the documents of one kind. */
interface Maker {
  /** Makes the document at an index; what is drawn must come from the draw alone. */
  Made make(int index, Draw draw);

  /** A document before it becomes a line. */
  record Made(String key, Map<String, Object> fields, Optional<Drawing> drawing) {}
}
