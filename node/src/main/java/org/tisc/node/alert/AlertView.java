package org.tisc.node.alert;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the pages of alerts show: texts of one language; the templates escape all of it and decide
 * nothing. Texts of other centres stand in elements that isolate their direction.
 */
public interface AlertView {
  /** One entry of a choice. */
  record Choice(String value, String label, boolean chosen) {}

  /** A name of the program and the word for it. */
  record Word(String name, String label) {}

  /**
   * A line of a list.
   *
   * @param mark "exercise" or "test", in words; empty where it is meant
   * @param tone the style of its state
   */
  record Line(
      String path,
      String headline,
      Optional<String> mark,
      Word severity,
      String state,
      String tone,
      Optional<String> inbox,
      String from,
      String sent,
      String expires) {}

  /** The list. */
  record Page(
      List<Line> lines,
      List<Line> drafts,
      long waiting,
      boolean mayWrite,
      Optional<String> problem,
      Map<String, List<Choice>> choices,
      String words,
      Optional<String> next) {}

  /** A name with a value that is worth showing. */
  record Fact(String name, String value) {}

  /** One revision in the history. */
  record Past(String number, String state, String what, String sent, String stored, String text) {}

  /** One peer in the matrix. */
  record Delivery(String peer, String state, String label, String tone, String reason, String at) {}

  /** One piece of evidence. */
  record File(String name, String sha256, Optional<String> held) {}

  /**
   * One card, or a draft before its first publication.
   *
   * @param may what the reader may do here, by name of act
   * @param seen the revision or version that is shown, for acts on it
   * @param stream where the matrix is told live; empty where there is none
   */
  record Shown(
      String alertId,
      String path,
      String headline,
      Optional<String> mark,
      Word severity,
      String state,
      String tone,
      Optional<String> reason,
      List<String> description,
      List<String> instruction,
      List<Fact> facts,
      Optional<String> web,
      List<File> evidence,
      Optional<String> inbox,
      List<Past> history,
      List<Line> related,
      List<Delivery> deliveries,
      Optional<String> stream,
      List<Word> states,
      Map<String, Boolean> may,
      String seen,
      Optional<String> draft,
      Optional<String> done,
      Optional<String> problem) {
    /** Whether the reader may do this here. */
    public boolean may(String act) {
      return may.getOrDefault(act, false);
    }
  }

  /** One broken rule in words. */
  record Rule(String field, String message) {}

  /** One centre that would get it. */
  record Reader(String peer, String name, String feed) {}

  /** What publishing would do. */
  record Preview(List<Reader> readers, boolean urgent, boolean review, String tlp) {}

  /** The editor. */
  record Editor(
      String path,
      String back,
      boolean fresh,
      Map<String, String> values,
      Map<String, List<Choice>> choices,
      List<Word> eventTypes,
      List<Word> members,
      String seen,
      boolean reviewRequired,
      Optional<Preview> preview,
      Optional<String> problem,
      List<Rule> rules) {
    /** The text in a field. */
    public String value(String name) {
      return values.getOrDefault(name, "");
    }

    /** The entries of a choice. */
    public List<Choice> choice(String name) {
      return choices.getOrDefault(name, List.of());
    }
  }
}
