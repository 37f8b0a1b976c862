package org.tisc.node.web;

/**
 * Where features declare their routes at start. A path is literal segments and {@code {name}}
 * segments, such as {@code /api/v1/collections/{collection}}; a last segment {@code {name...}}
 * takes the rest. A path declared twice for one method raises {@code IllegalStateException}.
 */
public interface Routes {
  /**
   * Declares a route.
   *
   * @param method the HTTP method in capitals
   * @param permission what the caller must hold; checked before the handler runs
   * @param summary one English sentence for the generated reference
   */
  void add(String method, String path, Permission permission, String summary, Handler handler);

  /** Answers one request. May block. A {@code TiscException} becomes a problem answer. */
  @FunctionalInterface
  interface Handler {
    /** Answers the request. */
    Reply handle(Exchange exchange) throws Exception;
  }
}
