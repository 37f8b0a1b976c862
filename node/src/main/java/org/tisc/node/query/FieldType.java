package org.tisc.node.query;

/** How the value of a field is read and compiled. */
public enum FieldType {
  /** Free text, analysed. */
  TEXT,
  /** One of a set of codes, or an identifier compared as a whole. */
  KEYWORD,
  /** A symbol of IPC or CPC; a symbol above group level takes in everything below. */
  IPC_SYMBOL,
  /** A Locarno class or subclass, such as {@code 14-03}. */
  LOCARNO_SYMBOL,
  /**
   * A province, prefecture or county by name or GB/T 2260 code, with all below it; or a country.
   */
  REGION_CODE,
  /** A document number in any notation. */
  NUMBER,
  /** A day, month or year, or a range of them. */
  DATE
}
