package org.tisc.node.desk;

import java.time.Instant;
import java.util.List;

/**
 * A document in a basket, as it was seen when it was put there.
 *
 * @param number rises with every document that is kept
 * @param scope where it was found, as a user writes it
 * @param query by which it was found, empty where it was named
 */
public record KeptDocument(
    long number,
    String key,
    String kind,
    String title,
    String holder,
    String scope,
    String query,
    Instant added,
    String note,
    List<String> tags) {
  public KeptDocument {
    tags = List.copyOf(tags);
  }

  /**
   * A document to keep.
   *
   * @param key in one line of up to 1,024 characters
   * @param kind nothing where it is no word such as PATENT
   * @param title cut at 500 characters
   */
  public record Seen(String key, String kind, String title, String holder) {
    private static final int MOST_TITLE = 500;

    public Seen {
      if (!fits(key)) {
        throw KeptText.refused("a document has a key such as PATENT:CN:110083831:A");
      }
      if (!holder.matches("[a-z0-9-]{0,63}")) {
        throw KeptText.refused("a holder is the id of a node");
      }
      kind = kind.matches("[A-Z_]{1,40}") ? kind : "";
      title = KeptText.cut(title, MOST_TITLE);
    }

    /** Whether something can be the key of a kept document. */
    public static boolean fits(String key) {
      return key.matches("[A-Z_]{1,40}:[^\\p{Cntrl}]{1,1000}");
    }
  }
}
