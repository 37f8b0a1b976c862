package org.tisc.node.document;

import java.util.Optional;

/**
 * Something that happened to a right.
 *
 * @param code the office's or the EPO's event code; may be empty
 * @param date when, if told
 * @param text what, in words; may be empty
 */
public record LegalEvent(String code, Optional<PartialDate> date, String text) {
  public LegalEvent {
    code = SafeText.line(code);
    text = SafeText.line(text);
  }
}
