package org.tisc.node.ingest;

/**
 * Bounds of reading.
 *
 * @param recordBytes longest record held in memory
 * @param expansion how many times longer than its packed form an archive may become, judged from
 *     {@code freeBytes} on
 * @param freeBytes unpacked bytes that are fine at any ratio
 * @param unpackedBytes most bytes an archive may unpack to
 * @param entries most entries of an archive
 */
public record IngestLimits(
    int recordBytes, int expansion, long freeBytes, long unpackedBytes, int entries) {
  private static final int MIB = 1024 * 1024;

  /** 48 MiB a record, 200-fold from 64 MiB on, 256 GiB in all, 200,000 entries. */
  public static IngestLimits standard() {
    return new IngestLimits(48 * MIB, 200, 64L * MIB, 256L * 1024 * MIB, 200_000);
  }
}
