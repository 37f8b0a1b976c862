package org.tisc.node.activity;

import java.util.List;
import java.util.Optional;

/**
 * What the page of the ledger shows, in one language; the template escapes all of it.
 *
 * @param counted how many of all chosen lines count
 * @param minutes their working time
 * @param next the page with older lines
 */
public record ActivityView(
    List<Line> lines,
    long counted,
    long minutes,
    Optional<String> problem,
    List<Choice> tiers,
    String article,
    String from,
    String until,
    Optional<String> next) {
  public ActivityView {
    lines = List.copyOf(lines);
    tiers = List.copyOf(tiers);
  }

  /** One line of the ledger. */
  public record Line(
      String at,
      String actor,
      String client,
      String what,
      String record,
      String tier,
      String article,
      String minutes,
      String outcome,
      boolean counted) {}

  /** One entry of a choice. */
  public record Choice(String value, String label, boolean chosen) {}
}
