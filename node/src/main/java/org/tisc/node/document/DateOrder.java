package org.tisc.node.document;

/** How to read a date whose parts are told apart by order alone, such as {@code 07/08/2011}. */
public enum DateOrder {
  /** Day, month, year, as in Europe and India. */
  DAY_FIRST,
  /** Month, day, year, as in the United States. */
  MONTH_FIRST
}
