package org.tisc.node.search;

import java.util.List;
import java.util.Optional;

/**
 * What the pages of baskets show, in plain text of one language.
 *
 * @param baskets of the reader; the one that is shown is chosen
 * @param shown the basket of this page; absent on the page of all
 * @param problem why the last act was refused
 * @param note what the last act did
 */
public record BasketView(
    SearchTexts texts,
    List<One> baskets,
    Optional<Shown> shown,
    Optional<String> problem,
    Optional<String> note) {
  public BasketView {
    baskets = List.copyOf(baskets);
  }

  /** A sentence of this room. */
  public String text(String key, Object... arguments) {
    return texts.of(key, arguments);
  }

  /** One basket of the list. */
  public record One(String id, String name, String documents, String created) {}

  /**
   * A basket with its documents.
   *
   * @param tags of all its documents, to narrow it to; the chosen one is on
   * @param next the address of the next part
   * @param columns that files may have: all, or those of the reader's table
   */
  public record Shown(
      One basket, List<Tag> tags, List<Document> documents, Optional<String> next, String columns) {
    public Shown {
      tags = List.copyOf(tags);
      documents = List.copyOf(documents);
    }
  }

  /** A tag that narrows the list; one that is on leads back to all. */
  public record Tag(String name, String count, String path, boolean on) {}

  /**
   * A document as it was seen.
   *
   * @param path the page of its copy
   * @param again the address of the search that found it; empty where it was named
   */
  public record Document(
      String key,
      String kind,
      String title,
      String holder,
      String path,
      String added,
      String query,
      String again,
      String note,
      List<String> tags) {
    public Document {
      tags = List.copyOf(tags);
    }

    /** The tags as they are typed. */
    public String tagLine() {
      return String.join(", ", tags);
    }
  }
}
