package org.tisc.node.document;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One way to understand a number.
 *
 * @param office ST.3 code; empty where the notation does not tell it
 * @param role what the number counts
 * @param serial normalised: letters and digits, no check digit, one zero padding per office
 * @param kindCode ST.16 code; empty where not told
 * @param findings what is wrong about it; usually none
 */
public record NumberReading(
    String office, NumberRole role, String serial, String kindCode, List<NumberFinding> findings) {
  public NumberReading {
    findings = List.copyOf(findings);
  }

  static NumberReading publication(String office, String serial, String kindCode) {
    return new NumberReading(office, NumberRole.PUBLICATION, serial, kindCode, List.of());
  }

  static NumberReading application(String office, String serial) {
    return new NumberReading(office, NumberRole.APPLICATION, serial, "", List.of());
  }

  /** The forms a document with this number is indexed under, from the whole to the bare serial. */
  Set<String> indexForms() {
    Set<String> forms = new LinkedHashSet<>();
    if (!kindCode.isEmpty()) {
      forms.add(office + serial + kindCode);
      forms.add(serial + kindCode);
    }
    forms.add(office + serial);
    forms.add(serial);
    return forms;
  }

  /** The one form to look for: as much as the notation told. */
  String queryForm() {
    return office + serial + kindCode;
  }
}
