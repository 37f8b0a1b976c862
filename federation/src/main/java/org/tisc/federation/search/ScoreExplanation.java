package org.tisc.federation.search;

import org.tisc.federation.error.Reason;
import org.tisc.federation.identity.NodeId;

/** How one document of a ranking came by its score, or why nobody can say. */
public sealed interface ScoreExplanation {
  /** The document key that was asked for. */
  String key();

  /**
   * The arithmetic, by the node whose copy scores best.
   *
   * @param score that of the ranking, to the last bit
   */
  record Found(String key, NodeId node, String collection, float score, Explanation root)
      implements ScoreExplanation {}

  /**
   * The query finds no document of this key.
   *
   * @param held whether a source that was searched holds it all the same
   */
  record NotFound(String key, boolean held) implements ScoreExplanation {}

  /**
   * Whoever would know did not say: its arithmetic was refused, or it was lost.
   *
   * @param reason such as INCOMPATIBLE where it contradicts the ranking
   */
  record Untold(String key, NodeId node, SourceState state, Reason reason)
      implements ScoreExplanation {}
}
