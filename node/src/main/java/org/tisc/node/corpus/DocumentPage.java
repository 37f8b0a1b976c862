package org.tisc.node.corpus;

import java.util.List;
import java.util.Optional;

/**
 * What the page of a document shows, in plain text with labels of one language; the template
 * escapes all of it and decides nothing.
 *
 * @param title the title in the reader's language, else the first one
 * @param copiesPath the search that finds the copies of all nodes
 * @param node who sent it
 * @param facts short labelled values
 * @param texts long texts
 * @param extra what the schema does not know, by its name in the source
 */
public record DocumentPage(
    Text title,
    String kind,
    String key,
    String copiesPath,
    String node,
    String collection,
    Optional<String> licence,
    String onward,
    List<Fact> facts,
    List<Text> texts,
    List<Event> events,
    List<String> citations,
    List<File> media,
    List<Fact> extra) {
  public DocumentPage {
    facts = List.copyOf(facts);
    texts = List.copyOf(texts);
    events = List.copyOf(events);
    citations = List.copyOf(citations);
    media = List.copyOf(media);
    extra = List.copyOf(extra);
  }

  /** Values under one label. */
  public record Fact(String label, List<String> values) {
    public Fact {
      values = List.copyOf(values);
    }
  }

  /**
   * A text in one language.
   *
   * @param language BCP 47
   * @param folded whether the page first shows its label alone
   * @param cut whether the page holds its beginning only
   */
  public record Text(String label, String language, String text, boolean folded, boolean cut) {}

  /** A legal event; code and date may be empty. */
  public record Event(String date, String code, String text) {}

  /** A file that belongs to the document. */
  public record File(String name, String mediaType) {}

  /**
   * Why there is no document to show.
   *
   * @param sentence for the reader
   * @param again whether the same request may succeed later
   * @param reason the code of the reason
   */
  public record Absence(String key, String sentence, boolean again, String reason) {}
}
