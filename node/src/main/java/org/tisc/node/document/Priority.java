package org.tisc.node.document;

import java.util.Optional;

/**
 * An earlier filing whose date is claimed.
 *
 * @param office ST.3 code; may be empty
 * @param number as written; may be empty where only the date is told
 * @param date the date claimed, if told
 */
public record Priority(String office, String number, Optional<PartialDate> date) {
  public Priority {
    office = Country.code(office);
    number = SafeText.line(number);
  }
}
