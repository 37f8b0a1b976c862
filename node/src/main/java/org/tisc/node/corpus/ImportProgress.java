package org.tisc.node.corpus;

/** Watches an import and may end it. Called on the importing thread, after each batch. */
interface ImportProgress {
  /**
   * How far it has come. Raises {@code CANCELLED} to end the import; what was committed stays.
   *
   * @param bytes of the file that were read
   * @param records read, used or not
   */
  void at(long bytes, long records);
}
