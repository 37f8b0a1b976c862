package org.tisc.node.ingest;

import java.util.Optional;

/**
 * How to read a source.
 *
 * @param format the format; empty to recognise it
 * @param mapping the columns of a table; empty to recognise them by the header
 * @param limits bounds of reading
 */
public record FormatOptions(
    Optional<Format> format, Optional<ColumnMapping> mapping, IngestLimits limits) {
  /** Recognise everything, standard limits. */
  public static FormatOptions auto() {
    return new FormatOptions(Optional.empty(), Optional.empty(), IngestLimits.standard());
  }

  /** Read as this format only. */
  public FormatOptions as(Format value) {
    return new FormatOptions(Optional.of(value), mapping, limits);
  }

  /** Map columns so. */
  public FormatOptions with(ColumnMapping value) {
    return new FormatOptions(format, Optional.of(value), limits);
  }

  /** Read within these bounds. */
  public FormatOptions within(IngestLimits value) {
    return new FormatOptions(format, mapping, value);
  }
}
