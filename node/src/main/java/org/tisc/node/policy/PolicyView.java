package org.tisc.node.policy;

import java.util.List;
import java.util.Optional;

/**
 * What the pages of sharing rules show: texts of one language and values of the forms; the
 * templates escape all of it and decide nothing.
 *
 * @param collections columns of the table
 * @param rows one for each peer
 * @param cut whether there are more peers or collections than the table shows
 * @param mayChange whether the reader may make and remove rules
 * @param done a sentence on what was changed a moment ago
 * @param problem why something that was asked for was not done
 */
public record PolicyView(
    long version,
    List<String> collections,
    List<Row> rows,
    boolean cut,
    List<RuleLine> rules,
    List<Choice> fields,
    List<VersionLine> versions,
    boolean mayChange,
    Optional<String> done,
    Optional<String> problem,
    Question question) {
  public PolicyView {
    collections = List.copyOf(collections);
    rows = List.copyOf(rows);
    rules = List.copyOf(rules);
    fields = List.copyOf(fields);
    versions = List.copyOf(versions);
  }

  /** One peer and what it may do with each collection. */
  public record Row(String peer, String name, List<Cell> cells) {
    public Row {
      cells = List.copyOf(cells);
    }
  }

  /**
   * One peer and one collection.
   *
   * @param words the verbs that are allowed; "nothing" where none is
   * @param limited a remark on hidden fields or quotas
   * @param open whether anything is allowed
   * @param path the explanation
   */
  public record Cell(String words, Optional<String> limited, boolean open, String path) {}

  /** One rule. */
  public record RuleLine(
      String id,
      String effect,
      boolean denies,
      String peer,
      String collection,
      String verbs,
      List<String> limits,
      String made,
      String note) {
    public RuleLine {
      limits = List.copyOf(limits);
    }
  }

  /** One entry of a choice. */
  public record Choice(String value, String label, boolean chosen) {}

  /** One version of the rules. */
  public record VersionLine(String version, String made, String added, String removed) {}

  /**
   * The form of the explanation, and its answer.
   *
   * @param peer as typed
   * @param answers empty where nothing was asked
   */
  public record Question(String peer, String collection, List<Answer> answers) {
    public Question {
      answers = List.copyOf(answers);
    }
  }

  /** What is said to one peer in one network. */
  public record Answer(String peer, Optional<String> notActive, List<Line> lines) {
    public Answer {
      lines = List.copyOf(lines);
    }
  }

  /** What is said to one verb. */
  public record Line(
      String verb, boolean allowed, String verdict, String why, List<String> remarks) {
    public Line {
      remarks = List.copyOf(remarks);
    }
  }

  /**
   * A change that waits to be confirmed.
   *
   * @param rule the rule in words, id first where it is one to be removed
   * @param hidden the fields of the form that confirms
   * @param nothing whether it changes nothing for any peer that there is now
   */
  public record Preview(
      boolean removing,
      String rule,
      List<Choice> hidden,
      List<Group> gained,
      List<Group> lost,
      List<Group> altered,
      boolean nothing,
      boolean complete) {
    public Preview {
      hidden = List.copyOf(hidden);
      gained = List.copyOf(gained);
      lost = List.copyOf(lost);
      altered = List.copyOf(altered);
    }
  }

  /** One peer and one collection with the verbs that change. */
  public record Group(String peer, String collection, String verbs, String hidden) {}
}
