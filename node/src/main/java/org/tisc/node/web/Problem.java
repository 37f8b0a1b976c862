package org.tisc.node.web;

import java.util.List;
import java.util.Optional;
import org.tisc.federation.error.Reason;

/**
 * A failure as it is told over HTTP (RFC 9457, {@code application/problem+json}) and, inside {@code
 * {"problem":…}}, by the command line.
 *
 * @param type {@code /problems/<reason>}, a page this node serves
 * @param title the reason in one sentence in the caller's language
 * @param detail what exactly is wrong; absent for a mistake of ours
 * @param violations broken rules by field, absent when there are none
 * @param instance the request id that stands in the log
 */
public record Problem(
    String type,
    String title,
    int status,
    Optional<String> detail,
    Reason reason,
    Optional<List<BrokenRule>> violations,
    String instance) {

  /**
   * One broken rule.
   *
   * @param position offset in characters in the field's text, absent where it does not apply
   * @param length how many characters from there on are meant, absent where it is not known
   */
  public record BrokenRule(
      String field, String message, Optional<Integer> position, Optional<Integer> length) {}
}
