package org.tisc.node.backup;

import java.nio.file.Path;

/**
 * Takes from a restored store what was perhaps taken away after the backup was made and must not
 * come back unasked. The owner of the rooms supplies it, since only they know their tables.
 */
@FunctionalInterface
public interface Caution {
  /** What waits for somebody's word now, or is gone. */
  record Withheld(int accounts, int tokens, int invitations) {}

  /**
   * Opens the database, changes it and closes it. Raises what opening it raises.
   *
   * @param store the file of the database
   */
  Withheld withhold(Path store);
}
