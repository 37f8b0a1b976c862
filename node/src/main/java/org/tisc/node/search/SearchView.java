package org.tisc.node.search;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.tisc.node.query.WrittenWords;

/**
 * What the search page shows, in plain text of one language; the template escapes all of it and
 * decides nothing.
 *
 * @param query the text in the search box
 * @param similar to what others are sought, and by which words; absent for an ordinary query
 * @param filters that are on, as they stand in addresses
 * @param understoodAs how the query was read
 * @param notes what the asker should know of that reading
 * @param mistakes why the search was refused
 * @param failure one sentence when the search failed otherwise
 * @param answer absent when nothing was asked or the search was refused
 * @param steps the last queries of this person, newest first
 * @param asked the parameters of the search, to be asked again in another way
 * @param narrowed to the documents of a basket, or to all others
 * @param desk what the reader chose and can do with hits
 */
public record SearchView(
    SearchTexts texts,
    String query,
    Optional<Similar> similar,
    List<Choice> dialects,
    List<Choice> scopes,
    List<Choice> kinds,
    List<Choice> sizes,
    String collection,
    List<String> filters,
    Optional<String> understoodAs,
    List<Note> notes,
    List<Mistake> mistakes,
    Optional<String> failure,
    Optional<Answer> answer,
    List<Step> steps,
    List<Parameter> asked,
    List<Narrowed> narrowed,
    Desk desk) {
  public SearchView {
    asked = List.copyOf(asked);
    narrowed = List.copyOf(narrowed);
    filters = List.copyOf(filters);
    steps = List.copyOf(steps);
    dialects = List.copyOf(dialects);
    scopes = List.copyOf(scopes);
    kinds = List.copyOf(kinds);
    sizes = List.copyOf(sizes);
    notes = List.copyOf(notes);
    mistakes = List.copyOf(mistakes);
  }

  /** A sentence of this room. */
  public String text(String key, Object... arguments) {
    return texts.of(key, arguments);
  }

  /** The fields that a query may name, for the help. */
  public List<FieldHelp> fields() {
    return FieldGuide.fields(texts);
  }

  /** Whether the node can sign what it answers: as a member of the network that was asked. */
  public boolean signable() {
    return scopes.stream().anyMatch(scope -> scope.chosen() && !scope.value().equals("local"));
  }

  /** Whether synonyms are searched as well. */
  public boolean synonyms() {
    return asked.contains(new Parameter("synonyms", "true"));
  }

  /** Whether nothing was asked yet. */
  public boolean blank() {
    return answer.isEmpty() && mistakes.isEmpty() && failure.isEmpty();
  }

  /**
   * What others shall be similar to.
   *
   * @param key of a document; absent for a text
   * @param path of the page of that document
   * @param words each with its weight
   */
  public record Similar(Optional<String> key, Optional<String> path, List<Field> words) {
    public Similar {
      words = List.copyOf(words);
    }
  }

  /**
   * One field of the help.
   *
   * @param name its first name
   * @param names all of them
   * @param kinds of documents that have it
   * @param values what may stand behind it
   * @param operators what may join and widen that
   * @param example a query
   */
  public record FieldHelp(
      String name,
      String label,
      String names,
      String kinds,
      String values,
      String operators,
      String example) {}

  /**
   * An earlier query.
   *
   * @param name by which a query names it
   * @param path asks it again
   */
  public record Step(String name, String text, String path) {}

  /**
   * A search in a basket, or outside of it.
   *
   * @param name of the parameter
   * @param without the address of the same search without it
   */
  public record Narrowed(String name, String value, String label, String without) {}

  /** A parameter of a search. */
  public record Parameter(String name, String value) {}

  /** One entry of a choice. */
  public record Choice(String value, String label, boolean chosen) {}

  /** A remark with the words it is about. */
  public record Note(String about, String text) {}

  /**
   * A broken rule, with the query text cut where it is broken; the three pieces are empty for other
   * parameters than the query.
   */
  public record Mistake(String field, String text, String before, String at, String after) {}

  /** A labelled value. */
  public record Field(String label, String value) {}

  /** A passage of one field. */
  public record Extract(String label, List<WrittenWords.Piece> pieces) {
    public Extract {
      pieces = List.copyOf(pieces);
    }
  }

  /**
   * A node that holds a hit.
   *
   * @param path the page of its copy
   */
  public record Holder(String node, String path) {}

  /**
   * One cell of a table of hits.
   *
   * @param title whether it is the title, which leads to the document
   */
  public record Cell(boolean title, String value) {}

  /**
   * What the reader chose and can do with hits.
   *
   * @param table whether hits are rows of a table
   * @param columns chosen for tables, as parameters name them
   * @param here the address of this page
   * @param baskets of the reader
   */
  public record Desk(boolean table, String columns, String here, List<Choice> baskets) {
    public Desk {
      baskets = List.copyOf(baskets);
    }

    /** The address of the page of columns, which leads back here. */
    public String columnsPage() {
      return "/search/columns?back=" + URLEncoder.encode(here, StandardCharsets.UTF_8);
    }
  }

  /**
   * One document of the ranking.
   *
   * @param best whose copy is shown
   * @param others further holders
   * @param similar searches for documents like it
   * @param cells of its row, one for each column of the table
   * @param seen what a form says of it, to put it into a basket
   */
  public record Hit(
      int rank,
      String key,
      String kind,
      List<WrittenWords.Piece> title,
      String score,
      Holder best,
      List<Holder> others,
      List<Field> fields,
      List<Extract> extracts,
      Optional<String> licence,
      String onward,
      String similar,
      boolean shown,
      List<Cell> cells,
      String seen) {
    public Hit {
      cells = List.copyOf(cells);
      title = List.copyOf(title);
      others = List.copyOf(others);
      fields = List.copyOf(fields);
      extracts = List.copyOf(extracts);
    }
  }

  /**
   * One source of the coverage strip.
   *
   * @param symbol stands beside the word, so that colour is never needed
   * @param tone good, warn or bad
   */
  public record Source(
      String node,
      String collection,
      String symbol,
      String state,
      String tone,
      Optional<String> reason,
      String hits,
      Optional<String> indexedAt,
      String millis) {}

  /** What a node did with all its collections: the least complete state of them. */
  public record Asked(String node, String symbol, String state, String tone) {}

  /**
   * A page of the list.
   *
   * @param path empty for the page that is shown
   * @param relation what the page is to the one shown: prev, next, or nothing
   */
  public record PageLink(String label, Optional<String> path, String relation) {}

  /**
   * The answer.
   *
   * @param waiting who has not answered yet; absent in the last word
   * @param expanded whether something marked was found by an expansion
   * @param columns labels of the table's columns; none where hits are cards
   * @param pages of the list; none where the answer is one page
   */
  public record Answer(
      boolean exact,
      String coverage,
      List<String> inexact,
      String total,
      String took,
      FacetsView facets,
      List<Hit> hits,
      boolean expanded,
      List<String> columns,
      boolean holdersComplete,
      List<Asked> nodes,
      List<Source> sources,
      Optional<String> waiting,
      List<PageLink> pages) {
    public Answer {
      pages = List.copyOf(pages);
      nodes = List.copyOf(nodes);
      inexact = List.copyOf(inexact);
      hits = List.copyOf(hits);
      columns = List.copyOf(columns);
      sources = List.copyOf(sources);
    }
  }
}
