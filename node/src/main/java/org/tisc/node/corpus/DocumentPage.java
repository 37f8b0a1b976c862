package org.tisc.node.corpus;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the page of a document shows, in plain text with labels of one language; the template
 * escapes all of it and decides nothing.
 *
 * @param title the title in the reader's language, else the first one
 * @param otherTitles those in other languages
 * @param copiesPath the search that finds the copies of all nodes
 * @param similarPath the search for similar documents
 * @param source who sent it and under which terms
 * @param place where it was opened from
 * @param numbers each to be copied
 * @param facts short labelled values
 * @param texts long texts
 * @param status how the right stands; empty where that is not told
 * @param expanded whether something marked does not stand there as it was written
 * @param extra what the schema does not know, by its name in the source
 */
public record DocumentPage(
    Text title,
    List<Text> otherTitles,
    String kind,
    String key,
    String copiesPath,
    String similarPath,
    Source source,
    Optional<Place> place,
    List<NumberLine> numbers,
    List<Fact> facts,
    List<Text> texts,
    Optional<String> status,
    List<Event> events,
    List<Value> citations,
    List<File> media,
    List<Holder> holders,
    boolean marked,
    boolean expanded,
    List<Fact> extra) {
  public DocumentPage {
    otherTitles = List.copyOf(otherTitles);
    numbers = List.copyOf(numbers);
    facts = List.copyOf(facts);
    texts = List.copyOf(texts);
    events = List.copyOf(events);
    citations = List.copyOf(citations);
    media = List.copyOf(media);
    holders = List.copyOf(holders);
    extra = List.copyOf(extra);
  }

  /**
   * Who sent it.
   *
   * @param abridged whether the node keeps fields back from this centre
   * @param asOf to the minute, when the index of its collection was last changed
   */
  public record Source(
      String node,
      String collection,
      Optional<String> licence,
      String onward,
      boolean abridged,
      Optional<String> asOf) {}

  /**
   * Its place in a list of hits.
   *
   * @param label of the way back, with the rank if that is told
   */
  public record Place(
      String list, String label, Optional<String> previous, Optional<String> next) {}

  /** A number in its usual notation, with what is wrong about it as the source writes it. */
  public record NumberLine(String label, String text, List<String> findings) {
    public NumberLine {
      findings = List.copyOf(findings);
    }
  }

  /** Something to follow. */
  public record Link(String label, String path) {}

  /**
   * A value.
   *
   * @param path of the search for it
   * @param wider the search for what it belongs to
   */
  public record Value(String text, Optional<String> path, Optional<Link> wider) {
    static Value plain(String text) {
      return new Value(text, Optional.empty(), Optional.empty());
    }
  }

  /** Values under one label. */
  public record Fact(String label, List<Value> values) {
    public Fact {
      values = List.copyOf(values);
    }
  }

  /**
   * A text in one language.
   *
   * @param language BCP 47
   * @param paragraphs the text, or its claims
   * @param folded whether the page first shows its label alone
   * @param marks how many pieces are marked
   * @param cut whether the page holds its beginning only
   */
  public record Text(
      String label,
      String language,
      List<Paragraph> paragraphs,
      boolean folded,
      int characters,
      long marks,
      boolean cut) {
    public Text {
      paragraphs = List.copyOf(paragraphs);
    }

    /** The text without marks and numbers. */
    public String text() {
      return paragraphs.stream().map(Paragraph::text).collect(Collectors.joining("\n"));
    }

    /** Whether these are numbered claims. */
    public boolean numbered() {
      return !paragraphs.isEmpty() && paragraphs.getFirst().number() > 0;
    }
  }

  /**
   * A part of a text.
   *
   * @param number of the claim; 0 for other texts
   */
  public record Paragraph(int number, List<OpenedFrom.Piece> pieces) {
    public Paragraph {
      pieces = List.copyOf(pieces);
    }

    /** The text without marks. */
    public String text() {
      return pieces.stream().map(OpenedFrom.Piece::text).collect(Collectors.joining());
    }
  }

  /** A legal event; code and date may be empty. */
  public record Event(String date, String code, String text) {}

  /** A file that belongs to the document. */
  public record File(String name, String mediaType) {}

  /**
   * A node that was asked for it.
   *
   * @param path of its copy; empty where it holds none, or its copy is the one shown
   * @param symbol stands beside the words, so that colour is never needed
   * @param tone good, wait or nothing
   */
  public record Holder(
      String node, Optional<String> path, String symbol, String says, String tone) {}

  /**
   * Why there is no document to show.
   *
   * @param sentence for the reader
   * @param again whether the same request may succeed later
   * @param reason the code of the reason
   * @param others copies that other nodes hold
   * @param place where it was opened from
   */
  public record Absence(
      String key,
      String sentence,
      boolean again,
      String reason,
      List<Link> others,
      Optional<Place> place) {
    public Absence {
      others = List.copyOf(others);
    }
  }
}
