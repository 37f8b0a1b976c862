package org.tisc.node.web;

import java.io.IOException;
import java.util.Map;
import org.tisc.federation.error.TiscException;

/**
 * Where the server-sent events of one answer go. Every method sends at once, and raises {@code
 * IOException} where the reader has left. Used by one thread.
 */
public interface EventSink {
  /** An event whose data is a JSON object. */
  void json(String name, Object body) throws IOException;

  /** An event whose data is a JSON object with the member {@code html}: a template, rendered. */
  void html(String name, String template, Map<String, Object> model) throws IOException;

  /** The event {@code problem}, whose data is the problem of a failure. */
  void problem(TiscException failure) throws IOException;

  /** A sign of life, which tells the reader nothing. */
  void beat() throws IOException;
}
