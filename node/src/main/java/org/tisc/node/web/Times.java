package org.tisc.node.web;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as pages show them: year first, which both languages read, in the zone of the node. */
public final class Times {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private Times() {}

  /** To the minute. */
  public static String minute(Instant time) {
    return MINUTE.format(time.atZone(zone()));
  }

  /** To the second. */
  public static String second(Instant time) {
    return SECOND.format(time.atZone(zone()));
  }

  /** The zone in which days begin for this node. */
  public static ZoneId zone() {
    return ZoneId.systemDefault();
  }
}
