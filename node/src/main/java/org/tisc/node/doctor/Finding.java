package org.tisc.node.doctor;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One thing that was found.
 *
 * @param about what it is about: a network, {@code network/node}, file, address, collection or
 *     rule; empty for the node as a whole
 * @param values what its sentence names, in order; the first is {@code about} where that is not
 *     empty
 * @param command what cures it, ready to be typed
 */
record Finding(FindingCode code, String about, List<String> values, Optional<String> command) {
  Finding {
    values = List.copyOf(values);
  }

  /** About the node as a whole. */
  static Finding of(FindingCode code) {
    return new Finding(code, "", List.of(), Optional.empty());
  }

  /** About something that the sentence names first. */
  static Finding naming(FindingCode code, Object about, Object... further) {
    String name = String.valueOf(about);
    String[] values = new String[further.length + 1];
    values[0] = name;
    for (int i = 0; i < further.length; i++) {
      values[i + 1] = String.valueOf(further[i]);
    }
    return new Finding(code, name, Arrays.asList(values), Optional.empty());
  }

  /** The same with the command that cures it. */
  Finding curedBy(String cure) {
    return new Finding(code, about, values, Optional.of(cure));
  }

  Severity severity() {
    return code.severity();
  }
}
