package org.tisc.node.feed;

import java.util.Map;

/**
 * Something that another room has against the origin of feeds.
 *
 * @param text what it is, by language
 */
public record OriginWarning(String network, String origin, Map<String, String> text) {
  public OriginWarning {
    text = Map.copyOf(text);
  }
}
